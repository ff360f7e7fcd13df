// Runs inside pages, handed over as source: nothing here may name what is outside of its own function.

/**
 * Before the page's own scripts: `window.ghostlightBench` gets two promises.
 * `opened`: `{askedMs, openMs, reply}` or `{error}` when a worker answers a call of `open` (TraceApi, over comlink); from outside,
 * what the page shows cannot tell a trace that is shown while it is read from one that is stored.
 * `painted`: when rows of spans are on the timeline's canvas, by its pixels. Milliseconds since navigation.
 */
export function noteOpening() {
  const POLL_MS = 20;
  /** A quarter of a canvas of 1600 x 900 is looked at; a single row of spans gives hundreds of strong pixels. */
  const SAMPLE = 0.5;
  const ENOUGH = 60;
  /** Left of it are names and titles. */
  const LANES_FROM = 0.3;

  const opened = new Promise((resolve) => {
    const post = Worker.prototype.postMessage;
    Worker.prototype.postMessage = function (message, ...rest) {
      if (message?.type === 'APPLY' && message.path?.at(-1) === 'open') {
        const askedMs = performance.now();
        const listen = ({ data }) => {
          if (data?.id !== message.id) return;
          this.removeEventListener('message', listen);
          const openMs = performance.now();
          // Comlink: a plain value, or HANDLER 'throw'.
          if (data.type !== 'RAW') return resolve({ error: String(data.value?.value?.message ?? data.value?.value) });
          const { status, key, fromIndex, notSaved, summary } = data.value;
          const { events, goroutines, spanNs, problems } = summary ?? {};
          const facts = { events, goroutines, spanNs, problems: problems?.length };
          resolve({ askedMs, openMs, reply: { status, key, fromIndex, notSaved, ...facts } });
        };
        this.addEventListener('message', listen);
        this.addEventListener('error', (event) => resolve({ error: `the worker died: ${event.message}` }));
      }
      return post.call(this, message, ...rest);
    };
  });

  const painted = new Promise((resolve) => {
    const strong = (canvas) => {
      const from = Math.floor(canvas.width * LANES_FROM);
      const width = Math.ceil((canvas.width - from) * SAMPLE);
      const height = Math.ceil(canvas.height * SAMPLE);
      if (width <= 0 || height <= 0) return false;
      const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
      context.imageSmoothingEnabled = false;
      context.drawImage(canvas, from, 0, canvas.width - from, canvas.height, 0, 0, width, height);
      const { data } = context.getImageData(0, 0, width, height);
      let count = 0;
      for (let i = 0; i < data.length; i += 4) {
        const high = Math.max(data[i], data[i + 1], data[i + 2]);
        const low = Math.min(data[i], data[i + 1], data[i + 2]);
        // States have strong colours; grid, text and ground have not.
        if (data[i + 3] > 200 && high > 90 && high - low > 60 && ++count >= ENOUGH) return true;
      }
      return false;
    };
    const look = () => {
      const canvas = document.querySelector('canvas[role=application]');
      if (canvas !== null && strong(canvas)) resolve(performance.now());
      else setTimeout(look, POLL_MS);
    };
    look();
  });
  window.ghostlightBench = { opened, painted };
}

