// A tab with pprof profiles that count the same: one, or several to be compared.

import { batch, computed, type ReadonlySignal, type Signal, signal } from '@preact/signals-core';
import type { Disposable } from '../../shared/base/disposable';
import type { SourceRef } from '../../shared/contract/host';
import type { ProfileApi, ProfileOpenReply } from '../../shared/contract/profile-api';
import { type ApartFile, fileLine, tellApart } from '../../shared/model/file-line';
import type { ProfileInfo, ProfilesSummary } from '../../shared/model/profile-requests';
import { createGraphModel, type GraphModel, type GraphView } from './graph-model';
import type { Layout } from './graph-work';
import { messageOf } from './latest';
import { sourcesName } from './source-names';

export type ProfileStatus =
  | { readonly kind: 'opening' }
  | { readonly kind: 'ready'; readonly summary: ProfilesSummary }
  | { readonly kind: 'cancelled' }
  /** A sentence. */
  | { readonly kind: 'failed'; readonly message: string };

export interface ProfileTab {
  readonly kind: 'profile';
  readonly id: string;
  readonly name: Signal<string>;
  readonly api: ProfileApi;
  readonly status: ReadonlySignal<ProfileStatus>;
  /** A question that failed although the profiles are open: a sentence. */
  readonly fault: Signal<string | undefined>;
  /** All files of it; more by `compareWith`. */
  readonly sources: ReadonlySignal<readonly SourceRef[]>;
  readonly view: Signal<GraphView>;
  readonly graphs: GraphModel;
  /** For names of files: what is shown, and what it is compared with. */
  readonly pictureName: ReadonlySignal<string>;
  /** A profile is being added. */
  readonly adding: ReadonlySignal<boolean>;
  /** Reads another profile and shows the difference to it. */
  compareWith(source: SourceRef): void;
}

/** A running worker. */
export interface ProfileWorker {
  readonly api: ProfileApi;
  /** What to do if it stops by itself: receives a sentence. */
  onDeath(listener: (message: string) => void): void;
  terminate(): void;
}

export interface ProfileTabOptions {
  readonly worker: ProfileWorker;
  readonly layout: Layout;
  readonly sources: readonly SourceRef[];
}

/** Begins to read. */
export function startProfileTab(
  id: string,
  { worker, layout, sources: first }: ProfileTabOptions,
): { readonly tab: ProfileTab } & Disposable {
  const { api } = worker;
  const sources = signal(first);
  const name = signal(sourcesName(first));
  const status = signal<ProfileStatus>({ kind: 'opening' });
  const fault = signal<string | undefined>(undefined);
  const view = signal<GraphView>('graph');
  const shown = signal(0);
  const adding = signal(false);
  const edition = signal(0);
  let closed = false;

  const profiles = (): readonly ProfileInfo[] => (status.value.kind === 'ready' ? status.value.summary.profiles : []);
  const fail = (message: string): void => {
    if (closed) return;
    if (status.peek().kind === 'ready') fault.value = `Nothing more can be asked: ${message}`;
    else status.value = { kind: 'failed', message };
  };
  worker.onDeath(fail);

  /** What is shown, and what it is compared with. */
  const pictured = (): readonly ApartFile[] => {
    const files = tellApart(profiles());
    const base = graphs.isDifference.value ? graphs.base.value : undefined;
    return [files[shown.value], ...(base === undefined ? [] : [files[base]])].filter((file) => file !== undefined);
  };
  const graphs = createGraphModel({
    answers: api,
    layout,
    scope: () => ({ filter: '', moment: shown.value }),
    subjects: {
      list: () => tellApart(profiles()).map(({ short, ...file }, id) => ({ id, label: short, title: fileLine(file) })),
      shown,
    },
    caption: () => {
      const [file, base] = pictured();
      return file === undefined ? [] : [fileLine(file, base)];
    },
    shown: () => view.value,
    edition: () => edition.value,
  });

  const show = (summary: ProfilesSummary, base: number | undefined): void =>
    batch(() => {
      status.value = { kind: 'ready', summary };
      graphs.base.value = base;
      name.value = sourcesName(sources.peek());
      edition.value++;
    });
  const onOpened = (reply: ProfileOpenReply): void => {
    if (closed) return;
    if (reply.status === 'cancelled') status.value = { kind: 'cancelled' };
    else if (reply.status === 'unreadable') fail(reply.message);
    else {
      const last = reply.summary.profiles.length - 1;
      // Profiles that are opened together are to be compared: what came since the first one.
      shown.value = last;
      show(reply.summary, last > 0 ? 0 : undefined);
    }
  };
  api.open(first).then(onOpened, (error: unknown) => fail(messageOf(error)));

  const tab: ProfileTab = {
    ...{ kind: 'profile', id, name, api, status, fault, sources, view, graphs, adding },
    pictureName: computed(() => (profiles().length < 2 ? name.value : pictured().map(fileNameOf).join(' minus '))),
    compareWith(source) {
      if (status.peek().kind !== 'ready' || adding.peek()) return;
      adding.value = true;
      const refuse = (message: string): void => {
        if (!closed) fault.value = `${source.name} was not added: ${message}`;
      };
      api
        .add(source)
        .then((reply) => {
          if (closed || reply.status === 'cancelled') return;
          if (reply.status === 'unreadable') refuse(reply.message);
          else {
            sources.value = [...sources.peek(), source];
            show(reply.summary, reply.summary.profiles.length - 1);
          }
        })
        .catch((error: unknown) => refuse(messageOf(error)))
        .finally(() => {
          adding.value = false;
        });
    },
  };
  return {
    tab,
    dispose() {
      closed = true;
      graphs.dispose();
      worker.terminate();
    },
  };
}

/** `1.24-cpu.pb.gz`; `heap.pb.gz 2026-11-21 04-59-04 UTC` where only times differ. No folders, nothing that a system forbids. */
function fileNameOf(file: ApartFile): string {
  const { name, short } = file;
  return (short === name ? name : fileLine(file).replace(' · ', ' ')).replace(/[/\\:]/g, '-');
}
