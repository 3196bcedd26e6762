import { describe, expect, it, test } from 'vitest';
import { limitRows } from '../../scripts/reference/controls-page.ts';
import {
  denied,
  elsewhere,
  heldBy,
  limit,
  market,
  NOW,
  open,
  refused,
  request,
  type Scene,
  type SceneOrder,
  stop,
} from '../../tests/support/risk-scene.ts';
import { price } from '../core/decimal.ts';
import type { OrderTerms } from '../orders/request.ts';
import { CONTROLS } from './controls.ts';
import type { RiskLimitsChange } from './limits.ts';

/** One limit with an order just below, exactly at and just above it. */
interface Boundary {
  readonly control: string;
  /** The limit by its path; empty for a bound that is no limit. */
  readonly limit: string;
  readonly what: string;
  readonly values: readonly [below: number, at: number, above: number];
  /** Which of the three pass. */
  readonly passes: readonly [boolean, boolean, boolean];
  /** What the gate reviews for a value. */
  readonly of: (value: number) => readonly [SceneOrder, Scene?, RiskLimitsChange?];
  /** The codes of the denial, where it is not by this control alone. */
  readonly codes?: string;
}

const UP_TO = [true, true, false] as const;
const BELOW = [true, false, false] as const;
const FROM = [false, true, true] as const;
const ABOVE = [false, false, true] as const;

const stopLimit = (at: number, limitPrice: number): OrderTerms => ({
  type: 'stop_limit',
  stopPrice: price(at),
  limitPrice: price(limitPrice),
});

const others = (count: number) =>
  Array.from({ length: count }, (_, index) => elsewhere(`X${'ABCDEF'[index]!}`, 'held'));
const unknown = (count: number) =>
  Array.from({ length: count }, (_, index) => elsewhere(`X${'ABCDEF'[index]!}`, 'unknown'));
const recently = (order: SceneOrder): Scene => ({ recent: [request({ id: 'qp1-old', ...order })] });
const sell = (shares = 10): SceneOrder => ({ side: 'sell', shares });

