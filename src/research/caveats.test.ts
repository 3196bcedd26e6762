import { describe, expect, it, test } from 'vitest';
import { unreliable } from '../analysis/report/caveat.ts';
import type { ReadSymbol } from '../analysis/report/provenance.ts';
import { isoDate } from '../core/time.ts';
import { sessionOn } from '../market/calendar.ts';
import { parseDailyBars } from '../market/files/series-csv.ts';
import { ticker } from '../market/symbol.ts';
import { caveatsOf, type RunFacts } from './caveats.ts';

const [from, to] = [isoDate('2024-01-02'), isoDate('2024-01-19')];
const symbol: ReadSymbol = {
  symbol: 'SPY',
  first: from,
  last: to,
  tradable: from,
  gaps: 0,
  firstGap: null,
  missing: 0,
  longestHole: 0,
  firstHole: null,
  silences: 0,
  firstSilence: null,
  jumps: 0,
  firstJump: null,
};
const provenance = {
  bars: 5,
  timeframe: '1Day',
  dataHash: '',
  configHash: '',
  lookback: 2,
  fill: 'next_open',
  symbols: [symbol],
} as const;
const none = { count: 0, distinct: 0 };
const outcomes = { denials: none, refusals: none, expired: 0, offTick: 0 };
const series = [
  parseDailyBars('date,open,high,low,close,volume\n2024-01-10,7,9,7,8,1', ticker('SPY')).value,
];
const sound: RunFacts = {
  from,
  to,
  orders: 100,
  fills: 98,
  outcomes: { ...outcomes, denials: { count: 2, distinct: 2 } },
  equity: [100, 0, 110],
  cash: [0, 0, 0],
  dates: [from, isoDate('2024-01-03'), to],
  benchmark: undefined,
  benchmarkFrom: undefined,
  provenance,
  series,
  ended: [],
};
const read = (change: Partial<ReadSymbol>): Partial<RunFacts> => ({
  provenance: { ...provenance, symbols: [{ ...symbol, ...change }] },
});
const stopped = (denied: number, refused: number): Partial<RunFacts> => ({
  outcomes: {
    ...outcomes,
    denials: { count: denied, distinct: denied },
    refusals: { count: refused, distinct: refused },
  },
});
const ended = {
  symbol: 'SPY',
  last: isoDate('2024-01-10'),
  sessions: 6,
  price: 8,
  valued: 'last_price' as const,
  closes: sessionOn(isoDate('2024-01-11'))!,
};
const given = (facts: Partial<RunFacts>) => caveatsOf({ bars: [] }, { ...sound, ...facts });

test('a sound run has none', () => {
  expect(given({})).toEqual([]);
});

describe('the caveats of a run are', () => {
  test.each<[Partial<RunFacts>, readonly string[]]>([
    [
      { orders: 0, fills: 0, outcomes },
      ['No orders: the strategy decided none; every figure is that of cash.'],
    ],
    [
      { orders: 0, fills: 0, outcomes, ...read({ tradable: null }) },
      [
        'No orders: its indicators need 2 bars before their first value, more than the data ' +
          'have; every figure is that of cash.',
      ],
    ],
    [
      { orders: 1_200, fills: 0, ...stopped(0, 1_200) },
      [
        '1,200 of 1,200 orders (100.0%) were refused by the simulated broker.',
        'No fills: the strategy decided 1,200 orders, and 1,200 of them did not get through; ' +
          'every figure is that of cash.',
      ],
    ],
    [
      { orders: 1, fills: 0, outcomes },
      [
        'No fills: the strategy decided 1 order, and none was executed; every figure is that of cash.',
      ],
    ],
    [stopped(3, 0), ['3 of 100 orders (3.00%) were denied by the risk gate.']],
    [
      stopped(2, 1),
      [
        '2 of 100 orders (2.00%) were denied by the risk gate.',
        '1 of 100 orders (1.00%) were refused by the simulated broker.',
      ],
    ],
    [
      // 90 of the 100 orders repeat a cause of their session: 5 of 10 did not get through.
      { outcomes: { ...outcomes, denials: { count: 95, distinct: 5 } } },
      ['5 of 10 orders (50.0%) were denied by the risk gate.'],
    ],
    [
      { outcomes: { ...outcomes, expired: 1, offTick: 2 } },
      [
        '1 of 100 orders (1.00%) expired without being filled completely.',
        '2 of 100 orders (2.00%) have a price between two ticks, which the broker would reject: ' +
          'round it to a cent.',
      ],
    ],
    [
      { equity: [100, -5, -3] },
      [
        'Equity was below zero at the end of 2 sessions, the first on 2024-01-03, at the lowest ' +
          '-$5.00.',
      ],
    ],
    [
      { cash: [1, 1, -3] },
      [
        'Cash was below zero at the end of 1 session, the first on 2024-01-19, at the lowest ' +
          '-$3.00; no interest is charged on it.',
      ],
    ],
    [
      read({ missing: 7, longestHole: 4, firstHole: from }),
      ['The bars of SPY miss 7 sessions, at most 4 in a row, the first before 2024-01-02.'],
    ],
    [
      read({ silences: 2, firstSilence: from }),
      ['The bars of SPY have 2 gaps within sessions, the first on 2024-01-02.'],
    ],
    [
      read({ jumps: 1, firstJump: from }),
      [
        'The price of SPY jumps 1 time with no split or dividend that explains it, first on ' +
          '2024-01-02.',
      ],
    ],
    [
      { ended: [ended] },
      [
        'The bars of SPY end on 2024-01-10, 6 sessions before the run does: what was held of it ' +
          'then is closed at its last price, $8.00 a share.',
      ],
    ],
    [
      { series: [{ ...series[0]!, source: { rows: 60, leftOut: 2 } }] },
      ['2 of 60 rows (3.33%) of SPY were left out.'],
    ],
  ])('%j', (facts, sentences) => {
    expect(given(facts).map(({ text }) => text)).toEqual(sentences);
  });
});

describe('a result is unreliable', () => {
  test.each<[string, Partial<RunFacts>, boolean]>([
    ['with a hole of 5 sessions', read({ missing: 9, longestHole: 5, firstHole: from }), false],
    ['with a hole of 6 sessions', read({ missing: 6, longestHole: 6, firstHole: from }), true],
    [
      'with half of the rows',
      { series: [{ ...series[0]!, source: { rows: 2, leftOut: 1 } }] },
      false,
    ],
    ['with fewer rows', { series: [{ ...series[0]!, source: { rows: 3, leftOut: 2 } }] }, true],
    ['with equity of zero', { equity: [1, 0, 1] }, false],
    ['with equity below', { equity: [1, -1, 1] }, true],
    ['with half of the orders', stopped(30, 20), false],
    ['with fewer orders', stopped(30, 21), true],
  ])('%s: %j is %s', (_, facts, expected) => {
    expect(unreliable(given(facts)).length > 0).toBe(expected);
  });

  it('unless the code is allowed', () => {
    const caveats = given({ equity: [1, -1, 1], ...stopped(60, 0) });
    expect(unreliable(caveats, ['caveat.negative_equity']).map(({ code }) => code)).toEqual([
      'caveat.orders_denied',
    ]);
  });
});
