import fc from 'fast-check';
import { expect, test } from 'vitest';
import { quantile, quantileOfSorted } from './moments.ts';
import { neighborsAt } from './order-statistics.ts';

const someValues = fc.oneof(
  fc.array(fc.double({ noNaN: true }), { minLength: 1, maxLength: 60 }),
  fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 60 }),
  fc.array(fc.integer({ min: 0, max: 500 }), { minLength: 1500, maxLength: 2000 }),
);

test('selecting gives what sorting gives', () => {
  fc.assert(
    fc.property(someValues, fc.double({ min: 0, max: 1, noNaN: true }), (list, p) => {
      const values = Float64Array.from(list);
      const sorted = values.toSorted();
      const rank = Math.floor((values.length - 1) * p);
      const next = sorted[Math.min(rank + 1, sorted.length - 1)]!;
      const [low, high] = neighborsAt(values, rank);
      expect([low + 0, high + 0]).toEqual([sorted[rank]! + 0, next + 0]);
      const found = quantile(values, p);
      expect(found + 0).toEqual(quantileOfSorted(sorted, p) + 0);
    }),
  );
});

test.each([
  { kind: 'sees only the greatest', at: (row: number) => (row % 20 === 0 ? 5 : -row % 977) },
  { kind: 'sees only the least', at: (row: number) => (row % 20 === 0 ? -5 : row % 977) },
  { kind: 'sees all there is', at: (row: number) => row % 3 },
])('a rank in the tail is right where the sample $kind', ({ at }) => {
  const values = Float64Array.from({ length: 1920 }, (_, row) => at(row));
  const sorted = values.toSorted();
  for (let rank = 0; rank < 192; rank += 1) {
    expect(neighborsAt(values, rank), `rank ${rank}`).toEqual([sorted[rank], sorted[rank + 1]]);
  }
});
