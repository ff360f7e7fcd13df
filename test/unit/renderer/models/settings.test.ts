import { expect, test } from 'vitest';
import { createSettings, type SettingsStorage } from '../../../../renderer/models/settings';

function memory(start?: string): SettingsStorage & { text: string | undefined } {
  return {
    text: start,
    getItem() {
      return this.text ?? null;
    },
    setItem(_, value) {
      this.text = value;
    },
  };
}

test('what was chosen is found again', () => {
  const storage = memory();
  const first = createSettings(storage);
  first.theme.value = 'light';
  first.palette.value = 'colour-blind';
  first.bottomOpen.value = false;
  first.detailsWidth.value = 400;
  const second = createSettings(storage);
  expect([second.theme.value, second.palette.value, second.bottomOpen.value, second.detailsWidth.value]).toEqual([
    'light',
    'colour-blind',
    false,
    400,
  ]);
});

test.each(['', 'no json', 'null', '[]', '{"theme":"pink","detailsWidth":"wide","bottomHeight":1e99}'])(
  'what does not fit is a default: %s',
  (text) => {
    const settings = createSettings(memory(text));
    expect([settings.theme.value, settings.detailsWidth.value, settings.bottomHeight.value]).toEqual([
      'system',
      322,
      222,
    ]);
  },
);

test('works without storage, and with one that refuses', () => {
  const refuses = {
    getItem(): string | null {
      throw new Error('refused');
    },
    setItem() {
      throw new Error('refused');
    },
  };
  for (const storage of [undefined, refuses]) {
    const settings = createSettings(storage);
    settings.theme.value = 'dark';
    expect(settings.theme.value).toBe('dark');
  }
});
