// Opens a URL in the user's browser, where there is one.

import { spawn } from 'node:child_process';

interface Opener {
  readonly command: string;
  readonly args: readonly string[];
}

/** Program that opens a URL; undefined where there is no display to show it on. */
export function browserOpener(
  url: string,
  env: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform,
): Opener | undefined {
  if (platform === 'darwin') return { command: 'open', args: [url] };
  // `start` is a command of the shell; rundll32 opens a URL without one, so that nothing in it is interpreted.
  if (platform === 'win32') return { command: 'rundll32', args: ['url.dll,FileProtocolHandler', url] };
  if (!env.DISPLAY && !env.WAYLAND_DISPLAY) return undefined;
  return { command: 'xdg-open', args: [url] };
}

/** Whether a browser was started. */
export function openBrowser(url: string): Promise<boolean> {
  const opener = browserOpener(url, process.env, process.platform);
  if (opener === undefined) return Promise.resolve(false);
  return new Promise((resolve) => {
    const child = spawn(opener.command, opener.args, { stdio: 'ignore', detached: true });
    child.once('error', () => resolve(false));
    child.once('exit', (code) => resolve(code === 0));
    // A browser that this starts itself may run as long as the user reads.
    setTimeout(() => resolve(true), 3000).unref();
    child.unref();
  });
}
