import { describe, expect, test } from 'vitest';
import { MEMBERS_SHOWN } from '../../../../renderer/models/dump-session';
import { startDumpTab } from '../../../../renderer/models/dump-tab';
import type { SourceRef } from '../../../../shared/contract/host';
import type { MemberRow } from '../../../../shared/model/dump-requests';
import { fakeDumps, groupsOf, memoryStorage, SETTINGS, summaryOf } from './fake-dump-api';
import { noLayout } from './fake-layout';
import { settle } from './fake-trace-api';

const source = (name: string): SourceRef => ({ name, size: 100, url: `blob:${name}` });
const SOURCES = [source('bundle/snap0.txt'), source('bundle/snap1.txt')];
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const member = (id: number, row: number): MemberRow => ({ row, id, weight: 1, state: 'select', flags: 0, labels: [] });

function setUp(storage = memoryStorage()) {
  const dumps = fakeDumps();
  const { tab, dispose } = startDumpTab('dumps-1', {
    worker: dumps.worker,
    layout: noLayout,
    sources: SOURCES,
    storage,
  });
  const ready = async (summary = summaryOf(4, 9)) => {
    await dumps.last('open').answer({ status: 'ready', summary });
    await dumps.last('help').answer({ guide: {}, defaults: SETTINGS });
  };
  return { ...dumps, tab, dispose, ready, storage };
}

describe('opening', () => {
  test('a series begins with the comparison, at its last moment, under the name of its folder', async () => {
    const { tab, ready, last } = setUp();
    expect(tab.name.value).toBe('bundle');
    expect(tab.status.value).toEqual({ kind: 'opening' });
    await ready();
    expect(tab.status.value).toEqual({ kind: 'ready', summary: summaryOf(4, 9) });
    expect(tab.name.value).toBe('bundle · 2 dumps');
    expect(tab.view.value).toBe('compare');
    expect(tab.moment.value).toBe(1);
    expect(last('matrix').args[0]).toMatchObject({ rows: 'groups', filter: '', groupBy: { by: 'stack' } });
    expect(tab.history.canBack.value).toBe(false);
  });

  test('a single dump begins with its report; nothing else is asked but the groups', async () => {
    const { tab, ready, asked } = setUp();
    await ready(summaryOf(4));
    expect(tab.view.value).toBe('report');
    expect(asked().map(({ method }) => method)).toEqual(['open', 'help', 'groups', 'report']);
  });

  test('the report of what has become a series asks for the comparison', async () => {
    const { tab, ready, asked, last } = setUp();
    await ready(summaryOf(4));
    tab.add([source('bundle/snap2.txt')]);
    await last('add').answer({ status: 'ready', summary: summaryOf(4, 9) });
    expect(tab.view.value).toBe('report');
    expect(asked().filter(({ method }) => method === 'matrix')).toHaveLength(1);
  });

  test.each([
    [{ status: 'cancelled' }, { kind: 'cancelled' }],
    [
      { status: 'unreadable', summary: summaryOf() },
      { kind: 'unreadable', summary: summaryOf() },
    ],
  ])('%o', async (reply, status) => {
    const { tab, last } = setUp();
    await last('open').answer(reply);
    expect(tab.status.value).toEqual(status);
    expect(tab.progress.value).toBeUndefined();
  });

  test('a refused open and a dead worker say why', async () => {
    const refused = setUp();
    await refused.last('open').refuse(new Error('the file is gone'));
    expect(refused.tab.status.value).toEqual({ kind: 'failed', message: 'the file is gone' });
    const dead = setUp();
    dead.die('the reader stopped');
    expect(dead.tab.status.value).toEqual({ kind: 'failed', message: 'the reader stopped' });
  });

  test('progress is shown while reading and ignored afterwards', async () => {
    const { tab, last, ready } = setUp();
    const onProgress = last('open').args[1] as (progress: object) => void;
    onProgress({ bytesRead: 5 });
    expect(tab.progress.value).toEqual({ bytesRead: 5 });
    await ready();
    onProgress({ bytesRead: 9 });
    expect(tab.progress.value).toBeUndefined();
  });

  test('a closed tab takes no answers and ends its worker', async () => {
    const { tab, last, dispose, isTerminated } = setUp();
    dispose();
    await last('open').answer({ status: 'ready', summary: summaryOf(1) });
    expect(tab.status.value).toEqual({ kind: 'opening' });
    expect(isTerminated()).toBe(true);
  });
});

