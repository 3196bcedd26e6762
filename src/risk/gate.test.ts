import { describe, expect, it } from 'vitest';
import {
  denied,
  elsewhere,
  limit,
  market,
  NOW,
  open,
  refused,
  request,
  type Scene,
  type SceneOrder,
  SPY,
  stop,
  view,
} from '../../tests/support/risk-scene.ts';
import { instrumentOf } from '../market/instrument.ts';
import { ticker } from '../market/symbol.ts';
import { approvedOrder, type OrderState, plannedOrder } from '../orders/lifecycle.ts';
import type { ClientOrderId, OrderRequest } from '../orders/request.ts';
import { CONTROLS } from './controls.ts';
import { review } from './gate.ts';
import {
  changeLimits,
  LIVE_LIMITS,
  RESEARCH_LIMITS,
  type RiskLimitsChange,
  SIM_LIMITS,
} from './limits.ts';

const SHARES: RiskLimitsChange = { maxOrderShares: 10 };

describe('the gate, for an option contract', () => {
  const CALL = instrumentOf(ticker('SPY240119C00450000'));
  const contracts = (count: number, more: Partial<OrderRequest> = {}): OrderRequest => ({
    ...request({ shares: count }),
    symbol: CALL.symbol,
    instrument: CALL,
    ...more,
  });
  // 10,000 of equity; a contract at 1.25 has a value of 125
  const priced = market(1.25);
  const codes = (order: OrderRequest, limits: RiskLimitsChange, scene: Scene = {}): string => {
    const by = { view: view({ ...priced, ...scene }), limits: changeLimits(SIM_LIMITS, limits) };
    const verdict = review(order, { ...by, detail: 'all' });
    return verdict.verdict === 'approved' ? '' : verdict.denials.map(({ code }) => code).join(' ');
  };

  it.each<[string, OrderRequest, RiskLimitsChange, Scene, string]>([
    ['the value at its limit passes', contracts(8), { maxOrderFraction: 0.1 }, {}, ''],
    [
      'one contract more does not',
      contracts(9),
      { maxOrderFraction: 0.1 },
      {},
      'risk.max_order_value',
    ],
    ['concentration at its limit passes', contracts(8), { maxConcentration: 0.1 }, {}, ''],
    [
      'one contract more does not',
      contracts(9),
      { maxConcentration: 0.1 },
      {},
      'risk.concentration',
    ],
    ['cash pays 79 contracts', contracts(79), {}, {}, ''],
    ['and not 80', contracts(80), {}, {}, 'risk.capital'],
    ['the broker allows 8', contracts(8), {}, { buyingPower: 1_000 }, ''],
    ['and not 9', contracts(9), {}, { buyingPower: 1_000 }, 'risk.capital'],
    [
      'a working order reserves its value',
      contracts(40),
      {},
      { open: [working(contracts(40, { id: 'qp1-w' as ClientOrderId }))] },
      'risk.capital',
    ],
    [
      'and leaves the rest',
      contracts(39),
      {},
      { open: [working(contracts(40, { id: 'qp1-w' as ClientOrderId }))] },
      '',
    ],
  ])('%s', (_what, order, limits, scene, expected) => {
    expect(codes(order, { duplicateWindowMs: 0, ...limits }, scene)).toBe(expected);
  });
});

function working(order: OrderRequest): OrderState {
  return approvedOrder(plannedOrder(order), NOW);
}

