import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addDays, type IsoDate } from '../../core/time.ts';
import type { Holdings } from './holdings.ts';
import type { PerformanceInput } from './input.ts';
import { summarize } from './summarize.ts';

const START = '2024-01-02' as IsoDate;

function held(rows: number, columns: Holdings['columns']): PerformanceInput {
  return {
    dates: Array.from({ length: rows }, (_, row) => addDays(START, row)),
    equity: new Float64Array(rows).fill(100),
    initialEquity: 100,
    holdings: { basis: 'value', columns },
  };
}

test('concentration of a worked portfolio', () => {
  // session    A     B     C     w               Σ w²    1 / Σ w²   greatest
  //    1      50    50     -    ½, ½              ½         2          ½
  //    2      60     -   -20    ¾, ¼             10/16     1.6         ¾
  //    3       -     -     -    nothing held
  const found = summarize(
    held(3, [
      { symbol: 'A', spans: [{ from: 0, values: [50, 60] }] },
      { symbol: 'B', spans: [{ from: 0, values: [50] }] },
      { symbol: 'C', spans: [{ from: 1, values: [-20] }] },
    ]),
  );
  expect(found['avg_hhi']).toBeCloseTo((1 / 2 + 10 / 16) / 2, 12);
  expect(found['avg_effective_n']).toBeCloseTo((2 + 1.6) / 2, 12);
  expect(found['avg_top_holding']).toBeCloseTo((1 / 2 + 3 / 4) / 2, 12);
});

test('without holdings there is none, and a reason', () => {
  const nothing = { undefined: 'nothing was held at the end of any session' };
  expect(summarize(held(3, []))['avg_hhi']).toEqual(nothing);
  const { holdings: _, ...input } = held(3, []);
  const unknown = { undefined: 'each holding of each session was not kept' };
  expect(summarize(input)['avg_effective_n']).toEqual(unknown);
});

test('concentration is what a plain second implementation gives', () => {
  const row = fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 4, maxLength: 4 });
  fc.assert(
    fc.property(fc.array(row, { minLength: 1, maxLength: 8 }), (rows) => {
      const columns = [0, 1, 2, 3].map((place) => ({
        symbol: String(place),
        spans: rows.map((values, from) => ({ from, values: [values[place]!] })),
      }));
      const found = summarize(held(rows.length, columns), 'quipu', ['avg_hhi', 'avg_top_holding']);
      const weights = rows
        .map((values) => values.map(Math.abs))
        .filter((sizes) => Math.max(...sizes) > 0)
        .map((sizes) => sizes.map((size) => size / sizes.reduce((a, b) => a + b, 0)));
      const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
      if (weights.length === 0) return;
      const squares = weights.map((some) => some.reduce((sum, w) => sum + w * w, 0));
      expect(found['avg_hhi']).toBeCloseTo(mean(squares), 12);
      expect(found['avg_top_holding']).toBeCloseTo(mean(weights.map((w) => Math.max(...w))), 12);
    }),
  );
});
