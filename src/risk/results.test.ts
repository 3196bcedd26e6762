import { readFileSync } from 'node:fs';
import { describe, expect, it, test } from 'vitest';
import { controlsPage, limitRows } from '../../scripts/reference/controls-page.ts';
import {
  elsewhere,
  heldBy,
  limit,
  market,
  open,
  refused,
  request,
  type Scene,
  type SceneOrder,
  SPY,
  stop,
  view,
} from '../../tests/support/risk-scene.ts';
import { money, price, quantity } from '../core/decimal.ts';
import { ticker } from '../market/symbol.ts';
import type { OrderState } from '../orders/lifecycle.ts';
import type { BookId, OrderRequest } from '../orders/request.ts';
import type { Control } from './control.ts';
import { shownDollars, shownFraction, shownLoss, shownQuantity } from './control-text.ts';
import { CONTROLS } from './controls.ts';
import { evaluate } from './evaluate.ts';
import { review } from './gate.ts';
import {
  changeLimits,
  limitSet,
  limitsText,
  LIVE_LIMITS,
  type RiskLimitsChange,
  SIM_LIMITS,
} from './limits.ts';
import { orderFacts, pricingOf, sharesOf } from './view.ts';

type Case = readonly [SceneOrder, Scene?, RiskLimitsChange?];

/** What one control finds about an order: outcome, inputs, the cause and the text of a denial. */
function find(id: string, [words, scene = {}, change = {}]: Case, order = request(words)) {
  const control: Control = CONTROLS.find((one) => one.id === id)!;
  const seen = view(scene);
  const limits = changeLimits(LIVE_LIMITS, change);
  const subject = { order, facts: orderFacts(order, seen), view: seen, limits };
  const { controls, denials } = evaluate([control], subject, 'all');
  const { outcome, inputs } = controls[0]!;
  return { outcome, inputs, cause: denials[0]?.cause, text: denials[0]?.message ?? '' };
}

const SELL_TEN: SceneOrder = { side: 'sell' };
const other = (change: Partial<OrderRequest>): Scene => ({
  recent: [{ ...request({ id: 'qp1-old' }), ...change }],
});

