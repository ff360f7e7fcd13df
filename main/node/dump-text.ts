// What `ghostlight dump` prints for people: the report, then a table of groups or of goroutines.

import { groupDigits } from '../../shared/base/format';
import { shortName } from '../../shared/base/function-name';
import type {
  Diagnosis,
  DumpGroup,
  GroupsReply,
  MemberRow,
  MomentInfo,
  ReportCard,
  SeriesSummary,
  WaitRange,
} from '../../shared/model/dump-requests';
import { GoroutineFlag } from '../../shared/model/dumps';
import { utcText } from '../../shared/model/file-line';
import type { Frame } from '../../shared/model/stacks';
import { printable, shortPrintable, type TextColumn, textTable, wrapped } from './text-table';

const NAME_LETTERS = 60;
const LINE_LETTERS = 100;

/** `http.(*conn).serve server.go:40` */
export function placeText(frame: Pick<Frame, 'func' | 'file' | 'line'> | undefined): string {
  if (frame === undefined || frame.func === '') return '-';
  const file = frame.file === '' ? '' : ` ${frame.file.slice(frame.file.lastIndexOf('/') + 1)}:${frame.line}`;
  return `${shortPrintable(shortName(frame.func), NAME_LETTERS)}${shortPrintable(file, NAME_LETTERS)}`;
}

/** What a group is about: the program's own frame, else what blocks, else the outermost one. */
export const groupPlace = ({ frames, userFrame, blockingFrame }: DumpGroup): Frame | undefined =>
  frames[userFrame] ?? frames[blockingFrame] ?? frames[frames.length - 1];

/** Minutes are lower bounds; `-` = not told, which is not 0. */
function waitText(wait: WaitRange | undefined): string {
  if (wait === undefined) return '-';
  const { minMinutes: min, maxMinutes: max } = wait;
  return min === max ? `>=${max} min` : `>=${min}-${max} min`;
}

/** The most frequent state, and how many others there are. */
function statesText({ states }: DumpGroup): string {
  const [first, ...others] = states;
  const name = shortPrintable(first?.value ?? '', 32) || '-';
  return others.length === 0 ? name : `${name} +${others.length}`;
}

const dateText = (ms: number | undefined): string => (ms === undefined ? '' : ` ${utcText(ms)}`);

/** Which dumps there are and which one is shown; nothing where there is one only. */
export function* momentsText({ moments }: SeriesSummary, shown: number): Generator<string> {
  if (moments.length < 2) return;
  yield `${moments.length} dumps; shown: ${shown + 1}, ${momentText(moments[shown])} (--moment N shows another one)\n`;
}

export const momentText = ({ name, timeMs }: MomentInfo): string => `${shortPrintable(name, 80)}${dateText(timeMs)}`;

const GROUP_COLUMNS: readonly TextColumn[] = [
  { title: 'LEVEL', align: 'left' },
  { title: 'COUNT', align: 'right' },
  { title: 'STATE', align: 'left' },
  { title: 'WAIT', align: 'right' },
];

export function* groupsText(
  reply: Extract<GroupsReply, { readonly ok: true }>,
  byStack: boolean,
  colour: boolean,
): Generator<string> {
  const own: readonly TextColumn[] = byStack
    ? [
        { title: 'WHERE', align: 'left' },
        { title: 'CREATED BY', align: 'left' },
      ]
    : [{ title: 'GROUP', align: 'left' }];
  const cells = reply.groups.map((group) => [
    group.diagnosis.level,
    groupDigits(group.count),
    statesText(group),
    waitText(group.wait),
    ...(byStack
      ? [placeText(groupPlace(group)), placeText(group.creators[0]?.value)]
      : [shortPrintable(group.title, LINE_LETTERS) || '-']),
  ]);
  yield* textTable([...GROUP_COLUMNS, ...own], cells, colour);
  const { total, matched, hidden, moreGroups, groups } = reply;
  const of = matched === total ? groupDigits(total) : `${groupDigits(matched)} of ${groupDigits(total)}`;
  yield `${of} goroutines, ${plural(groups.length + moreGroups, 'group')}\n`;
  if (moreGroups > 0) yield `${groupDigits(moreGroups)} further groups are not listed: --filter finds them\n`;
  yield* hiddenText(hidden);
}

export const plural = (count: number, one: string): string => `${groupDigits(count)} ${one}${count === 1 ? '' : 's'}`;

export function* hiddenText({
  goroutines,
  groups,
}: {
  readonly goroutines: number;
  readonly groups: number;
}): Generator<string> {
  if (goroutines === 0) return;
  const what = `${plural(goroutines, 'goroutine')} in ${plural(groups, 'group')}`;
  yield `not listed: ${what} that every program has (--background lists them)\n`;
}

