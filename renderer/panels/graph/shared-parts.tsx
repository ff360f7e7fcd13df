// What the panels of graphs have in common.

/** `/` anywhere in the panel goes to its field for searching, not to the filter of the file. */
export function toFind(event: KeyboardEvent): void {
  if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target instanceof HTMLInputElement || !(event.currentTarget instanceof Element)) return;
  const field = event.currentTarget.querySelector<HTMLInputElement>('.graph-find input');
  if (field === null) return;
  event.preventDefault();
  field.select();
}

export function Waiting() {
  return (
    <div className="graph-empty">
      <strong>The file is still being read.</strong>
      <p>Weights are added up when all of it is there.</p>
    </div>
  );
}
