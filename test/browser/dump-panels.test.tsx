// The dump panels as a user meets them: found by role and name, moved through by keys, with literal answers.

import { render } from 'preact';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import {
  DumpCallsPanel,
  DumpComparePanel,
  DumpCreatedPanel,
  DumpDetails,
  DumpGroupsPanel,
  DumpLocksPanel,
  DumpReportPanel,
  DumpSettingsDialog,
} from '../../renderer/panels';
import '../../renderer/styles/index.css';
import type { ComponentChildren } from 'preact';
import type { CallTreeNode, CreatedNode, MatrixGoroutine } from '../../shared/model/dump-requests';
import {
  card,
  diagnosis,
  fakeSession,
  frame,
  goroutine,
  group,
  groupsReply,
  matrixGroup,
  matrixReply,
  member,
  moments,
} from '../support/dump-data';

const MEMBERS = 100_000;
let host: HTMLElement;

beforeAll(() => page.viewport(1100, 700));
beforeEach(() => {
  document.documentElement.dataset.theme = 'dark';
  host = document.createElement('div');
  host.style.cssText = 'display:flex;position:fixed;inset:0;width:1000px;height:600px';
  document.body.append(host);
});
afterEach(() => {
  render(undefined, host);
  host.remove();
});

const show = async (panel: ComponentChildren): Promise<void> => {
  render(
    <div className="main-column" style={{ flex: '1', display: 'flex' }}>
      {panel}
    </div>,
    host,
  );
  await settled();
};
/** Sizes are observed and signals answered: two frames. */
const settled = async (): Promise<void> => {
  for (let i = 0; i < 2; i++) await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
};
const find = (selector: string): HTMLElement => {
  const element = host.querySelector<HTMLElement>(selector);
  if (!element) throw new Error(`no ${selector}`);
  return element;
};
const all = (selector: string): readonly HTMLElement[] => [...host.querySelectorAll<HTMLElement>(selector)];
const press = async (...keys: readonly string[]): Promise<void> => {
  for (const key of keys) await userEvent.keyboard(key);
  await settled();
};
/** The element that the focused grid or tree names as its active one. */
const active = (): HTMLElement => {
  const id = document.activeElement?.getAttribute('aria-activedescendant');
  const element = id ? document.getElementById(id) : null;
  if (!element) throw new Error('nothing is active');
  return element;
};