describe('a control journals what it compared', () => {
  test.each<[string, string, Case, string, Readonly<Record<string, unknown>>]>([
    // control, what, the order and its scene, outcome, inputs
    ['R-01', 'running', [{}], 'pass', { engine: 'running', reduces: false }],
    [
      'R-01',
      'a reduction while only those pass',
      [SELL_TEN, { held: 10, engine: 'reduce_only' }],
      'pass',
      { engine: 'reduce_only', reduces: true },
    ],
    ['R-03', 'a value', [{}], 'pass', { value: 1_000, limit: 1_000, reduces: false }],
    [
      'R-03',
      'the lower of two limits',
      [{}, {}, { maxOrderValue: 500 }],
      'deny',
      { value: 1_000, limit: 500, reduces: false },
    ],
    ['R-04', 'shares', [{}], 'pass', { shares: 10, limit: 10_000, reduces: false }],
    [
      'R-04',
      'shares without a cap',
      [{}, {}, { maxOrderShares: null }],
      'not_applicable',
      { shares: 10, limit: null, reduces: false },
    ],
    [
      'R-05',
      'a limit and the market',
      [{ terms: limit(102) }],
      'pass',
      {
        market: 100,
        limit: 102,
        stop: null,
        away: 0.02,
        stopAway: 0,
        collar: 0.03,
        triggers: false,
        reduces: false,
        stopCollar: 0.15,
      },
    ],
    [
      'R-05',
      'a stop and the market',
      [{ terms: stop(110) }],
      'pass',
      {
        market: 100,
        limit: null,
        stop: 110,
        away: 0,
        stopAway: 0.1,
        collar: 0.03,
        triggers: false,
        reduces: false,
        stopCollar: 0.15,
      },
    ],
    [
      'R-05',
      'a market order, which names no price',
      [{}],
      'not_applicable',
      {
        market: 100,
        limit: null,
        stop: null,
        away: 0,
        stopAway: 0,
        collar: 0.03,
        triggers: false,
        reduces: false,
        stopCollar: 0.15,
      },
    ],
    ['R-09', 'no like order', [{}], 'pass', { twin: null, windowMs: 10_000 }],
    ['R-09', 'a like order', [{}, other({})], 'deny', { twin: 'qp1-old', windowMs: 10_000 }],
    ['R-12', 'no refusal', [{}], 'not_applicable', { times: 0, waitMs: 0, leftMs: 0, said: null }],
    [
      'R-12',
      'a refusal',
      [{}, refused(2, 0)],
      'deny',
      { times: 2, waitMs: 120_000, leftMs: 120_000, said: 'no' },
    ],
    [
      'R-13',
      'open orders',
      [{}, { open: [open({}), elsewhere('QQQ', 'held')] }],
      'pass',
      { open: 2, inSymbol: 1, limit: 50, symbolLimit: 5, reduces: false },
    ],
    [
      'R-19',
      'a symbol on the list',
      [{}, {}, { restricted: ['GME', 'SPY'] }],
      'deny',
      { listed: true, price: 100, minPrice: 1, reduces: false },
    ],
    [
      'R-19',
      'cheap shares',
      [{}, market(0.5)],
      'deny',
      { listed: false, price: 0.5, minPrice: 1, reduces: false },
    ],
    [
      'R-21',
      'a book that sells what it holds next to another',
      [SELL_TEN, heldBy({ trend: 12, balance: 257 })],
      'pass',
      { shares: 10, own: 12, holders: 'balance 257', side: 'sell' },
    ],
    [
      'R-21',
      'a book that holds none of what others hold',
      [SELL_TEN, heldBy({ balance: 257, rotation: 3 })],
      'deny',
      { shares: 10, own: 0, holders: 'balance 257, rotation 3', side: 'sell' },
    ],
    [
      'R-21',
      'a symbol that no other book holds',
      [SELL_TEN, heldBy({ trend: 4 })],
      'not_applicable',
      { shares: 10, own: 4, holders: '', side: 'sell' },
    ],
    [
      'R-14',
      'cash, orders that take some of it, and the buffer',
      [{}, { gross: 3_000, buyingPower: 7_000, open: [open({ shares: 5 })] }],
      'pass',
      {
        available: 9_300,
        gross: 0.45,
        short: false,
        value: 1_000,
        power: 7_000,
        maxGross: 1,
        allowShort: false,
        reduces: false,
      },
    ],
    [
      'R-14',
      'working sells where they pay',
      [
        {},
        { cash: 0, held: 30, gross: 3_000, open: [open({ side: 'sell', shares: 20 })] },
        { spendProceeds: true },
      ],
      'pass',
      {
        available: 1_800,
        gross: 0.2,
        short: false,
        value: 1_000,
        power: null,
        maxGross: 1,
        allowShort: false,
        reduces: false,
      },
    ],
    ['R-15', 'a buy', [{}, { held: 5 }], 'pass', { weight: 0.15, limit: 0.2, reduces: false }],
    [
      'R-15',
      'a sell short, with another one working',
      [
        { side: 'sell', shares: 4 },
        { held: 5, open: [open({ side: 'sell', shares: 6 })] },
      ],
      'pass',
      { weight: 0.05, limit: 0.2, reduces: false },
    ],
    [
      'R-17',
      'a loss of the day',
      [{}, { equity: 9_800 }],
      'pass',
      { loss: 0.02, reduce: 0.03, halt: 0.05, reduces: false },
    ],
    [
      'R-17',
      'no start of the day',
      [{}, { dayStartEquity: null }],
      'pass',
      { loss: 0, reduce: 0.03, halt: 0.05, reduces: false },
    ],
    [
      'R-18',
      'a drawdown',
      [{}, { drawdown: 0.12 }],
      'pass',
      { drawdown: 0.12, reduce: 0.15, reduces: false },
    ],
    [
      'R-22',
      'a quote',
      [{}, market(100, 700)],
      'pass',
      { ageMs: 700, limitMs: 5_000, source: 'quote', reduces: false },
    ],
    [
      'R-22',
      'a bar',
      [{}, market(100, 700, 'bar', 60_000)],
      'pass',
      { ageMs: 700, limitMs: 90_000, source: 'bar', reduces: false },
    ],
    [
      'R-22',
      'no price',
      [{}, { market: () => undefined }],
      'deny',
      { ageMs: null, limitMs: 5_000, source: null, reduces: false },
    ],
    [
      'R-28',
      'an unknown order in the symbol, and one elsewhere',
      [{}, { open: [open({}, 'unknown'), elsewhere('QQQ', 'unknown')] }],
      'deny',
      { unknown: 'qp1-old', doubt: 'unknown', unknownOrders: 2, drift: false, maxUnknown: 3 },
    ],
    [
      'R-28',
      'a position',
      [{}, { unreconciled: new Set([SPY]) }],
      'deny',
      { unknown: null, doubt: null, unknownOrders: 0, drift: true, maxUnknown: 3 },
    ],
    ['R-35', 'cash', [{}, { cashDrift: 0.5 }], 'pass', { drift: 0.5, limit: 1, reduces: false }],
  ])('%s: %s', (id, _what, given, outcome, inputs) => {
    const found = find(id, given);
    expect(found.outcome).toBe(outcome);
    for (const [name, value] of Object.entries(inputs)) {
      const actual = found.inputs[name];
      if (typeof value === 'number') expect(actual, name).toBeCloseTo(value, 9);
      else expect(actual, name).toBe(value);
    }
    expect(Object.keys(found.inputs).toSorted()).toEqual(Object.keys(inputs).toSorted());
  });
});

