// Synthetic pprof profiles: a call graph of a given number of functions, and one of a given number of samples for flame graphs.
// The same input gives the same bytes. Only what a profile must have is written: sample types, samples, locations, functions.

/** Numbers from 0 to 1, the same on every machine. */
function createRandom(seed) {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** A growing buffer of protocol buffer fields. */
function createWriter() {
  let bytes = Buffer.alloc(1 << 16);
  let at = 0;
  const room = (more) => {
    if (at + more <= bytes.length) return;
    const larger = Buffer.alloc(Math.max(bytes.length * 2, at + more));
    bytes.copy(larger, 0, 0, at);
    bytes = larger;
  };
  const varint = (value) => {
    room(10);
    let rest = value;
    while (rest > 127) {
      bytes[at++] = (rest % 128) | 128;
      rest = Math.floor(rest / 128);
    }
    bytes[at++] = rest;
  };
  const part = (field, content) => {
    varint((field << 3) | 2);
    varint(content.length);
    room(content.length);
    content.copy(bytes, at);
    at += content.length;
  };
  return {
    number(field, value) {
      varint(field << 3);
      varint(value);
    },
    part,
    text: (field, value) => part(field, Buffer.from(value)),
    packed(field, values) {
      const inner = createSmall(values);
      part(field, inner);
    },
    done: () => Buffer.from(bytes.subarray(0, at)),
    reset() {
      at = 0;
    },
    view: () => bytes.subarray(0, at),
  };
}

const small = Buffer.alloc(8192);
function createSmall(values) {
  let at = 0;
  for (const value of values) {
    let rest = value;
    while (rest > 127) {
      small[at++] = (rest % 128) | 128;
      rest = Math.floor(rest / 128);
    }
    small[at++] = rest;
  }
  return small.subarray(0, at);
}

/** @param stacks yields [functions, leaf first; weight in ns] */
function profile(functions, stacks) {
  const strings = ['', 'cpu', 'nanoseconds', 'main.go'];
  const out = createWriter();
  const inner = createWriter();
  const message = (field, write) => {
    inner.reset();
    write(inner);
    out.part(field, inner.view());
  };
  message(1, (type) => {
    type.number(1, 1);
    type.number(2, 2);
  });
  for (const [stack, weight] of stacks) {
    message(2, (sample) => {
      sample.packed(
        1,
        stack.map((func) => func + 1),
      );
      sample.packed(2, [weight]);
    });
  }
  const line = createWriter();
  for (let i = 0; i < functions; i++) {
    message(4, (location) => {
      location.number(1, i + 1);
      location.number(3, 0x1000 + i);
      line.reset();
      line.number(1, i + 1);
      line.number(2, 10 + i);
      location.part(4, line.view());
    });
    message(5, (func) => {
      func.number(1, i + 1);
      func.number(2, strings.length);
      func.number(4, 3);
    });
    strings.push(`example.com/service/pkg${i % 17}.(*Handler${i % 29}).step${i}`);
  }
  for (const text of strings) out.text(6, text);
  return out.done();
}

/** A graph of exactly `functions` nodes, a tree with as many cross calls again as half of them. */
export function graphProfile(functions) {
  const random = createRandom(functions);
  const extra = Array.from({ length: functions }, (_, i) => (random() < 0.5 ? Math.floor(random() * i) : -1));
  const up = (func) => {
    const stack = [func];
    for (let at = func; at > 0; ) {
      at = (at - 1) >> 1;
      stack.push(at);
    }
    return stack;
  };
  function* stacks() {
    for (let func = 0; func < functions; func++) {
      yield [up(func), 1e6 * (1 + Math.floor(random() * 99))];
      if (extra[func] >= 0) yield [[func, ...up(extra[func])], 1e6 * (1 + Math.floor(random() * 20))];
    }
  }
  return profile(functions, stacks());
}

/** So many samples over some hundred thousand calling contexts. */
export function flameProfile(samples) {
  const functions = 2000;
  const random = createRandom(samples);
  function* stacks() {
    for (let i = 0; i < samples; i++) {
      const path = [0];
      while (path.length < 40 && random() < 0.93) {
        const dice = random();
        const child = dice < 0.95 ? 0 : dice < 0.99 ? 1 : 2;
        path.push((Math.imul(path[path.length - 1] + 1, 31) + 7 * child + path.length) % functions);
      }
      yield [path.reverse(), 1e6];
    }
  }
  return profile(functions, stacks());
}