describe('groups', () => {
  it('opens a group of 100 000 goroutines with a screenful of elements, and asks for more at its end', async () => {
    const { session, calls } = fakeSession();
    session.groups.value = groupsReply([group('leakSend', { count: MEMBERS }), group('leakRecv')]);
    await show(<DumpGroupsPanel session={session} />);
    find('[role=treegrid]').focus();
    await press('{ArrowDown}', '{ArrowRight}');
    session.members.value = { total: MEMBERS, rows: Array.from({ length: 50_000 }, (_, row) => member(row)) };
    await settled();
    expect(session.selection.value).toEqual({ group: 'leakSend' });
    expect(find('[aria-expanded=true]').textContent).toContain('leakSend');
    expect(all('[role=row]').length).toBeLessThan(60);
    await press('{ArrowDown}');
    expect(session.selection.value).toEqual({ group: 'leakSend', goroutine: 0 });
    expect(active().getAttribute('aria-level')).toBe('2');
    expect(calls).toEqual([]);
    // The second group follows the members: End goes there, and the one before it is the row that asks for more.
    await press('{End}');
    expect(session.selection.value).toEqual({ group: 'leakRecv' });
    expect(all('[role=row]').length).toBeLessThan(60);
    await press('{ArrowUp}');
    expect(calls).toContain('moreMembers');
    expect(find('[role=treegrid]').getAttribute('aria-rowcount')).toBe('50004');
  });

  it('keeps an open group open while another one is selected, and goes from a member to its group', async () => {
    const { session } = fakeSession();
    session.groups.value = groupsReply([group('a'), group('b')]);
    await show(<DumpGroupsPanel session={session} />);
    find('[role=treegrid]').focus();
    await press('{ArrowDown}', '{ArrowRight}');
    session.members.value = { total: 2, rows: [member(0), member(1)] };
    await settled();
    await press('{ArrowDown}', '{ArrowDown}');
    expect(session.selection.value).toEqual({ group: 'a', goroutine: 1 });
    await press('{ArrowDown}');
    expect(session.selection.value).toEqual({ group: 'b' });
    session.members.value = { total: 1, rows: [member(9)] }; // those of b
    await settled();
    expect(all('[aria-level="2"]').map((row) => row.querySelector('.count')?.textContent)).toEqual(['g7', 'g8']);
    await press('{ArrowUp}');
    expect(session.selection.value).toEqual({ group: 'a', goroutine: 1 });
    expect(all('[aria-level="2"]'), 'not those of b, though the answer of a is not there yet').toHaveLength(2);
    await press('{ArrowLeft}');
    expect(session.selection.value).toEqual({ group: 'a' });
    await press('{ArrowLeft}');
    expect(all('[aria-level="2"]')).toEqual([]);
  });

  it('shows 5 000 groups with a screenful of elements, the wait as it is told, and how to see the background', async () => {
    const { session } = fakeSession();
    session.groups.value = groupsReply([
      group('first', { wait: undefined }),
      ...Array.from({ length: 4_999 }, (_, index) => group(`g${index}`)),
    ]);
    await show(<DumpGroupsPanel session={session} />);
    expect(all('[role=row]').length).toBeLessThan(60);
    const [first, second] = all('.grid-body .wait');
    expect(first.textContent).toBe('no wait told');
    expect(first.title).toContain('less than a minute');
    expect(second.textContent).toBe('≥ 4 to 12 min');
    expect(find('.background-note').textContent).toBe('background goroutines hidden: 4 · show');
    await userEvent.click(find('.background-note button'));
    expect(session.grouping.value.background).toBe(true);
  });

  it('names the column by what is grouped by, and says where a filter leaves the background only', async () => {
    const { session } = fakeSession();
    session.groups.value = groupsReply([group('a')]);
    session.grouping.value = { ...session.grouping.value, groupBy: { by: 'label', key: 'shard' } };
    await show(<DumpGroupsPanel session={session} />);
    expect(find('.grid-header .where').textContent).toBe('label shard');
    session.groups.value = groupsReply([]);
    session.appliedFilter.value = 'is:background';
    await settled();
    expect(host.textContent).toContain('Only background goroutines match the filter: 4.');
    session.groups.value = { ...groupsReply([]), hidden: { goroutines: 0, groups: 0 } };
    await settled();
    expect(host.textContent).toContain('No goroutine matches the filter.');
    expect(all('.background-note')).toEqual([]);
  });

  it('names from a dump stay text, and what cannot be seen is made visible', async () => {
    const { session } = fakeSession();
    const evil = 'main.<img src=x onerror=alert(1)>\u202Egnp\u0007';
    session.groups.value = groupsReply([
      group('evil', {
        frames: [frame(evil, '<b>x</b>.go', 3)],
        userFrame: 0,
        states: [{ value: 'chan <i>send</i>', count: 1 }],
        labels: [{ value: ['<u>k</u>', '\u2066v'], count: 1 }],
      }),
    ]);
    session.selection.value = { group: 'evil' };
    await show(
      <>
        <DumpGroupsPanel session={session} />
        <DumpDetails session={session} />
      </>,
    );
    expect(all('img, b:not(.states-bar b), i, u')).toEqual([]);
    const text = find('[role=treegrid] .grid-body').textContent ?? '';
    expect(text).toContain('<img src=x onerror=alert(1)>⟨U+202E⟩gnp␇');
    expect(text).toContain('<u>k</u>=⟨U+2066⟩v');
    for (const unseen of ['\u202e', '\u2066', '\u0007']) expect(host.textContent).not.toContain(unseen);
  });
});