describe('questions', () => {
  test('each view asks when it is shown, and not again for the same', async () => {
    const { tab, ready, asked } = setUp();
    await ready(summaryOf(4));
    expect(asked('callTree')).toHaveLength(0);
    tab.view.value = 'calls';
    expect(asked('callTree').map(({ args }) => args[0])).toEqual([
      { moment: 0, filter: '', background: false, from: 'root' },
    ]);
    tab.view.value = 'groups';
    tab.view.value = 'calls';
    expect(asked('callTree')).toHaveLength(1);
    tab.callsFrom.value = 'leaf';
    expect(asked('callTree')).toHaveLength(2);
  });

  test('the answer of an older question is dropped, the one that is shown stays until the next', async () => {
    const { tab, ready, asked } = setUp();
    await ready();
    tab.view.value = 'report';
    tab.moment.value = 0;
    const [first, second] = asked('report');
    await second?.answer({ verdict: 'second' });
    await first?.answer({ verdict: 'first' });
    expect(tab.report.value).toEqual({ verdict: 'second' });
    // What the locks tell comes later, and only for the moment that is shown.
    const whole = asked('report')[2];
    expect(whole?.args).toEqual([0, true]);
    tab.moment.value = 1;
    expect(tab.report.value).toEqual({ verdict: 'second' });
    await whole?.answer({ verdict: 'second with locks' });
    expect(tab.report.value).toEqual({ verdict: 'second with locks' });
    await asked('report')[3]?.answer({ verdict: 'third' });
    expect(tab.report.value).toEqual({ verdict: 'third' });
    await asked('report')[4]?.answer({ verdict: 'third with locks' });
    expect(tab.report.value).toEqual({ verdict: 'third with locks' });
  });

  test('a question that fails is said and may be asked again', async () => {
    const { tab, ready, last, asked } = setUp();
    await ready(summaryOf(4));
    await last('report').refuse(new Error('no memory'));
    expect(tab.fault.value).toBe('A question to the reader failed: no memory');
    tab.view.value = 'guide';
    tab.view.value = 'report';
    expect(asked('report')).toHaveLength(2);
  });
});

describe('the filter', () => {
  test('is asked with the groups after a pause, and used by others once it is accepted', async () => {
    const { tab, ready, last, asked } = setUp();
    await ready(summaryOf(10));
    await last('groups').answer(groupsOf(10));
    expect(tab.matched.value, 'with its hidden group').toEqual({ matched: 10, total: 10, groups: 4 });
    tab.view.value = 'calls';
    tab.filter.value = 's';
    tab.filter.value = 'select';
    await pause(120);
    expect(asked('groups')).toHaveLength(2);
    expect(last('groups').args[1]).toMatchObject({ filter: 'select' });
    expect(asked('callTree')).toHaveLength(1);
    await last('groups').answer(groupsOf(4));
    expect(tab.appliedFilter.value).toBe('select');
    expect(tab.matched.value?.matched).toBe(4);
    expect(last('callTree').args[0]).toMatchObject({ filter: 'select' });
  });

  test('that is wrong says where; what is shown follows other choices with the last good one', async () => {
    const { tab, ready, last } = setUp();
    await ready(summaryOf(10));
    await last('groups').answer(groupsOf(10));
    tab.filter.value = 'state:';
    await pause(120);
    const error = { message: 'a state is expected', from: 6, to: 6 };
    await last('groups').answer({ ok: false, error });
    expect(last('groups').args[1]).toMatchObject({ filter: '' });
    await last('groups').answer(groupsOf(10));
    expect(tab.filterError.value).toEqual(error);
    expect(tab.appliedFilter.value).toBe('');
    tab.filter.value = '';
    await settle();
    await last('groups').answer(groupsOf(10));
    expect(tab.filterError.value).toBeUndefined();
  });
});

