// The checksum of gzip (CRC-32), four bytes at a time.

const TABLES: readonly Uint32Array[] = makeTables();

function makeTables(): readonly Uint32Array[] {
  const tables = Array.from({ length: 4 }, () => new Uint32Array(256));
  for (let byte = 0; byte < 256; byte++) {
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? 0xedb88320 ^ (crc >>> 1) : crc >>> 1;
    tables[0][byte] = crc;
  }
  for (let byte = 0; byte < 256; byte++) {
    for (let i = 1; i < 4; i++) {
      const before = tables[i - 1][byte];
      tables[i][byte] = tables[0][before & 255] ^ (before >>> 8);
    }
  }
  return tables;
}

/** The checksum of what `crc` is the checksum of (0 = nothing), followed by these bytes. */
export function crc32(crc: number, bytes: Uint8Array): number {
  const [t0, t1, t2, t3] = TABLES as readonly [Uint32Array, Uint32Array, Uint32Array, Uint32Array];
  let c = ~crc;
  let at = 0;
  for (const end = bytes.length - 3; at < end; at += 4) {
    c ^= bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24);
    c = t3[c & 255] ^ t2[(c >>> 8) & 255] ^ t1[(c >>> 16) & 255] ^ t0[c >>> 24];
  }
  for (; at < bytes.length; at++) c = t0[(c ^ bytes[at]) & 255] ^ (c >>> 8);
  return ~c >>> 0;
}
