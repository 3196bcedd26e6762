import { describe, expect, test } from 'vitest';
import { editDistance, nearest } from './nearest.ts';

test.each([
  ['status', 'status', 0],
  ['staus', 'status', 1],
  ['SYP', 'SPY', 1],
  ['NOPE', 'NMBQ', 3],
  ['', 'SPY', 3],
])('counts the typing errors from %s to %s as %i', (a, b, errors) => {
  expect(editDistance(a, b)).toBe(errors);
  expect(editDistance(b, a)).toBe(errors);
});

describe('suggestions', () => {
  test.each([
    ['SYP', ['SPY']],
    ['qmkt', ['QMKT']],
    ['QMK', ['QMKT']],
    ['NOPE', []],
    ['Z', []],
  ])('for %s are the near spellings %j', (wanted, like) => {
    expect(nearest(wanted, ['NMBQ', 'SPY', 'QMKT', 'X', 'OPTN'], 3)).toEqual(like);
  });

  test('come closest first and at most as many as requested', () => {
    expect(nearest('sharpe', ['sharp', 'sharpe_2', 'smart', 'sharpe'], 2)).toEqual([
      'sharpe',
      'sharp',
    ]);
  });
});
