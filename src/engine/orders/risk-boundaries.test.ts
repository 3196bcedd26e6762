import { describe, expect, it } from 'vitest';
import { Rig, SPY } from '../../../tests/support/engine-rig.ts';
import { price, quantity } from '../../core/decimal.ts';
import { DAY, later } from '../../core/time.ts';
import { instrumentOf } from '../../market/instrument.ts';

const codes = (rig: Rig, ...of: Parameters<Rig['place']>): readonly string[] =>
  rig.order(rig.place(...of)).denials.map(({ code }) => code);

describe("R-14: the broker's buying power", () => {
  it.each([
    [59_999, ['risk.capital']],
    [60_000, ['risk.capital']],
    [60_001, []],
  ])('that is %i ms old and too small denies %j', (ageMs, expected) => {
    const rig = new Rig({ quoteStaleMs: DAY }).ready({ buyingPower: '500' });
    rig.at = later(rig.at, ageMs);
    rig.quote(100);
    expect(codes(rig, { key: 'k', shares: 10 })).toEqual(expected);
  });
});

describe('R-09: an order like the one before it', () => {
  it.each([
    [9_999, ['risk.duplicate']],
    [10_000, ['risk.duplicate']],
    [10_001, []],
  ])('that is decided %i ms later is denied %j', (laterMs, expected) => {
    const rig = new Rig().ready();
    expect(codes(rig, { key: 'first' })).toEqual([]);
    rig.at = later(rig.at, laterMs);
    rig.quote(100);
    expect(codes(rig, { key: 'second' })).toEqual(expected);
  });
});

describe('R-17: a loss of the day', () => {
  const dailyLoss = { reduce: 0.1, halt: 0.2, latch: true };
  const buy = { key: 'k', shares: 1 };
  const sell = { key: 'k', side: 'sell', shares: 1 } as const;
  const positions = [
    {
      symbol: SPY,
      instrument: instrumentOf(SPY),
      quantity: quantity(500),
      averagePrice: price(100),
    },
  ];

  // Half of 100,000 in cash, half in 500 shares: a share that loses $20 makes a loss of 10%.
  it.each([
    ['just below dailyLoss.reduce', 80.01, buy, 'running', []],
    ['of exactly dailyLoss.reduce', 80, buy, 'running', ['risk.daily_loss']],
    [
      'just above dailyLoss.reduce',
      79.99,
      buy,
      'reduce_only',
      ['risk.engine_state', 'risk.daily_loss'],
    ],
    ['just below dailyLoss.halt', 60.01, sell, 'reduce_only', []],
    ['of exactly dailyLoss.halt', 60, sell, 'reduce_only', ['risk.daily_loss']],
    ['just above dailyLoss.halt', 59.99, sell, 'halted', ['risk.engine_state', 'risk.daily_loss']],
  ])('%s', (_what, at, order, state, expected) => {
    const rig = new Rig({ dailyLoss }).ready({ cash: '50000', positions });
    rig.session('open').quote(at);
    expect(rig.engine.state).toBe(state);
    expect(codes(rig, order)).toEqual(expected);
  });
});