describe('comparison', () => {
  const counts = [4, 9, 15, 22, 30, 39];

  it('moves through the cells of the matrix by keys; a cell shows its group at its moment', async () => {
    const { session } = fakeSession();
    session.view.value = 'compare';
    session.matrix.value = matrixReply(
      [matrixGroup('leakRecv', counts, 'GROWING'), matrixGroup('leakSend', counts, 'CERTAIN')],
      moments(6),
    );
    await show(<DumpComparePanel session={session} />);
    find('[role=grid]').focus();
    await press('{ArrowDown}');
    expect(session.selection.value).toEqual({ group: 'leakRecv' });
    expect(active().textContent).toBe('GROWING');
    await press('{ArrowDown}', '{ArrowRight}', '{ArrowRight}', '{ArrowRight}', '{ArrowRight}');
    expect(session.selection.value).toEqual({ group: 'leakSend' });
    expect(active().getAttribute('aria-label')).toBe('04:58:00: 9 goroutines, 5 new and 0 gone');
    expect(session.moment.value).toBe(0);
    expect(find('[aria-current=true]').textContent).toBe('04:57:10');
    await press('{Enter}');
    expect(session.moment.value).toBe(1);
    expect(find('[aria-current=true]').textContent).toBe('04:58:00');
    await press('{End}');
    expect(active().textContent).toBe('100 %');
    await press('{Control>}{Home}{/Control}');
    expect(session.selection.value).toEqual({ group: 'leakRecv' });
  });

  it('tells of the group the count in the shown dump, as its goroutines are listed', async () => {
    const { session } = fakeSession();
    session.view.value = 'compare';
    session.matrix.value = matrixReply([matrixGroup('leakSend', counts, 'GROWING')], moments(6));
    session.groups.value = groupsReply([group('leakSend', { count: 9 })]);
    session.moment.value = 1;
    session.selection.value = { group: 'leakSend' };
    await show(<DumpDetails session={session} />);
    expect(find('.title-count').textContent).toBe('9 goroutines in 04:58:00');
    expect(host.textContent).toContain('4 → 39');
  });

  it('of normalised counts the change is that of what is shown', async () => {
    const { session } = fakeSession();
    session.normalise.value = true;
    session.matrix.value = matrixReply([{ ...matrixGroup('a', [40.375, 39], 'STEADY'), delta: 35 }], moments(2));
    await show(<DumpComparePanel session={session} />);
    expect(find('.grid-body .delta').textContent).toBe('−1');
    expect(find('.grid-body .delta').title).toBe('40 → 39');
  });

  it('draws of 100 dumps the columns in view, keeps the stack in view, and marks a restart', async () => {
    const { session } = fakeSession(moments(100));
    const rows = Array.from({ length: 500 }, (_, index) =>
      matrixGroup(
        `g${index}`,
        Array.from({ length: 100 }, (_, moment) => moment),
        'GROWING',
      ),
    );
    session.matrix.value = { ...matrixReply(rows, moments(100)), restarts: [{ before: 99, why: 'ids begin anew' }] };
    await show(<DumpComparePanel session={session} />);
    const grid = find('[role=grid]');
    expect(all('[role=gridcell]').length).toBeLessThan(1_200);
    expect(all('.restart-mark')).toEqual([]);
    grid.scrollLeft = grid.scrollWidth;
    await settled();
    expect(find('.restart-mark').getAttribute('aria-label')).toContain('started again');
    expect(all('[role=columnheader].moment').at(-1)?.textContent).toContain('06:19:40');
    const name = find('.grid-body .where').getBoundingClientRect();
    const left = grid.getBoundingClientRect().left;
    expect(name.left).toBeGreaterThanOrEqual(left);
    expect(name.left).toBeLessThan(left + 100);
  });

  it('tells what became of a goroutine by mark and word', async () => {
    const { session, calls } = fakeSession(moments(3));
    const row: MatrixGoroutine = {
      id: 33,
      first: 0,
      last: 1,
      key: 'leakSend',
      cells: [
        { state: 'chan send', place: 'new' },
        { state: 'select', place: 'moved', userFrame: frame('main.other', 'x.go', 9) },
        { state: '', place: 'gone' },
      ],
    };
    session.matrixRows.value = 'goroutines';
    session.matrix.value = { ...matrixReply([], moments(3)), goroutines: [row] };
    await show(<DumpComparePanel session={session} />);
    const cells = all('.grid-body .moment');
    expect(cells.map((cell) => cell.textContent)).toEqual(['+chan send', '↷select', '×gone']);
    expect(cells[1].title).toBe('04:58:00: at another place, select\nmain.other x.go:9');
    find('[role=grid]').focus();
    await press('{ArrowDown}');
    expect(calls).toEqual(['goTo 33']);
  });

  it('asks for the time of a dump', async () => {
    const { session, calls } = fakeSession(moments(2));
    session.matrix.value = matrixReply([matrixGroup('a', [1, 2], 'STEADY')], moments(2));
    await show(<DumpComparePanel session={session} />);
    const header = all('[role=columnheader].moment button')[1];
    expect(header.title).toContain('from the last change of the file');
    await userEvent.click(header);
    const input = find('dialog input') as HTMLInputElement;
    expect(input.value).toBe('2026-11-21T04:58');
    input.value = '2026-11-21T05:00:00';
    input.dispatchEvent(new Event('input', { bubbles: true }));
    await settled();
    await userEvent.click(find('dialog [type=submit]'));
    expect(calls).toEqual([`setTime 1 ${new Date(2026, 10, 21, 5).getTime()}`]);
  });

  it('counts stay readable on the strongest tint in both themes', async () => {
    const { session } = fakeSession();
    session.matrix.value = matrixReply([matrixGroup('a', [0, 10, 20, 40, 80, 1_000], 'GROWING')], moments(6));
    await show(<DumpComparePanel session={session} />);
    for (const theme of ['dark', 'light']) {
      document.documentElement.dataset.theme = theme;
      await settled();
      const style = getComputedStyle(all('.grid-body .moment .heat')[5]);
      expect(contrast(style.color, style.backgroundColor), theme).toBeGreaterThanOrEqual(4.5);
    }
  });
});