describe('the selection', () => {
  test('members of the group come in stretches', async () => {
    const { tab, ready, last, asked } = setUp();
    await ready(summaryOf(10));
    tab.selection.value = { group: 'k' };
    expect(last('members').args[0]).toMatchObject({ group: 'k', from: 0, to: MEMBERS_SHOWN, moment: 0 });
    await last('members').answer({ total: 2, rows: [member(1, 0)] });
    tab.moreMembers();
    expect(last('members').args[0]).toMatchObject({ from: 1, to: 1 + MEMBERS_SHOWN });
    await last('members').answer({ total: 2, rows: [member(2, 1)] });
    expect(tab.members.value?.rows.map(({ id }) => id)).toEqual([1, 2]);
    tab.moreMembers();
    expect(asked('members')).toHaveLength(2);
    tab.selection.value = {};
    await settle();
    expect(tab.members.value).toBeUndefined();
  });

  test('a goroutine is found by its id, or it is said that there is none', async () => {
    const { tab, ready, last } = setUp();
    await ready(summaryOf(10));
    tab.goTo(7);
    expect(last('members').args[0]).toMatchObject({ filter: 'g:7', background: true, moment: 0 });
    await last('members').answer({ total: 1, rows: [member(7, 3)] });
    expect(tab.selection.value.goroutine).toBe(3);
    expect(last('goroutine').args).toEqual([0, 3]);
    tab.goTo(8);
    await last('members').answer({ total: 0, rows: [] });
    expect(tab.fault.value).toContain('There is no goroutine 8 in this dump');
    expect(tab.selection.value.goroutine).toBe(3);
  });

  test('in another moment the same goroutine is looked for, as part of the same step', async () => {
    const { tab, ready, last } = setUp();
    await ready();
    tab.selection.value = { group: 'k', goroutine: 3 };
    await last('goroutine').answer(member(7, 3));
    tab.moment.value = 0;
    expect(tab.selection.value).toEqual({ group: 'k' });
    expect(tab.goroutine.value).toBeUndefined();
    await last('members').answer({ total: 0, rows: [] });
    // The members of the group were asked for as well; the search by id is the other question.
    const search = last('members');
    expect(search.args[0]).toMatchObject({ moment: 0 });
    tab.history.back();
    expect(tab.moment.value).toBe(1);
    expect(tab.selection.value).toEqual({ group: 'k', goroutine: 3 });
  });

  test('back and forward go through what was looked at', async () => {
    const { tab, ready } = setUp();
    await ready();
    tab.view.value = 'groups';
    tab.selection.value = { group: 'k' };
    tab.selection.value = { group: 'k', goroutine: 2 };
    tab.history.back();
    expect(tab.selection.value).toEqual({ group: 'k' });
    tab.history.back();
    tab.history.back();
    expect(tab.view.value).toBe('compare');
    expect(tab.history.canBack.value).toBe(false);
    tab.history.forward();
    expect(tab.view.value).toBe('groups');
    tab.selection.value = { group: 'other' };
    expect(tab.history.canForward.value).toBe(false);
  });
});

describe('settings and times', () => {
  test('are kept for the next series, and what is stored is checked', async () => {
    const { tab, ready, last, storage } = setUp();
    await ready();
    tab.changeSettings({ ...SETTINGS, pileUp: 7, benign: [{ match: 'top', func: 'main.loop' }] });
    await last('setSettings').answer(undefined);
    expect(tab.settings.value?.pileUp).toBe(7);
    const [key = ''] = storage.items.keys();
    storage.setItem(key, JSON.stringify({ pileUp: 7, growthSteps: 'many', benign: [{ match: 'x' }], other: 1 }));
    const next = setUp(storage);
    await next.last('open').answer({ status: 'ready', summary: summaryOf(1) });
    await next.last('help').answer({ guide: {}, defaults: SETTINGS });
    expect(next.last('setSettings').args[0]).toEqual({ ...SETTINGS, pileUp: 7 });
    await next.last('setSettings').answer(undefined);
    expect(next.tab.settings.value).toEqual({ ...SETTINGS, pileUp: 7 });
  });

  test('a changed setting asks again', async () => {
    const { tab, ready, last, asked } = setUp();
    await ready(summaryOf(1));
    const before = asked('report').length;
    tab.changeSettings({ ...SETTINGS, pileUp: 7 });
    await last('setSettings').answer(undefined);
    expect(asked('report')).toHaveLength(before + 1);
  });

  test('moments in another order: the one that is shown stays shown', async () => {
    const { tab, ready, last } = setUp();
    await ready();
    tab.setTime(1, 1000);
    const summary = summaryOf(4, 9);
    await last('setTime').answer({ ...summary, moments: [...summary.moments].reverse() });
    expect(tab.moment.value).toBe(0);
  });
});

describe('adding', () => {
  test('further files join, and what could not be read is said', async () => {
    const { tab, ready, last } = setUp();
    await ready();
    tab.add([source('later.txt')]);
    expect(tab.progress.value).toBeDefined();
    await last('add').answer({ status: 'ready', summary: summaryOf(4, 9, 11) });
    expect(tab.status.value).toEqual({ kind: 'ready', summary: summaryOf(4, 9, 11) });
    expect(tab.sources.value).toHaveLength(3);
    expect(tab.moment.value).toBe(1);
    tab.add([source('notes.txt')]);
    const problem = { code: 'not-a-dump', message: 'notes.txt holds no goroutines' };
    await last('add').answer({ status: 'unreadable', summary: { ...summaryOf(), problems: [problem] } });
    expect(tab.fault.value).toBe('notes.txt was not added: notes.txt holds no goroutines');
    expect(tab.status.value).toEqual({ kind: 'ready', summary: summaryOf(4, 9, 11) });
  });
});
