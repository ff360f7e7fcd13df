// The files of the series: what each is, how much of it was read, and what could not be read.

import { formatBytes, formatPercent, groupDigits } from '../../../shared/base/format';
import { visibleText } from '../../../shared/base/visible-text';
import type { FileInfo } from '../../../shared/model/dump-requests';
import type { Problem } from '../../../shared/model/problems';
import { ADVICE } from '../../models/advice';
import type { DumpSession } from '../../models/dump-session';
import { summaryOf } from './actions';
import { EmptyNote, Section } from './pieces';
import { counted } from './words';

const FORMAT_WORDS: Readonly<Record<string, string>> = {
  'goroutine-text': 'text of goroutines (debug=2, panic, SIGQUIT)',
  'goroutine-counts': 'counts per stack (debug=1)',
  pprof: 'pprof profile (debug=0)',
  unknown: 'not a dump',
};

export function DumpProblemsPanel({ session }: { readonly session: DumpSession }) {
  const summary = summaryOf(session);
  if (summary === undefined)
    return <EmptyNote title="Nothing is read yet.">The files are still being opened.</EmptyNote>;
  const { files, problems } = summary;
  // Those of a file stand with it; what is left is of the series as a whole.
  const ofFiles = new Set(files.flatMap((file) => file.problems.map(({ message }) => message)));
  const others = problems.filter(({ message }) => !ofFiles.has(message));
  return (
    <section className="dump-panel dump-problems" aria-label="Problems">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling box must be reachable by keyboard */}
      <div className="dump-scroll" tabIndex={0}>
        <p>
          {problems.length === 0
            ? `All of ${files.length === 1 ? 'the file' : `the ${files.length} files`} was read and understood.`
            : `${formatPercent(summary.readFraction)} of ${formatBytes(summary.bytes)} in ${counted(files.length, 'file')} was read, with ${counted(problems.length, 'problem')}. What could be read is shown.`}
        </p>
        {others.length > 0 && (
          <Section title="The series">
            <ProblemList problems={others} />
          </Section>
        )}
        <Section title={files.length === 1 ? 'File' : 'Files'}>
          <table className="small-table files-table">
            <thead>
              <tr>
                <th scope="col">file</th>
                <th scope="col">what it is</th>
                <th scope="col">size</th>
                <th scope="col">read</th>
              </tr>
            </thead>
            <tbody>
              {files.map((file) => (
                <FileRows file={file} key={file.name} />
              ))}
            </tbody>
          </table>
        </Section>
      </div>
    </section>
  );
}

function FileRows({ file }: { readonly file: FileInfo }) {
  const read = file.readFraction >= 1 ? 'all' : file.readFraction === 0 ? 'nothing' : formatPercent(file.readFraction);
  return (
    <>
      <tr className={file.problems.length > 0 ? 'has-problems' : ''}>
        <th scope="row" className="mono">
          <bdi>{visibleText(file.name)}</bdi>
        </th>
        <td className="words">{FORMAT_WORDS[file.format] ?? file.format}</td>
        <td title={`${groupDigits(file.bytes)} bytes`}>{formatBytes(file.bytes)}</td>
        <td className={file.readFraction < 1 ? 'warning-text' : ''}>{read}</td>
      </tr>
      {(file.problems.length > 0 || file.note !== undefined) && (
        <tr className="file-problems">
          <td colSpan={4}>
            {file.note !== undefined && <p className="note">{visibleText(file.note)}</p>}
            <ProblemList problems={file.problems} />
          </td>
        </tr>
      )}
    </>
  );
}

function ProblemList({ problems }: { readonly problems: readonly Problem[] }) {
  return (
    <ul className="problem-list">
      {problems.map((problem, index) => {
        const { name, advice } = ADVICE[problem.code];
        return (
          <li key={index}>
            <p>
              <span className="problem-code">{name}</span>
              {problem.offset !== undefined && <span className="note"> byte {groupDigits(problem.offset)}</span>}{' '}
              {visibleText(problem.message)}
            </p>
            <p className="note">{advice}</p>
          </li>
        );
      })}
    </ul>
  );
}