const MEMBER_COLUMNS: readonly TextColumn[] = [
  { title: 'LEVEL', align: 'left' },
  { title: 'ID', align: 'right' },
  { title: 'COUNT', align: 'right' },
  { title: 'STATE', align: 'left' },
  { title: 'WAIT', align: 'right' },
  { title: 'SAYS', align: 'left' },
  { title: 'WHERE', align: 'left' },
  { title: 'CREATED BY', align: 'left' },
];
const FLAG_WORDS: readonly (readonly [flag: number, word: string])[] = [
  [GoroutineFlag.Leaked, 'leaked'],
  [GoroutineFlag.Locked, 'locked'],
  [GoroutineFlag.Scan, 'scan'],
  [GoroutineFlag.Durable, 'durable'],
  [GoroutineFlag.NoStack, 'no stack'],
  [GoroutineFlag.Cut, 'cut'],
  [GoroutineFlag.Unparsed, 'not readable'],
];

export interface MemberFacts {
  /** Where a goroutine stands that has no frame of the program's own. */
  readonly leafOf: (member: MemberRow) => Frame | undefined;
  readonly diagnosisOf: (member: MemberRow) => Diagnosis;
}

export function* membersText(
  members: readonly MemberRow[],
  total: number,
  { leafOf, diagnosisOf }: MemberFacts,
  colour: boolean,
): Generator<string> {
  const counted = members.some(({ id }) => Number.isNaN(id));
  // Counts have no ids, listings no counts.
  const shown = MEMBER_COLUMNS.filter(({ title }) => title !== (counted ? 'ID' : 'COUNT'));
  const cells = members.map((member) => [
    diagnosisOf(member).level,
    counted ? groupDigits(member.weight) : String(member.id),
    shortPrintable(member.state, 32) || '-',
    member.minutes === undefined ? '-' : `>=${member.minutes} min`,
    saysText(member, diagnosisOf(member)),
    placeText(member.userFrame ?? leafOf(member)),
    placeText(member.createdBy),
  ]);
  yield* textTable(shown, cells, colour);
  const matched = members.reduce((sum, { weight }) => sum + weight, 0);
  yield `${matched === total ? groupDigits(total) : `${groupDigits(matched)} of ${groupDigits(total)}`} goroutines\n`;
}

/** What the dump says of a goroutine, then what the findings say of its group. */
function saysText({ flags }: MemberRow, { title }: Diagnosis): string {
  const words = FLAG_WORDS.flatMap(([flag, word]) => ((flags & flag) === 0 ? [] : [word])).join(', ');
  return words === '' ? printable(title) : `${words}; ${printable(title)}`;
}

export function* indented(label: string, text: string): Generator<string> {
  let before = label.padEnd(10);
  for (const line of wrapped(printable(text), LINE_LETTERS)) {
    yield `  ${before}${line}\n`;
    before = ' '.repeat(10);
  }
}

/** What is only to be known has one line; what is as it should be none. */
const BRIEF: ReadonlySet<string> = new Set(['INFO']);
const QUIET: ReadonlySet<string> = new Set(['NORMAL', 'STEADY']);

const SHOWN_EVIDENCE = 3;

/** One line for the report where a part of the dump is listed: the report is about all of it. */
export function* verdictText({ verdict }: ReportCard): Generator<string> {
  yield `the whole dump: ${printable(verdict)} (the report is printed without --filter and --each)\n\n`;
}

/** What advice calls by the names of the page's views, by those of commands. */
const COMMANDS: readonly (readonly [view: RegExp, command: string])[] = [
  [/\b(see) Locks\b/gi, '$1 `graph --kind waits`'],
  [/\b(see) Created by\b/gi, '$1 `graph --kind created`'],
];
const onCommandLine = (text: string): string =>
  COMMANDS.reduce((told, [view, command]) => told.replace(view, command), text);

/** The report: one sentence, what is wrong with advice, and what cannot be known. */
export function* reportText({ verdict, findings, limits, preamble }: ReportCard, colour: boolean): Generator<string> {
  for (const line of preamble) yield `${shortPrintable(line, 200)}\n`;
  const head = printable(verdict);
  yield colour ? `\x1b[1m${head}\x1b[0m\n` : `${head}\n`;
  for (const { level, title, why, advice, verify, evidence } of findings) {
    if (QUIET.has(level)) continue;
    yield `\n${level}: ${printable(title)}\n`;
    if (BRIEF.has(level)) continue;
    for (const { text } of evidence.slice(0, SHOWN_EVIDENCE)) yield* indented('', text);
    // Not so many groups: the last ones may say how many there are, or what they share.
    const more = evidence.length - SHOWN_EVIDENCE;
    if (more > 0) yield* indented('', `and ${more} more ${more === 1 ? 'line' : 'lines'} of evidence`);
    yield* indented('why', why);
    yield* indented('advice', onCommandLine(advice));
    yield* indented('verify', onCommandLine(verify));
  }
  if (limits.length > 0) yield '\n';
  for (const limit of limits) yield* indented('note', limit);
  yield '\n';
}