describe('the text of a denial has the figures that were compared', () => {
  test.each<[string, Case, readonly string[]]>([
    ['R-01', [{}, { engine: 'halted' }], ['halted', 'resume']],
    ['R-01', [{}, { engine: 'reduce_only' }], ['reduce_only', 'reduce a position']],
    ['R-03', [{ shares: 20 }], ['$2,000.00', '$1,000.00']],
    ['R-04', [{ shares: 20_000 }], ['20,000 shares', '10,000']],
    ['R-05', [{ terms: limit(110) }], ['10.0%', '$100.00', '3.00%', '15.0%']],
    ['R-05', [{ terms: stop(120) }], ['20.0%', '$100.00', '3.00%', '15.0%']],
    ['R-09', [{}, other({})], ['qp1-old']],
    ['R-12', [{}, refused(1, 0)], ['once', '(no)', '1 min']],
    ['R-12', [{}, refused(3, 0)], ['3 consecutive times', '(no)', '4 min']],
    [
      'R-13',
      [
        {},
        { open: [open({}), elsewhere('QQQ', 'held')] },
        { maxOpenOrders: { account: 2, symbol: 4 } },
      ],
      ['2 open orders', '1 in this symbol', 'limits are 2 and 4'],
    ],
    [
      'R-21',
      [SELL_TEN, heldBy({ trend: 4, balance: 257 })],
      ['for 10 shares', 'sell only 4', 'hold: balance 257'],
    ],
    ['R-14', [{ shares: 99 }], ['$9,900.00', '$9,800.00']],
    ['R-14', [SELL_TEN], ['selling short']],
    ['R-15', [{ shares: 30 }], ['30.0%', '20.0%']],
    ['R-17', [{}, { equity: 9_600 }], ['-4.00%', '-3.00%', '-5.00%']],
    ['R-19', [{}, {}, { restricted: ['SPY'] }], ['list of restricted symbols']],
    ['R-19', [{}, market(0.5)], ['$0.50', '$1.00']],
    ['R-18', [{}, { drawdown: 0.2 }], ['drawdown is -20.0%', 'from -15.0%']],
    ['R-18', [{}, { drawdown: Number.NaN }], ['drawdown is unknown']],
    ['R-22', [{}, market(100, 7_000)], ['7 s', '5 s']],
    ['R-22', [{}, { market: () => undefined }], ['No price is known']],
    ['R-28', [{}, { open: [open({}, 'unknown')] }], ['qp1-old', 'not known yet']],
    ['R-28', [{}, { open: [open({}, 'held')] }], ['qp1-old', '"held"']],
    ['R-28', [{}, { open: [open({}, 'suspended')] }], ['qp1-old', '"suspended"']],
    ['R-28', [{}, { open: [open({}, 'pending_review')] }], ['qp1-old', '"pending_review"']],
    ['R-28', [{}, { unreconciled: new Set([SPY]) }], ['another position']],
    [
      'R-28',
      [{}, { open: ['A', 'B', 'C'].map((symbol) => elsewhere(symbol, 'unknown')) }],
      ['3 orders', 'not known yet'],
    ],
    ['R-35', [{}, { cashDrift: 12.5 }], ['$12.50', '$1.00', 'quipu ledger adjust']],
  ])('%s: %j', (id, given, expected) => {
    const { outcome, text } = find(id, given);
    expect(outcome).toBe('deny');
    for (const part of expected) expect(text).toContain(part);
  });
});