/** Notes the time of every frame from now on in `window.ghostlightFrames`, in ms since the frame before. */
export function noteFrames() {
  const times = [];
  window.ghostlightFrames = times;
  let last = performance.now();
  const frame = (now) => {
    times.push(now - last);
    last = now;
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
}

/**
 * Looks on the timeline's canvas for a box of one strong colour in the middle of the lanes, where a fitted span lies: its
 * width in CSS px if it is within `[least, most]`, else 0. A box is some lines of pixels high; a gap between spans or names
 * has the colour of the ground, which is not strong.
 */
export function boxInTheMiddle({ least, most }) {
  const BOX_PX = 3;
  /** Scrollbar, and rounding at both ends. */
  const OFF_CENTRE_PX = 12;
  const STRONG = 40;
  const canvas = document.querySelector('canvas[role=application]');
  const gutterPx = Number(document.querySelector('[role=separator][aria-label="Width of the names"]').ariaValueNow);
  const { width, height } = canvas;
  const shownPx = canvas.getBoundingClientRect().width;
  const scale = width / shownPx;
  const middlePx = (gutterPx + shownPx) / 2;
  const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
  context.drawImage(canvas, 0, 0);
  const { data } = context.getImageData(0, 0, width, height);
  const pixels = new Uint32Array(data.buffer);
  const strong = (pixel) => {
    const rgb = data.subarray(pixel * 4, pixel * 4 + 3);
    return Math.max(...rgb) - Math.min(...rgb) > STRONG;
  };
  let lines = 0;
  let before = 0;
  for (let y = 0; y < height; y++) {
    const line = y * width;
    const middle = line + Math.round(middlePx * scale);
    let from = middle;
    let to = middle + 1;
    while (from > line && pixels[from - 1] === pixels[middle]) from--;
    while (to < line + width && pixels[to] === pixels[middle]) to++;
    const runPx = (to - from) / scale;
    const off = Math.abs((from + to) / 2 - line - middlePx * scale) / scale;
    const fits = runPx >= least && runPx <= most && off <= OFF_CENTRE_PX && strong(middle);
    lines = fits && (lines === 0 || runPx === before) ? lines + 1 : Number(fits);
    before = runPx;
    if (lines >= BOX_PX * scale) return runPx;
  }
  return 0;
}

/**
 * Asks a worker of its own for screens of a stored trace, beside which nothing is drawn: `Comlink` must be loaded.
 * Each power of two of zoom from the whole trace to 1 ns per pixel, at some places, for the busiest rows and for rows that
 * stand together. The order of places is random and the same in every run. Milliseconds from question to answer.
 */
export async function askScreens({ script, key, rows: rowCount, widthPx, places, limitMs }) {
  const { wrap, proxy } = window.Comlink;
  const worker = new Worker(script, { type: 'module' });
  const died = new Promise((_, reject) => {
    worker.addEventListener('error', (event) => reject(new Error(`the worker died: ${event.message}`)));
  });
  const api = wrap(worker);
  let seed = 12345;
  const random = () => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return seed / 2 ** 32;
  };
  const timed = async (ask) => {
    const start = performance.now();
    const reply = await ask();
    return { ms: performance.now() - start, reply };
  };
  const ask = async () => {
    const { ms: openMs, reply: opened } = await timed(() =>
      api.openStored(
        key,
        proxy(() => undefined),
      ),
    );
    if (opened.status !== 'ready') throw new Error(`the stored index is ${opened.status}`);
    const { spanNs } = opened.summary;
    const laid = await api.layout('');
    const all = laid.groups.flatMap((group) => [...group.rows]);
    const { rows: order } = await api.tableOrder('', { column: 'transitions', descending: true });
    const busiest = order.slice(0, rowCount);
    const together = () => {
      const from = Math.floor(random() * Math.max(1, all.length - rowCount));
      return Int32Array.from(all.slice(from, from + rowCount));
    };
    const spans = [];
    const density = [];
    const largest = Math.ceil(Math.log2(Math.max(1, spanNs / widthPx)));
    const begun = performance.now();
    for (let level = largest; level >= 0; level--) {
      const nsPerPx = 2 ** level;
      for (let place = 0; place < places; place++) {
        if (performance.now() - begun > limitMs) break;
        const fromNs = Math.floor(random() * Math.max(0, spanNs - nsPerPx * widthPx));
        const window = { fromNs, toNs: fromNs + nsPerPx * widthPx, nsPerPx };
        for (const [kind, rows] of [
          ['busiest', busiest],
          ['together', together()],
        ]) {
          const { ms, reply } = await timed(() => api.spans({ lane: 'goroutine', rows, ...window }));
          spans.push({ kind, level, ms, items: reply.startNs.length });
        }
        density.push({ level, ms: (await timed(() => api.density({ groups: 'all', ...window }))).ms });
      }
    }
    // A running or waiting span of less than a microsecond, for whoever wants to see one.
    let short;
    for (let i = 0; i < Math.min(5, busiest.length) && short === undefined; i++) {
      let span = await api.spanAt('goroutine', busiest[i], Math.floor(spanNs * 0.63));
      for (let step = 0; step < 400 && span !== undefined; step++) {
        if (span.endNs - span.startNs >= 100 && span.endNs - span.startNs < 1000) {
          short = { id: span.goroutine?.id, ns: span.endNs - span.startNs };
          break;
        }
        span = await api.neighbourSpan('goroutine', busiest[i], (span.startNs + span.endNs) / 2, 1);
      }
    }
    return { openMs, spans, density, short };
  };
  try {
    return await Promise.race([ask(), died]);
  } finally {
    worker.terminate();
  }
}
