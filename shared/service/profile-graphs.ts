// Graphs and flame graphs of a pprof profile, or of the difference of two.

import { assert } from '../base/assert';
import { nameOfProfile } from '../formats/profiles';
import type { GraphScope, GraphSource } from '../model/graph-requests';
import type { WeightedStacks } from '../model/graphs';
import type { Profile } from '../model/profiles';
import { difference, scaledTo } from '../query/graph/difference';
import { profileStacks } from '../query/graph/profile-stacks';
import { statePaint } from '../query/graph/state-paint';
import { callGraphReply, flameReply, type LocalGraphs } from './graphs';

/** @param base what the profile is compared with; types are matched by their names */
export function createProfileGraphs(profile: Profile, base?: Profile): LocalGraphs {
  const idOf = ({ type, unit }: Profile['sampleTypes'][number]): string => `${type}/${unit}`;

  function stacksOf({ source, normalise }: Pick<GraphScope, 'source' | 'normalise'>): WeightedStacks {
    const type = profile.sampleTypes.findIndex((candidate) => idOf(candidate) === source);
    assert(type >= 0, `there is no sample type ${source}`);
    const title = `${kindOf(profile)}: ${profile.sampleTypes[type].type}`;
    const after = { ...profileStacks(profile, type), title };
    const other = base?.sampleTypes.findIndex((candidate) => idOf(candidate) === source) ?? -1;
    if (base === undefined || other < 0) return after;
    const before = profileStacks(base, other);
    return difference(before, normalise === true ? scaledTo(before, after) : after, false);
  }

  return {
    async graphSources() {
      const sources = profile.sampleTypes.map(
        (type, i): GraphSource => ({
          id: idOf(type),
          label: type.type,
          unit: profileStacks(profile, i).unit,
          timed: false,
          kind: 'calls',
        }),
      );
      // The one that the file wants to be shown first stands first.
      const [first] = sources.splice(profile.defaultType, 1);
      return [first, ...sources];
    },
    stacks: async (scope) => ({ ok: true, stacks: stacksOf(scope) }),
    graph: async (request) => callGraphReply(stacksOf(request), request, statePaint),
    flame: async (request) => flameReply(stacksOf(request), request),
  };
}

/** `CPU profile` of `a CPU profile (samples, cpu)`. */
function kindOf(profile: Profile): string {
  const [kind] = nameOfProfile(profile).replace(/^an? /, '').split(' (');
  return `${kind[0].toUpperCase()}${kind.slice(1)}`;
}
