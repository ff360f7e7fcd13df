// pprof profiles as what they are: CPU, heap, block, mutex and all others.

export { type Decoded, decodeProfile } from './pprof/decode';
export { nameOfProfile } from './pprof/reader';
export { countsGoroutines } from './pprof/to-snapshot';