describe('trees', () => {
  const node = (name: string, change: Partial<CreatedNode> = {}): CreatedNode => ({
    key: name,
    kind: 'goroutines',
    count: 1,
    ids: [1],
    name: `main.${name}`,
    state: 'select',
    level: 'INFO',
    children: [],
    below: 0,
    ...change,
  });

  it('created by: arrows open, close and move, letters jump, a ghost is said to have ended', async () => {
    const { session, calls } = fakeSession();
    const ghost = node('ghost', {
      kind: 'ghost',
      ids: [77],
      name: '',
      state: '',
      children: [node('leak', { ids: [9] })],
    });
    session.created.value = { ok: true, droppedNodes: 0, roots: [node('main', { children: [ghost, node('serve')] })] };
    await show(<DumpCreatedPanel session={session} />);
    const tree = find('[role=tree]');
    tree.focus();
    expect(all('[role=treeitem]')).toHaveLength(4);
    expect(all('[role=treeitem]')[1].textContent).toContain('g77 ended');
    await press('{ArrowDown}', '{ArrowLeft}');
    expect(active().getAttribute('aria-expanded')).toBe('false');
    expect(all('[role=treeitem]')).toHaveLength(1);
    await press('{ArrowRight}', 'm', 'a');
    expect(active().textContent).toContain('main.main');
    await press('{End}');
    expect(active().textContent).toContain('serve');
    await press('{ArrowLeft}');
    expect(active().getAttribute('aria-level')).toBe('1');
    await press('{ArrowRight}', '{ArrowRight}');
    expect(active().textContent).toContain('leak');
    expect(active().getAttribute('aria-level')).toBe('3');
    expect(calls.at(-1)).toBe('goTo 9');
  });

  it('calls: chains are one row that unfolds; a tree as deep as it may be is no trouble', async () => {
    const { session } = fakeSession();
    const call = (func: string, children: readonly CallTreeNode[], own = 0): CallTreeNode => ({
      frame: frame(func),
      count: 5,
      own,
      user: true,
      states: [],
      children,
    });
    let deep = call('main.leaf', [], 5);
    for (let i = 0; i < 3_000; i++) deep = call(`main.f${i}`, [deep]);
    session.calls.value = { ok: true, total: 5, roots: [deep], droppedNodes: 0 };
    await show(<DumpCallsPanel session={session} />);
    expect(all('[role=treeitem]')).toHaveLength(1);
    const fold = find('.fold');
    expect(fold.textContent).toBe('+ 2999 frames');
    await userEvent.click(fold);
    await userEvent.click(find('.dump-toolbar .button'));
    await settled();
    const rows = all('[role=treeitem]');
    expect(rows.length).toBeLessThan(60);
    find('[role=tree]').focus();
    await press('{End}');
    expect(active().textContent).toContain('main.leaf');
    expect(active().getAttribute('aria-level')).toBe('3001');
  });
});

