import { expect, test } from 'vitest';
import { CodeBook } from '../../../../../shared/ingest/spans/code-book';
import { BATCH_FIELDS, RowBytes } from '../../../../../shared/ingest/spans/row-bytes';
import { NONE } from '../../../../../shared/model/events';

test('no row loses spans where the list of pieces grows', () => {
  const rows = 1000;
  const rounds = 40;
  const rowBytes = new RowBytes(new CodeBook(false));
  const fields = new Int32Array(rows * BATCH_FIELDS);
  const timesNs = new Float64Array(2 * rows);
  for (let round = 0; round < rounds; round++) {
    for (let row = 0; row < rows; row++) {
      fields.set([row, 1, NONE], row * BATCH_FIELDS);
      timesNs.set([round * 100, round * 100 + 100], 2 * row);
    }
    rowBytes.append({ fields, timesNs }, rows);
  }
  const { rowOffset, rowEndNs } = rowBytes.take();
  // A byte for the duration, one for the code.
  const lengths = Array.from({ length: rows }, (_, row) => rowOffset[row + 1] - rowOffset[row]);
  expect(new Set(lengths)).toEqual(new Set([2 * rounds]));
  expect(new Set(rowEndNs)).toEqual(new Set([rounds * 100]));
});
