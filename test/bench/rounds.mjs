// Timed runs in rounds, and what is said of them.

/** Runs of one program on an idle machine differ by less. */
const STEADY = 1.25;

/**
 * The timed runs of a trace in rounds: reference, command line, page, page with one worker, one right after the other. What
 * else the machine does changes within minutes and slows the reference as it slows us, so ratios are taken within a round.
 */
export async function timeRounds(rounds, wanted, failed) {
  const runs = Object.fromEntries(Object.keys(wanted).map((name) => [name, []]));
  const broken = new Set();
  for (let round = 0; round < rounds; round++) {
    for (const [name, measure] of Object.entries(wanted)) {
      if (broken.has(name)) continue;
      try {
        runs[name].push(await measure());
      } catch (error) {
        // A failure spoils its own figure, not the ones after it.
        broken.add(name);
        failed(name, error);
      }
    }
  }
  return Object.fromEntries(Object.entries(runs).map(([name, done]) => [name, broken.has(name) ? undefined : done]));
}

/** Round by round: a's seconds per second of b; undefined where either is missing. */
const ratios = (a, b) =>
  a === undefined || b === undefined ? undefined : a.map(({ seconds }, i) => seconds / b[i].seconds);

const spread = (runs) => {
  const seconds = runs.map((run) => run.seconds);
  return Math.max(...seconds) / Math.min(...seconds);
};

/** How far ratios to these runs may be trusted, in words; '' = the machine was steady. */
function doubt(reference) {
  if (reference.length === 1) return 'one round: whether the machine was idle is not known';
  return spread(reference) > STEADY ? 'busy machine: do not rely on it' : '';
}

function reportAgainstReference(report, id, runs, reference) {
  const values = ratios(runs, reference);
  if (values === undefined) report.missing(id, 'no reference in this run');
  else report.figure(id, values, doubt(reference));
}

export function reportReference(report, runs) {
  const busy = spread(runs) > STEADY ? `, varies by ${spread(runs).toFixed(1)}x: something else is running` : '';
  report.figure(
    'reference',
    runs.map(({ seconds }) => seconds),
    `${runs[0].output.trim()}${busy}`,
  );
  report.figure(
    'referenceMemory',
    runs.map(({ peakBytes }) => peakBytes),
  );
}

export function reportCli(report, runs, reference) {
  const { events, problems } = JSON.parse(runs[0].output);
  report.figure(
    'cli',
    runs.map(({ seconds }) => seconds),
    `events ${events}${problems.length === 0 ? '' : `, ${problems.length} problems`}`,
  );
  reportAgainstReference(report, 'cliRatio', runs, reference);
  report.figure(
    'cliMemory',
    runs.map(({ peakBytes }) => peakBytes),
  );
}

export function reportPage(report, runs, reference, { fileBytes, workers }) {
  const note = `events ${runs[0].reply.events}, ${workers === undefined ? 'no choice of workers' : `${workers} workers`}`;
  report.figure(
    'index',
    runs.map(({ seconds }) => seconds),
    note,
  );
  reportAgainstReference(report, 'indexRatio', runs, reference);
  report.figure(
    'paint',
    runs.map(({ paint }) => paint),
  );
  const { storedBytes } = runs[runs.length - 1];
  report.figure('stored', storedBytes);
  report.figure('storedRatio', storedBytes / fileBytes);
}

export function reportOne(report, runs, two) {
  report.figure(
    'indexOne',
    runs.map(({ seconds }) => seconds),
  );
  const values = ratios(runs, two);
  if (values === undefined) report.missing('speedUp', 'the part "page" was not measured');
  else report.figure('speedUp', values);
}
