// The page in a browser tab: files by the browser's own picker, saving as a download, and, when `ghostlight serve`
// delivers the page, the files of its command line by the list `sources` beside the page.

import { type Disposable, disposable } from '../../shared/base/disposable';
import { fail, ok } from '../../shared/base/result';
import type { Host, Pick, SourceRef } from '../../shared/contract/host';
import { filesOfFolder, sourceOfFile } from './dropped-files';

export function createBrowserHost(): Host {
  return {
    kind: 'browser',
    pick: pickFiles,
    onOpen(listener) {
      let listening = true;
      void servedSources().then((sources) => {
        if (listening && sources.length > 0) listener(sources);
      });
      return disposable(() => {
        listening = false;
      });
    },
    async save(name, bytes) {
      try {
        const url = URL.createObjectURL(new Blob([bytes as Uint8Array<ArrayBuffer>]));
        const link = document.createElement('a');
        link.href = url;
        link.download = name;
        link.click();
        setTimeout(() => URL.revokeObjectURL(url), REVOKE_AFTER_MS);
        return ok(name);
      } catch (error) {
        return fail(`The browser refused the download: ${error instanceof Error ? error.message : String(error)}`);
      }
    },
    onCommand(): Disposable {
      return disposable(() => {}); // a browser tab has no menu of ours
    },
  };
}

/** The download has begun by then; revoking at once would end it. */
const REVOKE_AFTER_MS = 60_000;

function pickFiles(what: Pick): Promise<readonly SourceRef[]> {
  return new Promise((resolve) => {
    const input = document.createElement('input');
    input.type = 'file';
    input.multiple = true;
    input.webkitdirectory = what === 'folder';
    input.hidden = true;
    const finish = (): void => {
      const files = [...(input.files ?? [])];
      const sources = what === 'folder' ? filesOfFolder(files) : files.map((file) => sourceOfFile(file));
      input.remove();
      resolve(sources);
    };
    input.addEventListener('change', finish);
    input.addEventListener('cancel', finish);
    document.body.append(input);
    input.click();
  });
}

/** What `ghostlight serve` offers; [] for a page that any other server delivers. */
async function servedSources(): Promise<readonly SourceRef[]> {
  try {
    const response = await fetch(new URL('sources', document.baseURI));
    const list: unknown = response.ok ? await response.json() : [];
    return Array.isArray(list) ? list.filter(isSource).map(absolute) : [];
  } catch {
    return []; // no server behind the page, or one that answers everything with its own page
  }
}

function isSource(value: unknown): value is SourceRef {
  const { name, size, url, modifiedMs } = (value ?? {}) as Partial<Record<keyof SourceRef, unknown>>;
  return (
    typeof name === 'string' &&
    typeof size === 'number' &&
    typeof url === 'string' &&
    (modifiedMs === undefined || typeof modifiedMs === 'number')
  );
}

/** The worker's own address is another one: a relative URL would lead it elsewhere. */
function absolute(source: SourceRef): SourceRef {
  return { ...source, url: new URL(source.url, document.baseURI).href };
}
