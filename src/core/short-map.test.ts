import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ShortMap } from './short-map.ts';

const step = fc.oneof(
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('set' as const), key: fc.nat(14), value: fc.nat() }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('delete' as const), key: fc.nat(14) }) },
);

describe('a short map', () => {
  test('behaves like a Map after every step, with few entries or many', () => {
    let most = 0;
    fc.assert(
      fc.property(fc.array(step, { maxLength: 120, size: 'max' }), (steps) => {
        const ours = new ShortMap<number, number>();
        const theirs = new Map<number, number>();
        for (const one of steps) {
          if (one.kind === 'set') {
            expect(ours.set(one.key, one.value)).toBe(ours);
            theirs.set(one.key, one.value);
          } else {
            expect(ours.delete(one.key)).toBe(theirs.delete(one.key));
          }
          most = Math.max(most, ours.size);
          expect(ours.size).toBe(theirs.size);
          expect([...ours]).toEqual([...theirs]);
          expect([...ours.keys()]).toEqual([...theirs.keys()]);
          expect([...ours.values()]).toEqual([...theirs.values()]);
          expect(ours.get(one.key)).toBe(theirs.get(one.key));
          expect(ours.has(one.key)).toBe(theirs.has(one.key));
        }
      }),
    );
    expect(most, 'some runs passed the length up to which keys are searched').toBeGreaterThan(8);
  });

  test('two maps compare by their entries', () => {
    const one = new ShortMap<string, number>().set('a', 1);
    expect(one).toEqual(new ShortMap<string, number>().set('a', 1));
    expect(one).not.toEqual(new ShortMap<string, number>().set('a', 2));
    expect(one).not.toEqual(new ShortMap<string, number>());
  });

  test('an active iteration neither skips nor repeats entries when others are deleted', () => {
    const map = new ShortMap<string, number>().set('a', 1).set('b', 2).set('c', 3);
    const seen: number[] = [];
    for (const value of map.values()) {
      seen.push(value);
      map.delete('a');
    }
    expect(seen).toEqual([1, 2, 3]);
    expect([...map.keys()]).toEqual(['b', 'c']);
  });
});
