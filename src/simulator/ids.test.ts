import { describe, expect, it } from 'vitest';
import { idSequence } from './ids.ts';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/;

describe('ids', () => {
  const ids = idSequence(7, 'order');

  it.each([0, 1, 4095, 4096, 1_000_000, 2 ** 47])(
    'ordinal %i has a UUID that encodes it',
    (ordinal) => {
      expect(ids.at(ordinal)).toMatch(UUID);
      expect(ids.ordinalOf(ids.at(ordinal))).toBe(ordinal);
    },
  );

  it('are the same for the same seed and differ for another seed or label', () => {
    expect(idSequence(7, 'order').at(3)).toBe(ids.at(3));
    expect(idSequence(8, 'order').at(3)).not.toBe(ids.at(3));
    expect(idSequence(7, 'execution').at(3)).not.toBe(ids.at(3));
  });

  it('of an account differ from other accounts and kinds, and encode their ordinal', () => {
    const [one, other] = [
      '0b7c3a52-91d4-4e1f-a6c8-52f0d3b19e77',
      '0b7c3a52-91d4-4e1e-a6c8-52f0d3b19e77',
    ];
    const own = idSequence(one, 'order');
    expect(own.at(12)).toMatch(UUID);
    expect(own.ordinalOf(own.at(12))).toBe(12);
    for (const others of [idSequence(other, 'order'), idSequence(one, 'execution'), ids]) {
      expect(others.ordinalOf(own.at(12))).toBe(-1);
    }
  });

  it.each(['', 'nope', 'zzzzzzzz-zzzz-4zzz-8zzz-zzzzzzzzzzzz', idSequence(8, 'order').at(1)])(
    '"%s" is not an id',
    (id) => {
      expect(ids.ordinalOf(id)).toBe(-1);
    },
  );

  it('a changed digit is noticed', () => {
    expect(ids.ordinalOf(`${ids.at(5).slice(0, 35)}x`)).toBe(-1);
    expect(ids.ordinalOf(ids.at(10).toUpperCase())).toBe(-1);
  });
});
