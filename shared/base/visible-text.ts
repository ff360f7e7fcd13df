// Text from files made safe to look at: a name in a dump may hold control characters, or marks that turn the direction of
// writing and so show something else than stands there.

/** Controls, format characters (direction marks, joiners, zero width), line and paragraph separators. */
const UNSEEN = /[\p{Cc}\p{Cf}\u2028\u2029]/gu;
const UNSEEN_IN_LINES = /(?![\n\t])[\p{Cc}\p{Cf}\u2028\u2029]/gu;
const DELETE = 0x7f;

/** `a\u202eb` -> `a⟨U+202E⟩b`, a line feed -> `␊`. */
export const visibleText = (text: string): string => text.replace(UNSEEN, visible);

/** The same for a text of several lines: line feeds and tabs stay. */
export const visibleLines = (text: string): string => text.replaceAll('\r\n', '\n').replace(UNSEEN_IN_LINES, visible);

function visible(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  // Unicode has pictures for the old controls, from U+2400 on.
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  if (code === DELETE) return '\u2421';
  return `⟨U+${code.toString(16).toUpperCase().padStart(4, '0')}⟩`;
}