describe('the cause of a denial', () => {
  it('is the state of the engine where that decides', () => {
    expect(find('R-01', [{}, { engine: 'starting' }]).cause).toEqual({ engine: 'starting' });
  });

  it('is absent where one control has one cause', () => {
    const seen = view({ cashDrift: 2 });
    const order = request();
    const subject = { order, facts: orderFacts(order, seen), view: seen, limits: LIVE_LIMITS };
    const control: Control = CONTROLS.find(({ id }) => id === 'R-35')!;
    const { denials } = evaluate([control], subject, 'denials');
    expect(denials.map((denial) => Object.keys(denial))).toEqual([['code', 'message']]);
  });
});

describe('a like order', () => {
  it.each<[string, Scene]>([
    ['the order itself', other({ id: request().id })],
    ['one of another symbol', other({ symbol: ticker('QQQ') })],
    ['one of another book', other({ book: 'other' as BookId })],
    ['one on the other side', other({ side: 'sell' })],
  ])('is not %s', (_what, scene) => {
    expect(find('R-09', [{}, scene]).inputs).toMatchObject({ twin: null });
  });

  it('is none without a price to compare', () => {
    const scene = { ...other({}), market: () => undefined };
    expect(find('R-09', [{}, scene]).inputs).toMatchObject({ twin: null });
  });
});

describe('an unresolved order', () => {
  it.each<[string, Scene['open'], string | null]>([
    ['an unknown one', [open({}, 'unknown')], 'unknown'],
    ['a quarantined one', [{ ...open(), status: 'quarantined' }], 'quarantined'],
    ['an abandoned one', [{ ...open(), status: 'abandoned' }], 'abandoned'],
    ['one with executions missing', [open({}, 'gap')], 'gap'],
    ['one that the broker holds', [open({}, 'held')], 'held'],
    ['a working one', [open()], null],
    ['one that works as usual', [{ ...open({}, 'held'), brokerStatus: 'new' }], null],
    ['one of another symbol', [elsewhere('QQQ', 'unknown')], null],
  ])('is %s', (_what, orders, doubt) => {
    expect(find('R-28', [{}, { open: orders! }]).inputs['doubt']).toBe(doubt);
  });
});

describe('the price and the shares of an order', () => {
  const sized = (order: OrderRequest, dollars: number): OrderRequest => ({
    ...order,
    size: { kind: 'notional', notional: money(dollars) },
  });

  it('are its own, or the market', () => {
    expect(sharesOf(request({ shares: 7 }), 100)).toBe(7);
    expect(sharesOf(sized(request(), 1_000), 100)).toBe(10);
    expect(pricingOf(request(), 100)).toBe(100);
    expect(pricingOf(request({ terms: limit(90) }), 100)).toBe(90);
    const terms = { type: 'stop_limit', stopPrice: price(90), limitPrice: price(89) } as const;
    expect(pricingOf(request({ terms }), 100)).toBe(89);
  });

  it('of a stop are its trigger for a buy, and the market where that is worse for a sell', () => {
    expect(pricingOf(request({ terms: stop(110) }), 100)).toBe(110);
    expect(pricingOf(request({ terms: stop(110) }), 120)).toBe(110);
    expect(pricingOf(request({ side: 'sell', terms: stop(90) }), 100)).toBe(100);
    expect(pricingOf(request({ side: 'sell', terms: stop(110) }), 100)).toBe(110);
  });

  it('are counted in the facts of an order by amount', () => {
    const order = sized(request(), 1_000);
    expect(orderFacts(order, view())).toMatchObject({ quantity: 10, price: 100, value: 1_000 });
  });
});

