// The strings and stacks of the simulated program. Every generation numbers them anew, as Go does: whoever keeps an id
// over the end of a generation reads nonsense.

const FILES = [
  '/app/main.go',
  '/app/pool.go',
  '/app/store/store.go',
  '/app/web/handler.go',
  '/usr/lib/go/src/sync/sync.go',
];
const INNER = [
  'main.(*pool).take',
  'main.(*pool).give',
  'main.(*ledger).add',
  'main.retry',
  'main.withTimeout.func1',
  'app/store.(*Store).Get',
  'app/store.(*Store).put',
  'app/store.(*index).walk',
  'app/web.(*Handler).ServeHTTP',
  'app/web.decode',
  'app/web.encode[...]',
  'encoding/json.(*decodeState).object',
  'io.ReadAll',
  'sync.(*Mutex).lockSlow',
  'sync.(*WaitGroup).Wait',
  'runtime.chansend1',
  'runtime.chanrecv1',
  'runtime.selectgo',
];
/** Call paths of each start function. With ten roles about what a program of moderate size has in a second. */
const PATHS = 24;
const DEEPEST = 12;
/** Numbers move by this much from generation to generation. */
const STEP = 17;

/**
 * `roots`: start functions; `texts`: other strings that events name. `next(n)`: a random number below n.
 * Stacks are asked for by root and path; path 0 is the start function alone.
 */
export function createCatalogue(roots, texts, next) {
  const strings = [...new Set([...roots, ...texts, ...INNER, ...FILES])];
  const place = new Map(strings.map((text, index) => [text, index]));
  const frame = (func, line) => ({
    pc: 0x45_0000 + place.get(func) * 0x1000 + line,
    func,
    file: FILES[place.get(func) % FILES.length],
    line,
  });
  const paths = roots.flatMap((root) =>
    Array.from({ length: PATHS }, (_, path) => {
      const inner = path === 0 ? [] : Array.from({ length: 1 + next(DEEPEST - 1) }, () => INNER[next(INNER.length)]);
      return [...inner.map((func) => frame(func, 10 + next(300))), frame(root, path === 0 ? 1 : 10 + next(90))];
    }),
  );
  let turn = 0;
  const turned = (index, length) => 1 + ((index + turn * STEP) % length);
  const stringId = (text) => turned(place.get(text), strings.length);

  return {
    paths: PATHS,
    nextGeneration() {
      turn++;
    },
    /** Id of a string in this generation. */
    string: stringId,
    /** Id of a stack in this generation. */
    stack: (root, path) => turned(root * PATHS + path, paths.length),
    strings: () => strings.map((text) => ({ id: stringId(text), text })),
    stacks: () =>
      paths.map((frames, index) => ({
        id: turned(index, paths.length),
        frames: frames.map(({ pc, func, file, line }) => ({ pc, func: stringId(func), file: stringId(file), line })),
      })),
  };
}
