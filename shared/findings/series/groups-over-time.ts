// The groups of all moments by key: counts, ids, labels, and who stood still.

import type { DumpIndex } from '../../query/dumps/types';
import type { Step } from './step';

export interface GroupCourse {
  readonly key: string;
  readonly title: string;
  /** Goroutines per moment. */
  readonly counts: Float64Array;
  /** Per moment; undefined where the moment has no ids. */
  readonly ids: (Set<number> | undefined)[];
  /** Goroutines per label set, at the last moment that has any. */
  labels: Map<number, number>;
  leaked: number;
  oldestMinutes: number;
  /** Last moment in which it is there. */
  last: number;
  /** Stack group of the worst part at that moment. */
  worst: number;
}

const LEAKED_FLAG = 1;

export function groupsOverTime(index: DumpIndex, steps: readonly Step[]): readonly GroupCourse[] {
  const byKey = new Map<string, GroupCourse>();
  steps.forEach((step, i) => {
    const { snapshot, judge, visible, of, keys, titles, hasIds } = step;
    const { columns } = snapshot;
    const stackGroups = index.groups(snapshot).of;
    const courses: (GroupCourse | undefined)[] = new Array(keys.length);
    for (let row = 0; row < snapshot.length; row++) {
      if (visible[row] === 0) continue;
      let course = courses[of[row]];
      if (course === undefined) {
        course = courseOf(byKey, keys[of[row]], titles[of[row]], steps.length);
        courses[of[row]] = course;
        course.last = i;
        course.worst = -1;
        course.labels = new Map();
        course.leaked = 0;
        course.oldestMinutes = -1;
        if (hasIds) course.ids[i] = new Set();
      }
      const weight = columns.weight[row];
      course.counts[i] += weight;
      course.ids[i]?.add(columns.id[row]);
      const set = columns.labels[row];
      course.labels.set(set, (course.labels.get(set) ?? 0) + weight);
      if ((columns.flags[row] & LEAKED_FLAG) !== 0) course.leaked += weight;
      if (columns.minutes[row] > course.oldestMinutes) course.oldestMinutes = columns.minutes[row];
      const group = stackGroups[row];
      if (course.worst < 0 || judge.suspicion(group) > judge.suspicion(course.worst)) course.worst = group;
    }
  });
  steps.forEach(({ hasIds }, i) => {
    if (!hasIds) return;
    for (const { ids } of byKey.values()) ids[i] ??= new Set();
  });
  return [...byKey.values()];
}

function courseOf(byKey: Map<string, GroupCourse>, key: string, title: string, moments: number): GroupCourse {
  let course = byKey.get(key);
  if (course === undefined) {
    course = {
      ...{ key, title, counts: new Float64Array(moments), ids: new Array(moments).fill(undefined), labels: new Map() },
      ...{ leaked: 0, oldestMinutes: -1, last: 0, worst: -1 },
    };
    byKey.set(key, course);
  }
  return course;
}

/** Ids that are in all of these sets; none where one of them is missing. */
export function inAll(sets: readonly (ReadonlySet<number> | undefined)[]): readonly number[] {
  const [first, ...others] = sets;
  if (first === undefined || others.some((set) => set === undefined)) return [];
  return [...first].filter((id) => others.every((set) => set?.has(id)));
}
