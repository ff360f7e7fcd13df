// Answers the page's questions about pprof profiles: reads them as a whole, then builds graphs and flame graphs of one of them
// or of the difference of two. Free of worker globals: sources are handed in, so that tests run it in Node.

import { assert } from '../../shared/base/assert';
import { formatBytes } from '../../shared/base/format';
import { joinBytes } from '../../shared/base/join-bytes';
import type { SourceRef } from '../../shared/contract/host';
import type { ProfileApi, ProfileOpenReply } from '../../shared/contract/profile-api';
import { decodeProfile, nameOfProfile } from '../../shared/formats/profiles';
import { unwrap } from '../../shared/ingest/unwrap';
import type { GraphScope } from '../../shared/model/graph-requests';
import type { ProfileInfo } from '../../shared/model/profile-requests';
import type { Profile } from '../../shared/model/profiles';
import { createProfileGraphs } from '../../shared/service/profile-graphs';
import type { OpenSource } from './source-access';

/** A profile is read as a whole, its names stand last. Real ones are at most some 10 MB, as they are sums. */
const MAX_BYTES = 256 * 1024 * 1024;

interface OpenProfile {
  readonly profile: Profile;
  readonly info: ProfileInfo;
}

export function createProfileServer({ openSource }: { readonly openSource: OpenSource }): ProfileApi {
  let opened: readonly OpenProfile[] = [];
  let reading: AbortController | undefined;

  /** @throws Error with a sentence */
  async function read(source: SourceRef, signal: AbortSignal): Promise<OpenProfile> {
    const { name, size } = source;
    const bytes = await allBytes(openSource(source).stream(signal), source);
    const decoded = decodeProfile(bytes);
    if (!decoded.ok) throw new Error(`${name} begins like a pprof profile, but ${decoded.what}.`);
    const { profile, damage } = decoded;
    const { sampleTypes, length, timeMs, durationNs, periodType, period, comments } = profile;
    const info: ProfileInfo = {
      name,
      bytes: size,
      what: nameOfProfile(profile).replace(/^a /, ''),
      sampleTypes,
      samples: length,
      ...(timeMs === undefined ? {} : { timeMs }),
      ...(durationNs === undefined ? {} : { durationNs }),
      ...(periodType === undefined ? {} : { periodType }),
      ...(period === undefined ? {} : { period }),
      comments,
      ...(damage === undefined ? {} : { damage }),
    };
    return { profile, info };
  }

  /** Replaces what is open by what `make` gives, unless something is wrong. */
  async function replace(
    sources: readonly SourceRef[],
    make: (added: readonly OpenProfile[]) => readonly OpenProfile[],
  ): Promise<ProfileOpenReply> {
    reading?.abort();
    const controller = new AbortController();
    reading = controller;
    const { signal } = controller;
    try {
      const added: OpenProfile[] = [];
      for (const source of sources) added.push(await read(source, signal));
      const next = make(added);
      refuseStrangers(next);
      if (signal.aborted) return { status: 'cancelled' };
      opened = next;
      return { status: 'ready', summary: { profiles: opened.map(({ info }) => info) } };
    } catch (error) {
      if (signal.aborted) return { status: 'cancelled' };
      return { status: 'unreadable', message: error instanceof Error ? error.message : String(error) };
    }
  }

  function graphsOf({ moment, base }: Pick<GraphScope, 'moment' | 'base'>) {
    const shown = opened.at(moment ?? -1);
    assert(shown !== undefined, 'no profile is open');
    return createProfileGraphs(shown.profile, base === undefined ? undefined : opened[base]?.profile);
  }

  return {
    open: (sources) => replace(sources, inTime),
    add: (source) => replace([source], (added) => [...opened, ...added]),
    cancel() {
      reading?.abort();
    },
    graphSources: async () => graphsOf({}).graphSources(),
    graph: async (request) => graphsOf(request).graph(request),
    flame: async (request) => graphsOf(request).flame(request),
  };
}

/** @throws Error with a sentence where two profiles have no type of sample in common */
function refuseStrangers([first, ...others]: readonly OpenProfile[]): void {
  const keys = ({ profile }: OpenProfile) => profile.sampleTypes.map(({ type, unit }) => `${type}/${unit}`);
  const types = ({ profile }: OpenProfile) => profile.sampleTypes.map(({ type }) => type).join(', ');
  for (const other of others) {
    if (keys(other).some((key) => keys(first).includes(key))) continue;
    throw new Error(
      `${other.info.name} counts ${types(other)}, and ${first.info.name} counts ${types(first)}: they cannot be compared.`,
    );
  }
}

function inTime(profiles: readonly OpenProfile[]): readonly OpenProfile[] {
  if (profiles.some(({ info }) => info.timeMs === undefined)) return profiles;
  return [...profiles].sort((a, b) => (a.info.timeMs ?? 0) - (b.info.timeMs ?? 0));
}

async function allBytes(stream: AsyncIterable<Uint8Array>, { name, size }: SourceRef): Promise<Uint8Array> {
  const { bytes } = await unwrap(stream, size);
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of bytes) {
    length += chunk.length;
    if (length > MAX_BYTES)
      throw new Error(`${name} is a profile of more than ${formatBytes(MAX_BYTES)}; it is not read.`);
    chunks.push(chunk.slice());
  }
  return joinBytes(chunks);
}
