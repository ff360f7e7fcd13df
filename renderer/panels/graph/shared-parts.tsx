// What the panels of graphs have in common.

export function Waiting() {
  return (
    <div className="graph-empty">
      <strong>The file is still being read.</strong>
      <p>Weights are added up when all of it is there.</p>
    </div>
  );
}
