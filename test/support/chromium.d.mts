// Types of chromium.mjs.

export interface FoundChromium {
  readonly executablePath: string;
  /** Where it is from, in words: `CHROMIUM_PATH`, `this machine`, `Playwright`. */
  readonly from: string;
}

/** Looks without installing. Throws if CHROMIUM_PATH names no file. */
export function findChromium(): FoundChromium | undefined;

/** Finds or installs. Throws a sentence for the user if none can be had. */
export function ensureChromium(say: (line: string) => void): FoundChromium;

export function chromiumFlags(): string[];
