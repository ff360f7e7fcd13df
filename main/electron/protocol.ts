// The two schemes of the app. app:// is the page: a fixed list of built files under one origin, so that IndexedDB,
// workers and fetch behave as on https. trace:// streams a file that the user opened, behind an unguessable token.

import { Readable } from 'node:stream';
import { protocol } from 'electron';
import { rangeReply } from '../node/byte-range';
import { findFile, readSlice } from '../node/file-source';
import type { OpenFiles } from '../node/open-files';
import { SECURITY_HEADERS } from '../node/security-headers';
import type { StaticFiles } from '../node/static-files';

const PAGE_HOST = 'ghostlight';
const PAGE_ORIGIN = `app://${PAGE_HOST}`;
export const PAGE_URL = `${PAGE_ORIGIN}/index.html`;

/** Whether a URL is one of the page's own; `origin` of a URL with a scheme of our own is 'null' in Node. */
export function isPageUrl(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol: scheme, host } = new URL(url);
  return scheme === 'app:' && host === PAGE_HOST;
}

/** Must run before the app is ready, and once. */
export function registerSchemes(): void {
  const privileges = { standard: true, secure: true, supportFetchAPI: true, stream: true };
  protocol.registerSchemesAsPrivileged([
    { scheme: 'app', privileges },
    { scheme: 'trace', privileges: { ...privileges, corsEnabled: true } },
  ]);
}

/** Must run after the app is ready. */
export function handleSchemes(page: StaticFiles, openFiles: OpenFiles): void {
  protocol.handle('app', (request) => pageReply(request, page));
  protocol.handle('trace', (request) => traceReply(request, openFiles));
}

const plain = (status: number, text: string): Response =>
  new Response(text, { status, headers: { ...SECURITY_HEADERS, 'Content-Type': 'text/plain; charset=utf-8' } });

export function pageReply(request: Request, page: StaticFiles): Response {
  if (request.method !== 'GET') return plain(405, 'Only GET.\n');
  const file = isPageUrl(request.url) ? page.get(new URL(request.url).pathname.slice(1)) : undefined;
  if (file === undefined) return plain(404, 'Not found.\n');
  return new Response(file.bytes, { headers: { ...SECURITY_HEADERS, 'Content-Type': file.type } });
}

export async function traceReply(request: Request, openFiles: OpenFiles): Promise<Response> {
  if (request.method !== 'GET' && request.method !== 'HEAD') return plain(405, 'Only GET and HEAD.\n');
  const path = openFiles.path(new URL(request.url).hostname);
  if (path === undefined) return plain(404, 'Not found.\n');
  const found = await findFile(path);
  if (!found.ok) return plain(410, `${found.error}\n`);
  const reply = rangeReply(request.headers.get('range'), found.value.size);
  const headers = {
    ...reply.headers,
    'Access-Control-Allow-Origin': PAGE_ORIGIN,
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
  };
  if (request.method === 'HEAD' || reply.from === reply.to)
    return new Response(null, { status: reply.status, headers });
  const body = Readable.toWeb(Readable.from(readSlice(path, reply), { objectMode: false }));
  return new Response(body as ReadableStream<Uint8Array>, { status: reply.status, headers });
}
