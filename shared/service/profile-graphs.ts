// Graphs and flame graphs of pprof profiles: one, or one compared with another that counts the same.

import { assert } from '../base/assert';
import type { GraphScope, GraphSource } from '../model/graph-requests';
import type { Profile, ValueType } from '../model/profiles';
import { difference } from '../query/graph/difference';
import { profileStacks } from '../query/graph/profile-stacks';
import { statePaint } from '../query/graph/state-paint';
import { callGraphReply, flameReply, type LocalGraphs, type StacksReply } from './graphs';

/** What each sample type is called as a source: its name; of two with one name, name and unit. */
function sourceIds(types: readonly ValueType[]): readonly string[] {
  const names = types.map(({ type }) => type);
  return types.map(({ type, unit }) => (names.indexOf(type) === names.lastIndexOf(type) ? type : `${type}/${unit}`));
}

/**
 * @param profiles the moments of a scope: `moment` and `base` are places in it, the last one is shown if none is asked for.
 * Sources are the sample types of the last one that all of them have, its default first.
 */
export function createProfileGraphs(profiles: readonly Profile[]): LocalGraphs {
  const last = profiles[profiles.length - 1];
  const ids = profiles.map(({ sampleTypes }) => sourceIds(sampleTypes));
  const shared = ids[ids.length - 1].filter((id) => ids.every((own) => own.includes(id)));
  const first = ids[ids.length - 1][last.defaultType];
  const sources = [...new Set([...shared.filter((id) => id === first), ...shared])].map((id): GraphSource => {
    const { unit, title } = profileStacks(last, ids[ids.length - 1].indexOf(id));
    return { id, label: title, unit, timed: false, kind: 'calls' };
  });

  function stacksOf({
    source,
    filter,
    moment = profiles.length - 1,
    base,
    normalise = false,
  }: GraphScope): StacksReply {
    assert(
      sources.some(({ id }) => id === source),
      `there is no source ${source}`,
    );
    if (filter.trim() !== '') {
      const message = 'A profile has no goroutines that could be filtered; focus and tagFocus choose stacks.';
      return { ok: false, error: { expression: 'filter', message, from: 0, to: filter.length } };
    }
    const of = (place: number) => profileStacks(profiles[place], ids[place].indexOf(source));
    const stacks = base === undefined ? of(moment) : difference(of(base), of(moment), normalise);
    return { ok: true, stacks };
  }

  return {
    graphSources: async () => sources,
    stacks: async (scope) => stacksOf(scope),
    async graph(request) {
      const found = stacksOf(request);
      return found.ok ? callGraphReply(found.stacks, request, statePaint) : found;
    },
    async flame(request) {
      const found = stacksOf(request);
      return found.ok ? flameReply(found.stacks, request) : found;
    },
  };
}
