// A tab with pprof profiles that count the same: one, or several to be compared.

import { batch, type ReadonlySignal, type Signal, signal } from '@preact/signals-core';
import type { Disposable } from '../../shared/base/disposable';
import type { SourceRef } from '../../shared/contract/host';
import type { ProfileApi, ProfileOpenReply } from '../../shared/contract/profile-api';
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

  const graphs = createGraphModel({
    answers: api,
    layout,
    scope: () => ({ filter: '', moment: shown.value }),
    subjects: {
      list: () => profiles().map((_, id) => ({ id, label: labelOf(profiles(), id) })),
      shown,
    },
    caption: () => captionOf(profiles(), shown.value, graphs.isDifference.value ? graphs.base.value : undefined),
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

const baseName = (path: string): string => path.split('/').at(-1) ?? path;

const timeText = ({ timeMs }: ProfileInfo): string =>
  timeMs === undefined ? '' : new Date(timeMs).toISOString().replace(/\.\d+Z$/, 'Z');

/** The file's name; where several have it, with what tells them apart. */
function labelOf(profiles: readonly ProfileInfo[], place: number): string {
  const profile = profiles[place];
  const name = baseName(profile.name);
  const others = profiles.filter((other) => other !== profile && baseName(other.name) === name);
  if (others.length === 0) return name;
  if (others.every((other) => other.name !== profile.name)) return profile.name;
  const time = timeText(profile);
  return time !== '' && others.every((other) => timeText(other) !== time)
    ? `${name}, ${time}`
    : `${name} (${place + 1})`;
}

/** `cpu.pb.gz, 2024-05-01T10:00:00Z`, and what it is compared with. */
function captionOf(profiles: readonly ProfileInfo[], shown: number, base: number | undefined): readonly string[] {
  const words = (place: number): string => {
    const profile = profiles[place];
    if (profile === undefined) return '';
    const label = labelOf(profiles, place);
    const time = timeText(profile);
    return time === '' || label.endsWith(time) ? label : `${label}, ${time}`;
  };
  return [base === undefined ? words(shown) : `${words(shown)} minus ${words(base)}`];
}
