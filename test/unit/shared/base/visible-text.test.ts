import { expect, test } from 'vitest';
import { visibleLines, visibleText } from '../../../../shared/base/visible-text';

test('what cannot be seen, or turns the direction of writing, is shown by its name', () => {
  expect(visibleText('plain (*T).m[...]')).toBe('plain (*T).m[...]');
  expect(visibleText('a\nb\tc\u0000d\u007f')).toBe('a␊b␉c␀d␡');
  expect(visibleText('main.\u202egnp.exe\u2066\u200b\ufeff')).toBe('main.⟨U+202E⟩gnp.exe⟨U+2066⟩⟨U+200B⟩⟨U+FEFF⟩');
  expect(visibleText('\u0085\u2028')).toBe('⟨U+0085⟩⟨U+2028⟩');
  expect(visibleText('שלום 日本 é')).toBe('שלום 日本 é');
});

test('in a text of lines, line feeds and tabs stay', () => {
  expect(visibleLines('goroutine 1:\r\n\tmain\u001b[31m\rx')).toBe('goroutine 1:\n\tmain␛[31m␍x');
});
