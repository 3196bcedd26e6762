import fc from 'fast-check';
import { expect, test } from 'vitest';
import { HoldingsRecord, holdingValues } from './holdings.ts';

test('a holding that comes and goes has a span for each time that it was held', () => {
  const record = new HoldingsRecord();
  record.note('A', 0, 10);
  record.note('B', 1, -4.449);
  record.note('A', 1, 11.005);
  record.note('A', 4, 12);
  expect(record.columns()).toEqual([
    {
      symbol: 'A',
      spans: [
        { from: 0, values: [10, 11.01] },
        { from: 4, values: [12] },
      ],
    },
    { symbol: 'B', spans: [{ from: 1, values: [-4.45] }] },
  ]);
});

test('the last session can be taken back, and nothing before it', () => {
  const record = new HoldingsRecord();
  record.note('A', 0, 10);
  record.note('A', 1, 11);
  record.note('B', 0, 5);
  record.note('C', 1, 7);
  record.forget(1);
  expect(record.columns()).toEqual([
    { symbol: 'A', spans: [{ from: 0, values: [10] }] },
    { symbol: 'B', spans: [{ from: 0, values: [5] }] },
  ]);
  record.note('A', 1, 12);
  expect(record.columns()[0]!.spans).toEqual([{ from: 0, values: [10, 12] }]);
});

test('what is noted comes back session by session, 0 where nothing was held', () => {
  const held = fc.array(fc.option(fc.integer({ min: 1, max: 1e7 }), { nil: 0 }), { maxLength: 60 });
  fc.assert(
    fc.property(held, (cents) => {
      const record = new HoldingsRecord();
      for (const [row, value] of cents.entries()) {
        if (value !== 0) record.note('A', row, value / 100);
      }
      const [column = { symbol: 'A', spans: [] }] = record.columns();
      const wanted = cents.map((value) => value / 100);
      expect([...holdingValues(column, cents.length)]).toEqual(wanted);
    }),
  );
});
