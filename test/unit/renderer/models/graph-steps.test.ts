// Back and forward through the settings of a graph, with how each picture was looked at.

import { signal } from '@preact/signals-core';
import { expect, test } from 'vitest';
import { createSteps } from '../../../../renderer/models/graph-steps';

test('a step that is gone back to is looked at as it was left, a new one as none before', () => {
  const settings = signal('a');
  let look: string | undefined;
  const given: (string | undefined)[] = [];
  const steps = createSteps(
    () => settings.value,
    (step) => {
      settings.value = step;
    },
    {
      read: () => look,
      write(before) {
        given.push(before);
        look = undefined;
      },
    },
  );
  look = 'left of a';
  settings.value = 'b';
  expect(given).toEqual([undefined]);
  look = 'top of b';
  steps.back();
  expect(settings.value).toBe('a');
  expect(given.at(-1)).toBe('left of a');
  // Its picture was never seen.
  steps.forward();
  expect(settings.value).toBe('b');
  expect(given.at(-1)).toBe('top of b');
  steps.back();
  expect(given.at(-1)).toBeUndefined();
  steps.dispose();
});