describe('the facts of an order', () => {
  const QQQ = ticker('QQQ');
  const prices = (symbol: string) => ({
    price: symbol === 'SPY' ? 100 : 50,
    source: 'quote' as const,
    at: request().decidedAt,
    periodMs: 0,
  });
  const facts = (words: SceneOrder, scene: Scene) =>
    orderFacts(request(words), view({ market: prices, ...scene }));
  const inQqq = (words: SceneOrder): OrderState => {
    const order = open(words);
    return { ...order, request: { ...order.request, symbol: QQQ } };
  };

  it.each<[string, readonly OrderState[], string]>([
    //                                       buys sells reserved expected open in symbol
    ['none', [], '0 0 0 0 0 0'],
    ['a buy', [open({ shares: 3 })], '3 0 300 0 1 1'],
    ['a buy at its limit', [open({ shares: 3, terms: limit(90) })], '3 0 270 0 1 1'],
    ['a buy of another symbol', [inQqq({ shares: 3 })], '0 0 150 0 1 0'],
    ['a sell', [open({ side: 'sell', shares: 3 })], '0 3 0 300 1 1'],
    ['a sell at a limit', [open({ side: 'sell', shares: 3, terms: limit(99) })], '0 3 0 0 1 1'],
    ['a sell of another symbol', [inQqq({ side: 'sell', shares: 3 })], '0 0 0 150 1 0'],
    ['an unknown sell', [open({ side: 'sell', shares: 3 }, 'unknown')], '0 3 0 0 1 1'],
    ['a filled part', [{ ...open({ shares: 3 }), filled: quantity(1) }], '2 0 200 0 1 1'],
    ['the order itself', [open({ id: 'qp1-new', shares: 3 })], '0 0 0 0 0 0'],
    ['an ended one', [{ ...open({ shares: 3 }), status: 'canceled' }], '0 0 0 0 0 0'],
    [
      'an ended one with executions missing',
      [{ ...open({ shares: 3 }, 'gap'), status: 'canceled' }],
      '1 0 100 0 1 1',
    ],
    ['two', [open({ shares: 3 }), inQqq({ shares: 2 })], '3 0 400 0 2 1'],
  ])('count what is open: %s', (_what, orders, expected) => {
    const found = facts({}, { open: orders });
    const { workingBuys, workingSells, reserved, openOrders, openInSymbol } = found;
    const seen = [workingBuys, workingSells, reserved, found.expected, openOrders, openInSymbol];
    expect(seen.join(' ')).toBe(expected);
  });

  it.each<[string, SceneOrder, Scene, boolean]>([
    ['a sell of what is held', { side: 'sell' }, { held: 10 }, true],
    ['a sell of more', { side: 'sell' }, { held: 9.5 }, false],
    ['a sell of nothing held', { side: 'sell' }, {}, false],
    ['a sell of a short position', { side: 'sell' }, { held: -10 }, false],
    [
      'a sell of what is being sold',
      { side: 'sell' },
      { held: 10, open: [open({ side: 'sell', shares: 1 })] },
      false,
    ],
    ['a buy', {}, {}, false],
    ['a buy of what is held', {}, { held: 10 }, false],
    ['a buy of no shares while nothing is short', { shares: 0 }, {}, false],
    ['a buy of a short position', {}, { held: -10 }, true],
    ['a buy of more than is short', {}, { held: -9.5 }, false],
    ['a buy of what is being bought back', {}, { held: -10, open: [open({ shares: 1 })] }, false],
  ])('tell whether it can only reduce: %s', (_what, words, scene, expected) => {
    expect(facts(words, scene).reduces).toBe(expected);
  });

  it('have no value without a price', () => {
    const unpriced = facts({}, { market: () => undefined, open: [open({ shares: 3 })] });
    expect([unpriced.price, unpriced.value, unpriced.reserved]).toEqual([NaN, NaN, NaN]);
    expect(unpriced).toMatchObject({ quantity: 10, market: undefined, openOrders: 1 });
  });
});

