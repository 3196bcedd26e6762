import { describe, expect, test } from 'vitest';
import { seededRandom } from '../../core/random.ts';
import { CANDLESTICKS, findCandlesticks } from './candlesticks.ts';

type Bar = readonly [open: number, high: number, low: number, close: number];

/** Ten bars that lead up to or down to 100, each with a body of 1 and a range of 2. */
function leading(trend: 'rise' | 'fall'): readonly Bar[] {
  const step = trend === 'rise' ? 1 : -1;
  return Array.from({ length: 10 }, (_, row) => {
    const open = 100 - step * (10 - row);
    return [open, open + 0.5 + Math.max(step, 0), open - 0.5 - Math.max(-step, 0), open + step];
  });
}

function columnsOf(bars: readonly Bar[]): Record<string, Float64Array> {
  const column = (place: number): Float64Array => Float64Array.from(bars, (bar) => bar[place]!);
  return { open: column(0), high: column(1), low: column(2), close: column(3) };
}

function namesAfter(trend: 'rise' | 'fall', bars: readonly Bar[]): readonly string[] {
  const all = [...leading(trend), ...bars];
  return findCandlesticks(columnsOf(all))
    .filter(({ at }) => at === all.length - 1)
    .map(({ name }) => name);
}

describe('patterns of worked bars', () => {
  //                               open    high    low    close
  const cases: readonly (readonly [string, 'rise' | 'fall', readonly Bar[]])[] = [
    ['doji', 'rise', [[100, 100.5, 99.5, 100.05]]],
    ['dragonfly_doji', 'fall', [[100, 100.05, 98, 100]]],
    ['gravestone_doji', 'rise', [[100, 102, 99.95, 100]]],
    ['hammer', 'fall', [[100, 100.45, 98, 100.4]]],
    ['hanging_man', 'rise', [[100, 100.45, 98, 100.4]]],
    ['shooting_star', 'rise', [[100, 102, 99.95, 100.4]]],
    ['inverted_hammer', 'fall', [[100, 102, 99.95, 100.4]]],
    ['bullish_marubozu', 'rise', [[100, 103, 100, 103]]],
    ['bearish_marubozu', 'fall', [[100, 100, 97, 97]]],
    ['spinning_top', 'rise', [[100, 101, 99.3, 100.4]]],
    [
      'bullish_engulfing',
      'fall',
      [
        [100, 100.3, 98.8, 99],
        [98.9, 101, 98.5, 100.5],
      ],
    ],
    [
      'bearish_engulfing',
      'rise',
      [
        [100, 101.2, 99.8, 101],
        [101.1, 101.3, 99, 99.5],
      ],
    ],
    [
      'bullish_harami',
      'fall',
      [
        [100, 100.2, 96.8, 97],
        [98, 98.8, 97.8, 98.6],
      ],
    ],
    [
      'bearish_harami',
      'rise',
      [
        [100, 103.2, 99.8, 103],
        [102, 102.2, 101.2, 101.4],
      ],
    ],
    [
      'piercing_line',
      'fall',
      [
        [100, 100.2, 97, 97.2],
        [96.5, 99.4, 96.3, 99.2],
      ],
    ],
    [
      'dark_cloud_cover',
      'rise',
      [
        [100, 103, 99.8, 102.8],
        [103.5, 103.7, 100.6, 100.8],
      ],
    ],
    [
      'matching_low',
      'fall',
      [
        [100, 100.2, 97.8, 98],
        [99, 99.2, 97.9, 98],
      ],
    ],
    [
      'morning_star',
      'fall',
      [
        [100, 100.2, 96.8, 97],
        [96.5, 96.9, 96, 96.2],
        [96.6, 99.5, 96.5, 99.2],
      ],
    ],
    [
      'evening_star',
      'rise',
      [
        [100, 103.2, 99.8, 103],
        [103.5, 104, 103.2, 103.8],
        [103.4, 103.5, 100.4, 100.8],
      ],
    ],
    [
      'three_white_soldiers',
      'fall',
      [
        [100, 101.6, 99.8, 101.5],
        [101, 102.6, 100.8, 102.5],
        [102, 103.6, 101.8, 103.5],
      ],
    ],
    [
      'three_black_crows',
      'rise',
      [
        [100, 100.2, 98.4, 98.5],
        [99, 99.2, 97.4, 97.5],
        [98, 98.2, 96.4, 96.5],
      ],
    ],
    [
      'bullish_abandoned_baby',
      'fall',
      [
        [100, 100.2, 96.8, 97],
        [96, 96.3, 95.8, 96.02],
        [97, 99.5, 96.9, 99.2],
      ],
    ],
    [
      'rising_three_methods',
      'rise',
      [
        [100, 104.2, 99.8, 104],
        [103.5, 103.9, 102.7, 103],
        [103, 103.3, 102.2, 102.5],
        [102.5, 102.8, 101.7, 102],
        [102.2, 105.2, 102, 105],
      ],
    ],
    [
      'bearish_three_line_strike',
      'fall',
      [
        [100, 100.2, 98.8, 99],
        [99, 99.2, 97.8, 98],
        [98, 98.2, 96.8, 97],
        [96.9, 100.6, 96.7, 100.4],
      ],
    ],
  ];

  test.each(cases)('%s after a %s', (name, trend, bars) => {
    expect(namesAfter(trend, bars)).toContain(name);
  });

  test('a hammer after a rise is a hanging man and no hammer', () => {
    const found = namesAfter('rise', [[100, 100.45, 98, 100.4]]);
    expect(found).not.toContain('hammer');
  });
});

function walked(length: number): Record<string, Float64Array> {
  const random = seededRandom(31);
  let price = 100;
  return columnsOf(
    Array.from({ length }, (): Bar => {
      const open = price + 0.2 * random.normal();
      price = open + 0.8 * random.normal();
      const reach = (): number => Math.abs(0.4 * random.normal());
      return [open, Math.max(open, price) + reach(), Math.min(open, price) - reach(), price];
    }),
  );
}

test('what was found does not change when bars are added', () => {
  const whole = walked(400);
  const all = findCandlesticks(whole);
  for (const cut of [11, 50, 233]) {
    const prefix = Object.fromEntries(
      Object.entries(whole).map(([name, column]) => [name, column.slice(0, cut)]),
    );
    expect(findCandlesticks(prefix)).toEqual(all.filter(({ at }) => at < cut));
  }
});

test('most patterns occur in a long random walk, each with a confidence', () => {
  const found = findCandlesticks(walked(40_000));
  expect(new Set(found.map(({ name }) => name)).size).toBeGreaterThan(40);
  expect(found.every(({ confidence }) => confidence > 0 && confidence <= 1)).toBe(true);
});

test('bars with a missing price take part in no pattern', () => {
  const holed = walked(60);
  holed['close']![30] = Number.NaN;
  const touched = findCandlesticks(holed).filter(({ from, at }) => from <= 30 + 10 && at >= 30);
  expect(touched).toEqual([]);
});

test('there are at least forty patterns, each with its own name', () => {
  const names = CANDLESTICKS.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  expect(names.length).toBeGreaterThanOrEqual(40);
});

test('a flat series has none', () => {
  expect(findCandlesticks(columnsOf(Array.from({ length: 30 }, (): Bar => [5, 5, 5, 5])))).toEqual(
    [],
  );
});