describe('the gate', () => {
  it.each<[string, SceneOrder, Scene, RiskLimitsChange, string]>([
    // what                                     order                                  scene                                              limits                      denials
    ['a plain buy passes', {}, {}, {}, ''],
    ['halted: nothing passes', {}, { engine: 'halted' }, {}, 'risk.engine_state'],
    [
      'halted: not even a reducing sale',
      { side: 'sell' },
      { engine: 'halted', held: 20 },
      {},
      'risk.engine_state',
    ],
    ['reduce_only: no buy', {}, { engine: 'reduce_only' }, {}, 'risk.engine_state'],
    [
      'reduce_only: a reducing sale passes',
      { side: 'sell' },
      { engine: 'reduce_only', held: 10 },
      {},
      '',
    ],
    ['recovering: no buy', {}, { engine: 'recovering' }, {}, 'risk.engine_state'],
    [
      'starting: nothing passes',
      { side: 'sell' },
      { engine: 'starting', held: 20 },
      {},
      'risk.engine_state',
    ],
    ['order value at its limit passes', { shares: 10 }, {}, { maxOrderFraction: 0.1 }, ''],
    [
      'order value above it does not',
      { shares: 10.01 },
      {},
      { maxOrderFraction: 0.1 },
      'risk.max_order_value',
    ],
    [
      'a cap in dollars binds when smaller',
      { shares: 6 },
      {},
      { maxOrderValue: 500 },
      'risk.max_order_value',
    ],
    [
      'a reducing sale has no greatest value',
      { side: 'sell', shares: 90 },
      { held: 90 },
      { maxOrderFraction: 0.1 },
      '',
    ],
    ['a limit within the collar passes', { terms: limit(97.5) }, {}, {}, ''],
    ['a limit far below does not', { terms: limit(96.9) }, {}, {}, 'risk.price_collar'],
    ['a limit far above does not', { terms: limit(103.1) }, {}, {}, 'risk.price_collar'],
    ['a cheap share has a wider collar', { terms: limit(9.6) }, market(10), {}, ''],
    ['a penny share a wider one still', { terms: limit(1.82) }, market(2), {}, ''],
    ['a stop may be 15% away', { terms: stop(114) }, {}, {}, ''],
    ['but no more', { terms: stop(116) }, {}, {}, 'risk.price_collar'],
    ['a protective stop may', { side: 'sell', terms: stop(60) }, { held: 10 }, {}, ''],
    ['and a gain taken far away', { side: 'sell', terms: limit(150) }, { held: 10 }, {}, ''],
    [
      'an exit far below the market may not',
      { side: 'sell', terms: limit(90) },
      { held: 10 },
      {},
      'risk.price_collar',
    ],
    ['an exit at an old price', { side: 'sell' }, { held: 10, ...market(100, 3_600_000) }, {}, ''],
    ['an entry stop past the market', { terms: stop(99) }, {}, {}, 'risk.price_collar'],
    [
      'the same again within 10 s is a duplicate',
      {},
      { recent: [request({ id: 'qp1-old', decidedAt: NOW - 9_000 })] },
      {},
      'risk.duplicate',
    ],
    [
      'after 10 s it is not',
      {},
      { recent: [request({ id: 'qp1-old', decidedAt: NOW - 11_000 })] },
      {},
      '',
    ],
    ['another quantity is not', { shares: 11 }, { recent: [request({ id: 'qp1-old' })] }, {}, ''],
    [
      'the other side is not',
      { side: 'sell' },
      { held: 10, recent: [request({ id: 'qp1-old' })] },
      {},
      '',
    ],
    [
      'a second like order waits a minute after the first refusal',
      {},
      refused(1, 59_999),
      {},
      'risk.refusal_backoff',
    ],
    ['and no longer', {}, refused(1, 60_000), {}, ''],
    ['after the third it waits four', {}, refused(3, 239_999), {}, 'risk.refusal_backoff'],
    ['and no longer either', {}, refused(3, 240_000), {}, ''],
    ['never more than an hour', {}, refused(2_000, 3_600_000), {}, ''],
    ['but that long', {}, refused(2_000, 3_599_999), {}, 'risk.refusal_backoff'],
    [
      'a reducing sale waits four minutes at most',
      { side: 'sell' },
      { held: 10, ...refused(2_000, 240_000) },
      {},
      '',
    ],
    [
      'it waits too',
      { side: 'sell' },
      { held: 10, ...refused(2_000, 239_999) },
      {},
      'risk.refusal_backoff',
    ],
    [
      'but not where only reductions pass',
      { side: 'sell' },
      { held: 10, engine: 'reduce_only', ...refused(9, 0) },
      {},
      '',
    ],
    [
      'a sale of more than is held is no reduction',
      { side: 'sell', shares: 11 },
      { held: 10, engine: 'reduce_only', ...refused(9, 0) },
      { allowShort: true },
      'risk.engine_state risk.refusal_backoff',
    ],
    [
      'what was decided before the refusal is not its repetition',
      { decidedAt: NOW - 1 },
      refused(1, 0),
      {},
      '',
    ],
    ['all of the cash less the buffer passes', { shares: 99.5 }, {}, {}, ''],
    ['one share more does not', { shares: 99.6 }, {}, {}, 'risk.capital'],
    [
      'an open buy order reserves cash',
      { shares: 60 },
      { open: [open({ shares: 50 })] },
      {},
      'risk.capital risk.concentration',
    ],
    [
      'an unknown one reserves it too',
      { side: 'buy', shares: 60 },
      { open: [open({ shares: 50 }, 'unknown')] },
      {},
      'risk.capital risk.concentration risk.symbol_unreconciled',
    ],
    [
      'a working sale brings nothing yet',
      { shares: 60 },
      { cash: 3_000, held: 70, gross: 7_000, open: [open({ side: 'sell', shares: 70 })] },
      {},
      'risk.capital risk.concentration',
    ],
    ['a sale of what is not held is a short', { side: 'sell', shares: 1 }, {}, {}, 'risk.capital'],
    [
      'so is a sale of what is being sold',
      { side: 'sell', shares: 6 },
      { held: 10, open: [open({ side: 'sell', shares: 5 })] },
      {},
      'risk.capital',
    ],
    [
      'shorts pass where they are allowed',
      { side: 'sell', shares: 1 },
      {},
      { allowShort: true },
      '',
    ],
    [
      "the broker's buying power binds too",
      { shares: 50 },
      { buyingPower: 4_000 },
      {},
      'risk.capital',
    ],
    ['gross exposure is limited', { shares: 50 }, { gross: 6_000 }, {}, 'risk.capital'],
    ['one symbol is limited', { shares: 30 }, {}, { maxConcentration: 0.2 }, 'risk.concentration'],
    [
      'what is held counts',
      { shares: 11 },
      { held: 10 },
      { maxConcentration: 0.2 },
      'risk.concentration',
    ],
    ['a day down 10% lets only sales pass', {}, { equity: 9_000 }, {}, 'risk.daily_loss'],
    ['a reducing sale passes then', { side: 'sell' }, { equity: 9_000, held: 10 }, {}, ''],
    [
      'a day down 20% lets nothing pass',
      { side: 'sell' },
      { equity: 8_000, held: 10 },
      {},
      'risk.daily_loss',
    ],
    [
      'without a start of day there is no loss',
      {},
      { equity: 9_000, dayStartEquity: null },
      {},
      '',
    ],
    [
      'a day whose start is not known yet lets nothing add',
      {},
      { dayStartEquity: Number.NaN },
      {},
      'risk.daily_loss',
    ],
    [
      'a reducing sale passes then too',
      { side: 'sell' },
      { dayStartEquity: Number.NaN, held: 10 },
      {},
      '',
    ],
    [
      'a reducing sale passes while equity is not known',
      { side: 'sell' },
      { equity: Number.NaN, held: 10 },
      {},
      '',
    ],
    ['a quote may be a minute old', {}, market(100, 60_000), {}, ''],
    ['but no older', {}, market(100, 60_001), {}, 'risk.stale_quote'],
    ['a bar may be 1.5 periods old', {}, market(100, 90_000, 'bar', 60_000), {}, ''],
    ['but no older either', {}, market(100, 90_001, 'bar', 60_000), {}, 'risk.stale_quote'],
    ['a price from the future is refused', {}, market(100, -1), {}, 'risk.stale_quote'],
    [
      'a symbol with an unknown order gets no more',
      { shares: 1 },
      { open: [open({ shares: 1 }, 'unknown')] },
      {},
      'risk.symbol_unreconciled',
    ],
    [
      'nor one with missing executions',
      { shares: 1 },
      { open: [open({ shares: 1 }, 'gap')] },
      {},
      'risk.symbol_unreconciled',
    ],
    [
      'nor one whose position is unreconciled',
      {},
      { unreconciled: new Set([SPY]) },
      {},
      'risk.symbol_unreconciled',
    ],
    ['it may be reduced', { side: 'sell' }, { held: 10, unreconciled: new Set([SPY]) }, {}, ''],
    ...(['held', 'suspended', 'pending_review'] as const).flatMap(
      (status): [string, SceneOrder, Scene, RiskLimitsChange, string][] => [
        [
          `an order that the broker calls ${status} lets nothing be added`,
          { shares: 1 },
          { open: [open({ shares: 1 }, status)] },
          {},
          'risk.symbol_unreconciled',
        ],
        [
          `${status}: the position may be reduced`,
          { side: 'sell' },
          { held: 10, open: [open({ shares: 1 }, status)] },
          {},
          '',
        ],
        [
          `${status}: another symbol is free`,
          { shares: 1 },
          { open: [elsewhere('QQQ', status)] },
          {},
          '',
        ],
      ],
    ),
    [
      'two unknown orders in other symbols stop nothing',
      { shares: 1 },
      { open: [elsewhere('QQQ', 'unknown'), elsewhere('IWM', 'unknown')] },
      {},
      '',
    ],
    [
      'three stop the account from adding',
      { shares: 1 },
      { open: ['QQQ', 'IWM', 'DIA'].map((symbol) => elsewhere(symbol, 'unknown')) },
      {},
      'risk.symbol_unreconciled',
    ],
    [
      'not from reducing',
      { side: 'sell' },
      { held: 10, open: ['QQQ', 'IWM', 'DIA'].map((symbol) => elsewhere(symbol, 'unknown')) },
      {},
      '',
    ],
    [
      'an unknown order that was decided earlier is sent again before this one',
      { id: 'qp1-new' },
      { open: [open({}, 'unknown'), { ...open({}, 'unknown'), request: request({}) }] },
      { maxConcentration: 5 },
      'risk.symbol_unreconciled',
    ],
    [
      'and does not wait for one that was decided later',
      { id: 'qp1-new' },
      { open: [{ ...open({}, 'unknown'), request: request({}) }, open({}, 'unknown')] },
      {},
      '',
    ],
    [
      'but for an order with missing executions, whenever it was decided',
      { id: 'qp1-new' },
      { open: [{ ...open({}, 'unknown'), request: request({}) }, open({}, 'gap')] },
      {},
      'risk.symbol_unreconciled',
    ],
    ['cash may differ by a dollar', {}, { cashDrift: 1 }, {}, ''],
    ['by more it lets nothing be added', {}, { cashDrift: 1.01 }, {}, 'risk.cash_unreconciled'],
    ['reductions pass then', { side: 'sell' }, { held: 10, cashDrift: 5_000 }, {}, ''],
    ['a cap on shares binds where it is set', { shares: 11 }, {}, SHARES, 'risk.max_order_shares'],
    ['at the cap it passes', { shares: 10 }, {}, SHARES, ''],
    ['a reduction has none', { side: 'sell', shares: 11 }, { held: 11 }, SHARES, ''],
    [
      'open orders of a symbol are limited',
      { shares: 1 },
      { open: [open({ shares: 1 })] },
      { maxOpenOrders: { symbol: 1 } },
      'risk.open_orders',
    ],
    [
      'those of the account too',
      { shares: 1 },
      { open: [elsewhere('QQQ', 'held'), elsewhere('IWM', 'held')] },
      { maxOpenOrders: { account: 2 } },
      'risk.open_orders',
    ],
    [
      'one fewer passes',
      { shares: 1 },
      { open: [elsewhere('QQQ', 'held'), elsewhere('IWM', 'held')] },
      { maxOpenOrders: { account: 3, symbol: 1 } },
      '',
    ],
    [
      'a way out is never too many',
      { side: 'sell' },
      { held: 20, open: [open({ shares: 1 })] },
      { maxOpenOrders: { account: 1, symbol: 1 } },
      '',
    ],
  ])('%s', (_what, words, scene, change, codes) => {
    expect(denied(words, scene, change).join(' ')).toBe(codes);
  });

  it('denies an order whose price nobody knows, by every control that needs one', () => {
    const codes = denied({}, { market: () => undefined });
    expect(codes).toEqual([
      'risk.max_order_value',
      'risk.capital',
      'risk.concentration',
      'risk.stale_quote',
    ]);
  });

  it('keeps the result of every control with what it looked at, also after a denial', () => {
    const { controls, verdict } = review(request({}), {
      view: view({ engine: 'halted' }),
      limits: LIVE_LIMITS,
      detail: 'all',
    });
    expect(verdict).toBe('denied');
    expect(controls.map(({ control }) => control)).toEqual(CONTROLS.map(({ id }) => id));
    expect(controls.find(({ control }) => control === 'R-14')?.inputs).toMatchObject({
      value: 1_000,
      available: 9_800,
    });
  });

  it('decides the same when only denials are written out', () => {
    for (const scene of [{}, { engine: 'halted' as const }, { cash: 10 }]) {
      const given = { view: view(scene), limits: RESEARCH_LIMITS };
      const all = review(request({}), { ...given, detail: 'all' });
      const few = review(request({}), { ...given, detail: 'denials' });
      expect(few.verdict).toBe(all.verdict);
      expect(few.controls).toEqual(all.controls.filter(({ outcome }) => outcome === 'deny'));
    }
  });

  it('pays for buys with sells of the same moment in research only', () => {
    const scene = {
      cash: 1_000,
      held: 0,
      gross: 9_000,
      open: [open({ side: 'sell', shares: 80 })],
    };
    const words = { shares: 50 };
    expect(denied(words, scene)).toContain('risk.capital');
    expect(denied(words, scene, { spendProceeds: true })).toEqual([]);
  });

  it('has one sentence for every denial, without a number missing', () => {
    const scenes: readonly [SceneOrder, Scene][] = [
      [
        { shares: 1_000, terms: limit(50) },
        { engine: 'halted', equity: 5_000 },
      ],
      [{ side: 'sell' }, { engine: 'reduce_only', unreconciled: new Set([SPY]) }],
      [{}, { ...market(100, 1e9), recent: [request({ id: 'qp1-old' })] }],
      [{}, { open: [open({}, 'unknown')] }],
      [{}, refused(1, 0)],
      [{}, { open: [open({}, 'held')] }],
      [{}, { cashDrift: 12.345 }],
      [{}, { open: ['A', 'B', 'C'].map((symbol) => elsewhere(symbol, 'unknown')) }],
      [{ shares: 20_000 }, {}],
      [{}, { open: Array.from({ length: 60 }, () => open({ shares: 1 })) }],
      [{}, refused(5, 0)],
    ];
    const sentences = scenes.flatMap(([words, scene]) => {
      const given = { view: view(scene), limits: LIVE_LIMITS, detail: 'all' } as const;
      const verdict = review(request(words), given);
      return verdict.verdict === 'denied' ? verdict.denials.map(({ message }) => message) : [];
    });
    expect(sentences.length).toBeGreaterThan(8);
    for (const sentence of sentences) {
      expect(sentence).toMatch(/^[A-Z].*\.$/);
      expect(sentence).not.toMatch(/undefined|NaN|null/);
    }
  });
});