describe('the verdict of the gate', () => {
  it('approves the order as it is when no control denies it', () => {
    const order = request();
    const verdict = review(order, { view: view(), limits: SIM_LIMITS, detail: 'all' });
    expect(verdict).toMatchObject({ verdict: 'approved' });
    expect(verdict.verdict === 'approved' && verdict.order).toBe(order);
    expect(verdict).not.toHaveProperty('denials');
  });

  it('denies it when one does, with every control that did', () => {
    const seen = view({ engine: 'halted', cashDrift: 5 });
    const verdict = review(request(), { view: seen, limits: SIM_LIMITS, detail: 'all' });
    expect(verdict.verdict === 'denied' && verdict.denials.map(({ code }) => code)).toEqual([
      'risk.engine_state',
      'risk.cash_unreconciled',
    ]);
    expect(verdict).not.toHaveProperty('order');
  });

  it('passes what only reduces, whatever cash, buying power and exposure are', () => {
    const scene = { held: 10, cash: -5, gross: 90_000, buyingPower: 0 };
    expect(find('R-14', [{ side: 'sell' }, scene]).outcome).toBe('pass');
  });
});

describe('what is documented of controls', () => {
  const page = (name: string): string =>
    readFileSync(new URL(`../../docs/reference/${name}.md`, import.meta.url), 'utf8');

  it('is what each of them does, its limits and its defaults', () => {
    expect(page('risk-controls')).toBe(controlsPage());
    const limits = page('configuration');
    for (const row of limitRows(CONTROLS)) expect(limits).toContain(`| ${row.join(' | ')} |`);
  });

  it('is which of its inputs are fractions', () => {
    const fractions = CONTROLS.flatMap((control: Control) =>
      control.fractions === undefined ? [] : [[control.id, ...control.fractions].join(' ')],
    );
    expect(fractions).toEqual([
      'R-05 away stopAway collar stopCollar',
      'R-14 gross maxGross',
      'R-15 weight limit',
      'R-17 loss reduce halt',
      'R-18 drawdown reduce',
    ]);
  });
});

describe('the text of a control', () => {
  it('shows figures, and says where there is none', () => {
    expect([shownFraction(0.03), shownFraction(Number.NaN)]).toEqual(['3.00%', 'unknown']);
    expect([shownLoss(0.03), shownLoss(Number.NaN)]).toEqual(['-3.00%', 'unknown']);
    expect([shownDollars(5), shownDollars(Infinity)]).toEqual(['$5.00', 'unknown']);
    expect([shownQuantity(1_000), shownQuantity(Number.NaN)]).toEqual(['1,000', 'unknown']);
  });
});

describe('the limits', () => {
  it('belong to one control each', () => {
    const capital = CONTROLS.find(({ id }) => id === 'R-14')!;
    expect(() => limitSet([capital, capital])).toThrow(
      'the limit maxGross of R-14 belongs to one control',
    );
  });

  it('are one text, whatever the order of their names', () => {
    const text = limitsText(LIVE_LIMITS);
    expect(JSON.parse(text)).toEqual(LIVE_LIMITS);
    const turned = Object.fromEntries(Object.entries(LIVE_LIMITS).toReversed());
    expect(limitsText(turned as typeof LIVE_LIMITS)).toBe(text);
  });

  it('can lose a cap, and cannot get a group where a number belongs', () => {
    expect(changeLimits(LIVE_LIMITS, { maxOrderShares: null }).maxOrderShares).toBeNull();
    expect(() => changeLimits(LIVE_LIMITS, { dailyLoss: null as never })).toThrow(/dailyLoss/);
    expect(() => changeLimits(LIVE_LIMITS, { maxGross: { a: 1 } as never })).toThrow(/maxGross/);
  });
});