describe('pages', () => {
  it('report: worst findings first, the verdict’s first sentence as heading, evidence leads to goroutine and group', async () => {
    const { session, calls } = fakeSession(moments(1));
    session.groups.value = groupsReply([group('leakSend')]);
    const finding = {
      goroutines: 2,
      groups: ['leakSend'],
      why: 'why',
      advice: 'advice',
      verify: 'curl -s x',
      evidence: [],
    };
    session.report.value = card({
      verdict: '2 goroutines are stuck. One dump cannot show that nothing leaks.',
      findings: [
        { ...finding, id: 'a', level: 'INFO', title: 'quiet' },
        { ...finding, id: 'b', level: 'SUSPECT', title: 'less', evidence: [] },
        { ...finding, id: 'c', level: 'CERTAIN', title: 'worst', evidence: [{ text: 'state: x', goroutine: 33 }] },
      ],
      preamble: ['panic: boom'],
    });
    await show(<DumpReportPanel session={session} />);
    expect(find('h2').textContent).toBe('2 goroutines are stuck.');
    expect(all('.finding h4').map((title) => title.textContent)).toEqual(['worst', 'less', 'quiet']);
    expect(find('figure[aria-label="Why the dump was written"]').textContent).toContain('panic: boom');
    await userEvent.click(find('.evidence .link'));
    expect(calls).toEqual(['goTo 33']);
    await userEvent.click(find('.group-link'));
    expect(session.selection.value).toEqual({ group: 'leakSend' });
  });

  it('locks: what is guessed is worded as a guess and looks like one', async () => {
    const { session } = fakeSession(moments(1));
    session.locks.value = {
      clusters: [
        {
          address: '0xc0000200a0',
          kind: 'mutex',
          waiters: 2,
          ids: [3, 4],
          groups: ['a', 'b'],
          place: frame('main.(*Account).add', 'locks.go', 102),
          holders: [{ id: 12, why: 'by its stack', known: false }],
        },
        {
          address: '0xc0000200b0',
          kind: 'cond',
          waiters: 1,
          ids: [9],
          groups: ['c'],
          place: frame('main.wait', 'cond.go', 7),
          holders: [],
        },
      ],
      cycles: [],
      edges: [{ from: 3, to: 12, known: true, why: 'told' }],
      limits: ['Readers are not to be seen.'],
    };
    await show(<DumpLocksPanel session={session} />);
    const holder = find('.holders li');
    expect(holder.textContent).toBe('Possible holder: g12. by its stack');
    expect(getComputedStyle(holder).borderLeftStyle).toBe('dashed');
    expect(getComputedStyle(find('.lock-edges .sure')).borderLeftStyle).toBe('solid');
    expect(find('.lone-waiters').textContent).toContain('1 address with one waiter each');
    expect(find('.lone-waiters dt').textContent).toBe('cond main.waitcond.go:7');
    expect(find('.lock-cluster').textContent).toContain('main.(*Account).addlocks.go:102 and 1 other place');
    expect(host.textContent).toContain('Readers are not to be seen.');
  });
});