const BOUNDARIES: readonly Boundary[] = [
  {
    control: 'R-01',
    limit: '',
    what: 'shares sold of 10 held while only reducing orders pass',
    values: [9.99, 10, 10.01],
    passes: UP_TO,
    of: (shares) => [sell(shares), { held: 10, engine: 'reduce_only' }],
    codes: 'risk.engine_state risk.capital',
  },
  {
    control: 'R-01',
    limit: '',
    what: 'shares bought of 10 sold short while only reducing orders pass',
    values: [9.99, 10, 10.01],
    passes: UP_TO,
    of: (shares) => [{ shares }, { held: -10, engine: 'recovering' }],
  },
  {
    control: 'R-01',
    limit: '',
    what: 'shares sold of 10 held when 4 are already being sold',
    values: [5.99, 6, 6.01],
    passes: UP_TO,
    of: (shares) => [
      sell(shares),
      { held: 10, engine: 'reduce_only', open: [open(sell(4))] },
      { allowShort: true },
    ],
  },
  {
    control: 'R-03',
    limit: 'maxOrderFraction',
    what: 'shares at $100 of one order',
    values: [9.99, 10, 10.01],
    passes: UP_TO,
    of: (shares) => [{ shares }, {}, { maxOrderFraction: 0.1 }],
  },
  {
    control: 'R-03',
    limit: 'maxOrderValue',
    what: 'shares at $100 of one order',
    values: [4.99, 5, 5.01],
    passes: UP_TO,
    of: (shares) => [{ shares }, {}, { maxOrderFraction: 0.1, maxOrderValue: 500 }],
  },
  {
    control: 'R-04',
    limit: 'maxOrderShares',
    what: 'shares of one order',
    values: [9, 10, 11],
    passes: UP_TO,
    of: (shares) => [{ shares }, {}, { maxOrderShares: 10 }],
  },
  {
    control: 'R-05',
    limit: 'priceCollar.high',
    what: 'limit above a market of $100',
    values: [102.99, 103, 103.01],
    passes: UP_TO,
    of: (at) => [{ terms: limit(at) }],
  },
  {
    control: 'R-05',
    limit: 'priceCollar.high',
    what: 'limit below a market of $100',
    values: [97.01, 97, 96.99],
    passes: UP_TO,
    of: (at) => [{ terms: limit(at) }],
  },
  {
    control: 'R-05',
    limit: 'priceCollar.middle',
    what: 'limit above a market of $10',
    values: [10.49, 10.5, 10.51],
    passes: UP_TO,
    of: (at) => [{ terms: limit(at) }, market(10)],
  },
  {
    control: 'R-05',
    limit: 'priceCollar.low',
    what: 'limit above a market of $2',
    values: [2.19, 2.2, 2.21],
    passes: UP_TO,
    of: (at) => [{ terms: limit(at) }, market(2)],
  },
  {
    control: 'R-05',
    limit: 'priceCollar.stop',
    what: 'stop above a market of $100',
    values: [114.99, 115, 115.01],
    passes: UP_TO,
    of: (at) => [{ terms: stop(at) }],
  },
  {
    control: 'R-05',
    limit: 'priceCollar.high',
    what: 'limit above a stop of $110',
    values: [113.29, 113.3, 113.31],
    passes: UP_TO,
    of: (at) => [{ terms: stopLimit(110, at) }],
  },
  {
    control: 'R-05',
    limit: 'priceCollar.high',
    what: 'market from which a limit 4% away is too far',
    values: [24.99, 25, 25.01],
    passes: BELOW,
    of: (at) => [{ terms: limit(Number((at * 1.04).toFixed(4))) }, market(at)],
  },
  {
    control: 'R-05',
    limit: 'priceCollar.middle',
    what: 'market from which a limit 8% away is too far',
    values: [2.99, 3, 3.01],
    passes: BELOW,
    of: (at) => [{ terms: limit(Number((at * 1.08).toFixed(4))) }, market(at)],
  },
  {
    control: 'R-09',
    limit: 'duplicateWindowMs',
    what: 'ms since a like order',
    values: [9_999, 10_000, 10_001],
    passes: ABOVE,
    of: (agoMs) => [{}, recently({ decidedAt: NOW - agoMs })],
  },
  {
    control: 'R-09',
    limit: '',
    what: 'shares of the earlier order, 1% more than 30',
    values: [30.29, 30.3, 30.31],
    passes: ABOVE,
    of: (shares) => [{ shares: 30 }, recently({ shares })],
  },
  {
    control: 'R-09',
    limit: '',
    what: 'shares of the earlier order, 1% fewer than 30',
    values: [29.71, 29.7, 29.69],
    passes: ABOVE,
    of: (shares) => [{ shares: 30 }, recently({ shares })],
  },
  {
    control: 'R-09',
    limit: '',
    what: 'limit of the earlier order, 0.1% above $101',
    values: [101.1, 101.101, 101.102],
    passes: ABOVE,
    of: (at) => [{ terms: limit(101) }, recently({ terms: limit(at) })],
  },
  {
    control: 'R-09',
    limit: '',
    what: 'limit of the earlier order, 0.1% below $101',
    values: [100.9, 100.899, 100.898],
    passes: ABOVE,
    of: (at) => [{ terms: limit(101) }, recently({ terms: limit(at) })],
  },
  {
    control: 'R-21',
    limit: '',
    what: 'shares sold of 10 that its book holds while another holds 5',
    values: [9, 10, 11],
    passes: UP_TO,
    of: (shares) => [sell(shares), heldBy({ trend: 10, balance: 5 })],
  },
  {
    control: 'R-21',
    limit: '',
    what: 'shares sold when its book sells 4 of its 10 and another its own 5',
    values: [5, 6, 7],
    passes: UP_TO,
    of: (shares) => [
      sell(shares),
      {
        ...heldBy({ trend: 10, balance: 5 }),
        open: [open(sell(4)), open({ side: 'sell', shares: 5, book: 'balance', id: 'qp1-b' })],
      },
      { allowShort: true },
    ],
  },
  {
    control: 'R-21',
    limit: '',
    what: 'shares bought of 10 that its book is short while another is short 5',
    values: [9, 10, 11],
    passes: UP_TO,
    of: (shares) => [{ shares }, heldBy({ trend: -10, balance: -5 }), { allowShort: true }],
  },
  {
    control: 'R-12',
    limit: 'refusalBackoff.firstMs',
    what: 'ms since the first refusal',
    values: [59_999, 60_000, 60_001],
    passes: FROM,
    of: (agoMs) => [{}, refused(1, agoMs)],
  },
  {
    control: 'R-12',
    limit: 'refusalBackoff.firstMs',
    what: 'ms since the fourth consecutive refusal',
    values: [479_999, 480_000, 480_001],
    passes: FROM,
    of: (agoMs) => [{}, refused(4, agoMs)],
  },
  {
    control: 'R-12',
    limit: 'refusalBackoff.mostMs',
    what: 'ms since the seventh consecutive refusal',
    values: [3_599_999, 3_600_000, 3_600_001],
    passes: FROM,
    of: (agoMs) => [{}, refused(7, agoMs)],
  },
  {
    control: 'R-12',
    limit: 'refusalBackoff.mostReducingMs',
    what: 'ms since the fourth consecutive refusal of a reducing order',
    values: [239_999, 240_000, 240_001],
    passes: FROM,
    of: (agoMs) => [sell(), { held: 10, ...refused(4, agoMs) }],
  },
  {
    control: 'R-12',
    limit: '',
    what: 'ms between the refusal and the decision',
    values: [-1, 0, 1],
    passes: BELOW,
    of: (ms) => [{ decidedAt: NOW + ms }, refused(1, 0)],
  },
  {
    control: 'R-13',
    limit: 'maxOpenOrders.account',
    what: 'orders open with this one',
    values: [2, 3, 4],
    passes: UP_TO,
    of: (count) => [{ shares: 1 }, { open: others(count - 1) }, { maxOpenOrders: { account: 3 } }],
  },
  {
    control: 'R-13',
    limit: 'maxOpenOrders.symbol',
    what: 'orders open in the symbol with this one',
    values: [2, 3, 4],
    passes: UP_TO,
    of: (count) => [
      { shares: 1 },
      { open: Array.from({ length: count - 1 }, (_, at) => open({ shares: 1, id: `qp1-${at}` })) },
      { maxOpenOrders: { symbol: 3 } },
    ],
  },
  {
    control: 'R-14',
    limit: 'cashBuffer',
    what: 'shares at $100 for $9,950 of available cash',
    values: [99.49, 99.5, 99.51],
    passes: UP_TO,
    of: (shares) => [{ shares }],
  },
  {
    control: 'R-14',
    limit: 'cashBuffer',
    what: 'shares at $100 next to an open buy of 50 in another symbol',
    values: [48.49, 48.5, 48.51],
    passes: UP_TO,
    of: (shares) => [
      { shares },
      { open: [{ ...open({ shares: 51 }), request: elsewhereRequest(51) }] },
    ],
  },
  {
    control: 'R-14',
    limit: 'maxGross',
    what: 'gross exposure in dollars before an order of $5,000',
    values: [4_999.99, 5_000, 5_000.01],
    passes: UP_TO,
    of: (gross) => [{ shares: 50 }, { gross }],
  },
  {
    control: 'R-14',
    limit: '',
    what: "dollars by which the broker's buying power is below $5,000",
    values: [-0.01, 0, 0.01],
    passes: UP_TO,
    of: (missing) => [{ shares: 50 }, { buyingPower: 5_000 - missing }],
  },
  {
    control: 'R-14',
    limit: 'allowShort',
    what: 'shares sold of 10 held',
    values: [9.99, 10, 10.01],
    passes: UP_TO,
    of: (shares) => [sell(shares), { held: 10 }],
  },
  {
    control: 'R-15',
    limit: 'maxConcentration',
    what: 'shares at $100 of one symbol',
    values: [19.99, 20, 20.01],
    passes: UP_TO,
    of: (shares) => [{ shares }, {}, { maxConcentration: 0.2 }],
  },
  {
    control: 'R-15',
    limit: 'maxConcentration',
    what: 'shares at $100 next to 5 held and 5 being bought',
    values: [9.99, 10, 10.01],
    passes: UP_TO,
    of: (shares) => [
      { shares },
      { held: 5, open: [open({ shares: 5 })] },
      { maxConcentration: 0.2 },
    ],
  },
  {
    control: 'R-15',
    limit: 'maxConcentration',
    what: 'shares at $100 sold short',
    values: [19.99, 20, 20.01],
    passes: UP_TO,
    of: (shares) => [sell(shares), {}, { maxConcentration: 0.2, allowShort: true }],
  },
  {
    control: 'R-17',
    limit: 'dailyLoss.reduce',
    what: 'dollars lost of $10,000, for an order that adds',
    values: [999.99, 1_000, 1_000.01],
    passes: BELOW,
    of: (loss) => [{ shares: 1 }, { equity: 10_000 - loss }],
  },
  {
    control: 'R-17',
    limit: 'dailyLoss.halt',
    what: 'dollars lost of $10,000, for an order that reduces',
    values: [1_999.99, 2_000, 2_000.01],
    passes: BELOW,
    of: (loss) => [sell(), { held: 10, equity: 10_000 - loss }],
  },
  {
    control: 'R-18',
    limit: 'drawdown.reduce',
    what: 'fraction below the high-water mark, for an order that adds',
    values: [0.1499, 0.15, 0.1501],
    passes: BELOW,
    of: (drawdown) => [{ shares: 1 }, { drawdown }, { drawdown: { reduce: 0.15 } }],
  },
  {
    control: 'R-18',
    limit: '',
    what: 'the same for an order that reduces',
    values: [0.1499, 0.15, 0.1501],
    passes: [true, true, true],
    of: (drawdown) => [sell(), { held: 10, drawdown }, { drawdown: { reduce: 0.15 } }],
  },
  {
    control: 'R-19',
    limit: 'minPrice',
    what: 'price of the shares that are bought',
    values: [0.99, 1, 1.01],
    passes: FROM,
    of: (at) => [{}, market(at), { minPrice: 1 }],
  },
  {
    control: 'R-19',
    limit: 'restricted',
    what: 'shares sold of 10 held of a restricted symbol',
    values: [9, 10, 11],
    passes: UP_TO,
    of: (shares) => [sell(shares), { held: 10 }, { restricted: ['SPY'], allowShort: true }],
  },
  {
    control: 'R-22',
    limit: 'quoteStaleMs',
    what: 'age of a quote in ms',
    values: [59_999, 60_000, 60_001],
    passes: UP_TO,
    of: (ageMs) => [{}, market(100, ageMs)],
  },
  {
    control: 'R-22',
    limit: 'barStalePeriods',
    what: 'age of a bar of one minute in ms',
    values: [89_999, 90_000, 90_001],
    passes: UP_TO,
    of: (ageMs) => [{}, market(100, ageMs, 'bar', 60_000)],
  },
  {
    control: 'R-22',
    limit: '',
    what: 'age of a quote near the present',
    values: [-1, 0, 1],
    passes: FROM,
    of: (ageMs) => [{}, market(100, ageMs)],
  },
  {
    control: 'R-22',
    limit: '',
    what: 'price near zero',
    values: [-0.01, 0, 0.01],
    passes: ABOVE,
    of: (at) => [sell(), { held: 10, ...market(at) }],
  },
  {
    control: 'R-28',
    limit: 'maxUnknownOrders',
    what: 'unknown orders of other symbols',
    values: [2, 3, 4],
    passes: BELOW,
    of: (count) => [{ shares: 1 }, { open: unknown(count) }],
  },
  {
    control: 'R-28',
    limit: '',
    what: 'unknown orders of the symbol',
    values: [0, 1, 2],
    passes: BELOW,
    of: (count) => [
      { shares: 1 },
      {
        open: Array.from({ length: count }, (_, at) =>
          open({ shares: 1, id: `qp1-${at}` }, 'unknown'),
        ),
      },
    ],
  },
  {
    control: 'R-35',
    limit: 'maxCashDrift',
    what: 'unexplained dollars',
    values: [0.99, 1, 1.01],
    passes: UP_TO,
    of: (cashDrift) => [{}, { cashDrift }],
  },
];

