import { expect, test } from 'vitest';
import { readTable } from './csv-table.ts';

test('columns are found by their names in any case and order, behind a byte order mark', () => {
  const found: (readonly [string, number])[] = [];
  const { findings } = readTable(
    '\uFEFFVALUE, Date ,other\n7,2024-01-02,x\n',
    ['date', 'value'],
    (row) => found.push([row.text('date'), row.number('value')]),
  );
  expect([findings, found]).toEqual([[], [['2024-01-02', 7]]]);
});