describe('details', () => {
  it('a goroutine: hidden frames are marked, pointers named, the parent is a link', async () => {
    const { session, calls } = fakeSession();
    session.selection.value = { group: 'leakSend', goroutine: 0 };
    session.goroutine.value = goroutine({
      frames: [
        { ...frame('runtime.runfinq'), user: false, inlined: false, hiddenInText: true },
        { ...frame('main.leakSend'), user: true, inlined: false, hiddenInText: false, args: '#1, 0x2' },
      ],
      pointers: [{ name: '#1', value: '0xc000012345', goroutines: 39 }],
      pointersSearched: 324,
    });
    await show(<DumpDetails session={session} />);
    expect(all('.dump-stack li')[0].textContent).toContain('hidden in debug=2');
    expect(find('.pointer-name').title).toBe('0xc000012345, in 39 goroutines');
    const link = all('button').find((button) => button.textContent === 'g1');
    await userEvent.click(link as HTMLElement);
    expect(calls).toEqual(['goTo 1']);
  });

  it('a deep stack: recursion is one line, and no number of frames is too many', async () => {
    const { session } = fakeSession();
    const recursion = Array.from({ length: 50 }, () => frame('main.descend', 'x.go', 203));
    const others = Array.from({ length: 100_000 }, (_, index) => frame(`main.f${index}`));
    session.groups.value = groupsReply([group('deep', { frames: [...recursion, ...others], userFrame: 0 })]);
    session.selection.value = { group: 'deep' };
    await show(<DumpDetails session={session} />);
    const lines = all('.dump-stack li');
    expect(lines.length).toBeLessThan(400);
    expect(lines[1].textContent).toBe('+ 49 frames of the same line');
    expect(lines.at(-1)?.textContent).toBe('+ 99\u00a0702 frames');
    await userEvent.click(lines[1].querySelector('button') as HTMLElement);
    expect(all('.dump-stack li').filter((line) => line.textContent?.includes('descend'))).toHaveLength(50);
  });

  it('a group of the matrix: verdict of the series first, then what the stack means', async () => {
    const { session } = fakeSession();
    session.view.value = 'compare';
    session.matrix.value = matrixReply([matrixGroup('leakSend', [4, 39], 'GROWING')], moments(2));
    session.selection.value = { group: 'leakSend' };
    await show(<DumpDetails session={session} />);
    expect(all('.word-badge').map((badge) => badge.textContent)).toEqual(['GROWING', 'SUSPECT']);
    expect(host.textContent).toContain('4 → 39 in 50.0 s');
    expect(host.textContent).toContain(diagnosis().verify);
  });
});

it('settings: thresholds go back to their defaults, rules are taken as text in goleak’s words', async () => {
  const { session } = fakeSession();
  const defaults = {
    newOlderThanSeconds: 5,
    deepStackFrames: 7,
    pileUp: 1_000,
    manyGoroutines: 5_000,
    longWaitMinutes: 5,
    growthSteps: 3,
    growthSurvivors: 0.8,
    growthMinimum: 3,
    growthFraction: 0.1,
    labelLift: 1.2,
    stuckSeconds: 60,
    benign: [],
  };
  session.settings.value = { ...defaults, pileUp: 50 };
  const fields = [
    { key: 'pileUp', name: 'Pile-up', unit: 'goroutines', meaning: 'So many.', min: 1, step: 1 },
  ] as const;
  await show(<DumpSettingsDialog session={session} fields={fields} defaults={defaults} onClose={() => undefined} />);
  await userEvent.click(find('.threshold .link'));
  expect(session.settings.value?.pileUp).toBe(1_000);
  await userEvent.fill(find('textarea'), 'goleak.IgnoreTopFunction("a.b")\nnonsense\nIgnoreCreatedBy("c.d"),');
  await userEvent.click(all('button').find((button) => button.textContent === 'Add these rules') as HTMLElement);
  expect(session.settings.value?.benign).toEqual([
    { match: 'top', func: 'a.b' },
    { match: 'created-by', func: 'c.d' },
  ]);
  await settled();
  expect(find('[role=alert]').textContent).toContain('Line 2');
});

/** WCAG contrast of two computed colours, which may be `rgb(…)` or `color(srgb …)`. */
function contrast(a: string, b: string): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (light + 0.05) / (dark + 0.05);
}
function luminance(color: string): number {
  const values = (color.match(/[\d.]+/g) ?? []).slice(0, 3).map(Number);
  const scale = color.startsWith('color(') ? 1 : 255;
  const [r, g, b] = values.map((value) => {
    const part = value / scale;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
