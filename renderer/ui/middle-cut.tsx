// A text that is cut in its middle where there is no room: names of files often differ at their end only.

/** Letters at the end that stay: number and extension of a trace. */
const END_LENGTH = 8;

export function MiddleCut({ text }: { readonly text: string }) {
  // By code points: half an emoji would be shown as a broken letter.
  const letters = [...text];
  // The part that gives way is never narrower than two letters: one alone would stand apart.
  const cut = letters.length < END_LENGTH + 3 ? 0 : letters.length - END_LENGTH;
  return (
    <span className="middle-cut">
      <span className="cut-here">{letters.slice(0, cut).join('')}</span>
      <span>{letters.slice(cut).join('')}</span>
    </span>
  );
}