function elsewhereRequest(shares: number) {
  const { symbol } = elsewhere('QQQ', 'held').request;
  return { ...request({ id: 'qp1-old', shares }), symbol };
}

const PLACES = ['just below', 'exactly at', 'just above'] as const;

describe('the boundary of a control', () => {
  const rows = BOUNDARIES.flatMap((boundary) =>
    PLACES.map((place, index) => ({
      boundary,
      index,
      title: `${boundary.control} ${boundary.limit}: ${place}: ${boundary.what}`,
    })),
  );

  it.each(rows)('$title', ({ boundary, index }) => {
    const { control, of, values, passes, codes } = boundary;
    const [order, scene = {}, change = {}] = of(values[index]!);
    const code = CONTROLS.find(({ id }) => id === control)!.code;
    expect(denied(order, scene, change).join(' ')).toBe(passes[index] ? '' : (codes ?? code));
  });
});

test('every control and every limit that the gate enforces has a boundary', () => {
  const tested = new Set(BOUNDARIES.map((boundary) => boundary.limit));
  // Two are not the gate's: the first is reported, the second is for the next trading day. The
  // third is a choice without a bound; its two settings are in gate.test.ts.
  const exempt = ['dailyLoss.warn', 'dailyLoss.latch', 'spendProceeds'];
  const limits = limitRows(CONTROLS).map(([name = '']) => name.slice(1, -1));
  expect(limits.filter((name) => !tested.has(name))).toEqual(exempt.toSorted(byPlace(limits)));
  const controls = new Set<string>(BOUNDARIES.map(({ control }) => control));
  expect(CONTROLS.map(({ id }) => id).filter((id) => !controls.has(id))).toEqual([]);
});

function byPlace(names: readonly string[]) {
  return (a: string, b: string): number => names.indexOf(a) - names.indexOf(b);
}