describe('limits', () => {
  it('refuse what is not a limit, by name', () => {
    expect(() => changeLimits(LIVE_LIMITS, { maxGros: 2 } as never)).toThrow(
      /maxGros: unknown field/,
    );
    expect(() => changeLimits(LIVE_LIMITS, { cashBuffer: -1 })).toThrow(/cashBuffer: expected/);
    expect(() => changeLimits(LIVE_LIMITS, { dailyLoss: { halt: 'x' as never } })).toThrow(
      /dailyLoss.halt/,
    );
  });

  it('change one field of a group and keep the others', () => {
    const { dailyLoss } = changeLimits(LIVE_LIMITS, { dailyLoss: { halt: 0.04 } });
    expect(dailyLoss).toEqual({ warn: 0.02, reduce: 0.03, halt: 0.04, latch: true });
  });
});

describe('the first denial', () => {
  const codes = (order: SceneOrder, scene: Scene = {}, limits: RiskLimitsChange = {}) => {
    const by = { view: view(scene), limits: changeLimits(SIM_LIMITS, limits) };
    const verdict = review(request(order), { ...by, detail: 'all' });
    return verdict.verdict === 'approved' ? [] : verdict.denials.map(({ code }) => code);
  };

  it('of a sell order for more than is held is that, whatever its value is', () => {
    const sell = { side: 'sell', shares: 1_000 } as const;
    expect(codes(sell, { held: 5 })).toEqual([
      'risk.capital',
      'risk.max_order_value',
      'risk.concentration',
    ]);
    expect(codes(sell, { held: 5, engine: 'halted' }).slice(0, 2)).toEqual([
      'risk.engine_state',
      'risk.capital',
    ]);
  });

  it('of a buy order that costs too much is its value', () => {
    expect(codes({ shares: 1_000 }).slice(0, 2)).toEqual(['risk.max_order_value', 'risk.capital']);
  });
});
