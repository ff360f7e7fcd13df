// What other processes take: seconds and memory. Memory is read from /proc and not known elsewhere (NaN).

import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

const KB = 1024;
/** Both are counters that the kernel keeps: reading them stops nobody, unlike smaps, which walks the page tables. */
const POLL_MS = 20;
const TREE_POLL_MS = 100;
/** Looking for new processes reads all of /proc. */
const LOOK_MS = 500;

/**
 * Runs a command to its end: seconds, peak resident memory in bytes, and what it printed.
 * @throws Error with the end of its complaints if it fails, ends with another code or takes longer than `timeoutMs`.
 */
export function measureCommand(command, args, { timeoutMs = 3_600_000 } = {}) {
  return new Promise((resolve, reject) => {
    const start = performance.now();
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    let complaints = '';
    child.stdout.on('data', (chunk) => {
      output += chunk;
    });
    child.stderr.on('data', (chunk) => {
      complaints = (complaints + chunk).slice(-2000);
    });
    let peakBytes = Number.NaN;
    // VmHWM is the peak so far: only what grows in the last moments can be missed.
    const poll = setInterval(() => {
      peakBytes = statusBytes(child.pid, ['VmHWM']) ?? peakBytes;
    }, POLL_MS);
    const limit = setTimeout(() => child.kill('SIGKILL'), timeoutMs);
    const stop = () => {
      clearInterval(poll);
      clearTimeout(limit);
    };
    child.on('error', (error) => {
      stop();
      reject(error);
    });
    child.on('close', (code, signal) => {
      stop();
      const seconds = (performance.now() - start) / 1000;
      if (code === 0) resolve({ seconds, peakBytes, output });
      else
        reject(
          new Error(`${command} ended with ${code ?? signal} after ${seconds.toFixed(0)} s: ${complaints.trim()}`),
        );
    });
  });
}

/** Sum of the fields of /proc/PID/status, in bytes; undefined if the process is gone or there is no /proc. */
function statusBytes(pid, fields) {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const values = fields.map((field) => new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]);
    return values.includes(undefined) ? undefined : values.reduce((sum, value) => sum + Number(value) * KB, 0);
  } catch {
    return undefined;
  }
}

/** Process ids of the one whose command line holds `mark`, and of all that descend from it. */
function tree(mark) {
  const parents = new Map();
  const found = new Set();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      parents.set(name, stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
      if (readFileSync(`/proc/${name}/cmdline`, 'utf8').includes(mark)) found.add(name);
    } catch {
      // Ended between the two reads.
    }
  }
  found.delete(String(process.pid));
  for (let before = -1; before !== found.size; ) {
    before = found.size;
    for (const [pid, parent] of parents) if (found.has(parent)) found.add(pid);
  }
  return [...found];
}

/**
 * Watches the memory of a browser: what its processes hold themselves (anonymous) and what they share through memory, but
 * not the pages of program files. Shared memory counts in each process that has it mapped, so the sum is never too low.
 * `mark`: a piece of its command line that no other process has (the profile's folder).
 */
export function watchMemory(mark) {
  const linux = process.platform === 'linux';
  let pids = [];
  let lookedMs = Number.NEGATIVE_INFINITY;
  let peak = 0;
  const read = () => {
    if (performance.now() - lookedMs > LOOK_MS) {
      pids = tree(mark);
      lookedMs = performance.now();
    }
    return pids.reduce((sum, pid) => sum + (statusBytes(pid, ['RssAnon', 'RssShmem']) ?? 0), 0);
  };
  const look = () => {
    peak = Math.max(peak, read());
  };
  const poll = linux ? setInterval(look, TREE_POLL_MS) : undefined;
  return {
    now: () => (linux ? read() : Number.NaN),
    peak: () => (linux ? Math.max(peak, read()) : Number.NaN),
    stop: () => clearInterval(poll),
  };
}
