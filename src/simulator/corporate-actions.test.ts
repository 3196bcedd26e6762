import { describe, expect, it } from 'vitest';
import { decimal, money, quantity } from '../core/decimal.ts';
import { isoDate } from '../core/time.ts';
import { ticker } from '../market/symbol.ts';
import type { MarketEvent } from '../market/event.ts';
import { barEvent, clock, happened, orderOf, placed, SPY } from '../../tests/support/exchange.ts';
import { createExchange } from './create-exchange.ts';

const OPEN = clock('14:30');
const EX = clock('16:00');
const exDate = isoDate('2024-03-04');

function split(from: number, to: number): MarketEvent {
  const terms = { kind: 'split', from: quantity(from), to: quantity(to) } as const;
  return { kind: 'action', at: EX, action: { ...terms, symbol: SPY, exDate, at: EX } };
}

function dividend(perShare: string): MarketEvent {
  const terms = { kind: 'dividend', perShare: decimal<'USD/unit'>(perShare) } as const;
  return { kind: 'action', at: EX, action: { ...terms, symbol: SPY, exDate, at: EX } };
}

function holding(shares: string) {
  const exchange = createExchange({
    deposit: { amount: money(10_000), at: OPEN },
    fills: { halfSpreadBps: 0, slippageBps: 0 },
  });
  placed(exchange, orderOf(`buy ${shares}`), OPEN);
  exchange.observe(barEvent(OPEN, '50 51 49 50'));
  exchange.drain();
  return exchange;
}

describe('splits', () => {
  it.each([
    // held   from to  after          cost stays
    ['100', 1, 7, '700', '5000'],
    ['105', 20, 1, '5.25', '5250'],
    ['100', 3, 1, '33.333333333', '5000'], // nine digits, the rest dropped
    ['100', 2, 3, '150', '5000'],
  ])('%s shares, %i becoming %i: %s', (held, from, to, after, cost) => {
    const exchange = holding(held);
    exchange.observe(split(from, to));
    expect(happened(exchange)).toEqual([`split ${held} to ${after}`]);
    const [position] = exchange.account().positions;
    expect(position?.quantity.toString()).toBe(after);
    expect(position?.cost.toString()).toBe(cost);
  });

  it('cancels open orders of the symbol, except notional market orders', () => {
    const exchange = holding('100');
    placed(exchange, orderOf('sell 100 limit 60 gtc'), OPEN);
    placed(exchange, orderOf('buy $100'), EX);
    exchange.drain();
    exchange.observe(split(1, 2));
    expect(happened(exchange)).toEqual(['canceled', 'split 100 to 200']);
    expect(exchange.restingCount).toBe(1);
  });

  it('applies once, however often it is reported', () => {
    const exchange = holding('100');
    exchange.observe(split(1, 2));
    exchange.observe(split(1, 2));
    expect(happened(exchange)).toEqual(['split 100 to 200']);
  });
});

describe('dividends', () => {
  it('pay cash to the holders of the ex-day', () => {
    const exchange = holding('100');
    exchange.observe(dividend('0.1234'));
    expect(happened(exchange)).toEqual(['dividend 12.34']);
    expect(exchange.account().cash.toString()).toBe('5012.34');
    exchange.observe(dividend('0.1234'));
    expect(happened(exchange)).toEqual([]);
  });

  it('pay nothing to accounts without shares', () => {
    const exchange = createExchange();
    exchange.observe(dividend('0.1234'));
    expect(happened(exchange)).toEqual([]);
  });
});

it.each(['SPY240315C00450000', 'BTC/USD'])('%s neither splits nor pays', (name) => {
  const symbol = ticker(name);
  const exchange = createExchange({ deposit: { amount: money(10_000), at: OPEN } });
  placed(exchange, orderOf('buy 1', { symbol }), OPEN);
  exchange.observe(barEvent(OPEN, '50 51 49 50', symbol));
  placed(exchange, orderOf('sell 1 limit 60 gtc', { symbol }), OPEN);
  exchange.drain();
  for (const event of [split(1, 2), dividend('0.5')]) {
    if (event.kind !== 'action') continue;
    exchange.observe({ ...event, action: { ...event.action, symbol } });
  }
  expect(happened(exchange)).toEqual([]);
  expect(exchange.account().positions[0]?.quantity.toString()).toBe('1');
});
