import { expect, test } from 'vitest';
import { createElectronHost } from '../../../../renderer/host/electron-host';
import type { SourceRef } from '../../../../shared/contract/host';
import type { Bridge, IpcEvent, IpcRequest } from '../../../../shared/contract/ipc';

const trace: SourceRef = { name: 'a.trace', size: 3, url: 'trace://token' };

function fakeBridge(replies: Partial<Record<IpcRequest, unknown>>) {
  const listeners = new Map<IpcEvent, (payload: never) => void>();
  const requests: unknown[] = [];
  const bridge = {
    request: (channel: IpcRequest, ...args: readonly unknown[]) => {
      requests.push([channel, ...args]);
      return Promise.resolve(replies[channel]);
    },
    on: (channel: IpcEvent, listener: (payload: never) => void) => {
      listeners.set(channel, listener);
      return () => listeners.delete(channel);
    },
  } as unknown as Bridge;
  return {
    bridge,
    requests,
    send: (channel: IpcEvent, payload: unknown) => listeners.get(channel)?.(payload as never),
  };
}

test('files of the command line arrive, and those of a second instance, until disposed', async () => {
  const { bridge, send } = fakeBridge({ 'page:ready': [trace] });
  const seen: string[] = [];
  const listening = createElectronHost(bridge).onOpen((sources) => seen.push(...sources.map((source) => source.name)));
  await Promise.resolve();
  await Promise.resolve();
  send('files:open', [{ ...trace, name: 'b.trace' }]);
  listening.dispose();
  send('files:open', [{ ...trace, name: 'c.trace' }]);
  expect(seen).toEqual(['a.trace', 'b.trace']);
});

test('save tells the path, a cancel, or why not', async () => {
  const bytes = Uint8Array.of(1);
  const save = (reply: unknown) => createElectronHost(fakeBridge({ 'dialog:save': reply }).bridge).save('a.csv', bytes);
  expect(await save({ path: '/home/me/a.csv' })).toEqual({ ok: true, value: '/home/me/a.csv' });
  expect(await save({})).toEqual({ ok: true, value: undefined });
  expect(await save({ error: 'disk full' })).toEqual({ ok: false, error: 'disk full' });
});
