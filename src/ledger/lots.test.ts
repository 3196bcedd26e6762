import { describe, expect, it } from 'vitest';
import { money, price, quantity } from '../core/decimal.ts';
import { epochMs } from '../core/time.ts';
import { instrumentOf } from '../market/instrument.ts';
import { ticker } from '../market/symbol.ts';
import type { ExecutionId, Fill } from '../orders/event.ts';
import type { ClientOrderId } from '../orders/request.ts';
import { bookFill, costOf, type Lot, moveLots } from './lots.ts';

const OPENED = epochMs(1_700_000_000_000);
const NOW = epochMs(1_700_000_060_000);
const ORDER = 'qp1-new' as ClientOrderId;

/** Reads `10 for 1000, 5 for 600`, oldest first, each lot opened by its own order. */
function lots(text: string): readonly Lot[] {
  if (text === '') return [];
  return text.split(', ').map((part, index) => {
    const [shares, cost] = part.split(' for ');
    const order = `qp1-${index}` as ClientOrderId;
    return { order, openedAt: OPENED, quantity: quantity(shares!), cost: money(cost!) };
  });
}

function show(of: readonly Lot[]): string {
  return of
    .map(({ quantity: shares, cost }) => `${shares.toString()} for ${cost.toString()}`)
    .join(', ');
}

function fill(signed: string, at: string): Fill {
  const shares = quantity(signed);
  return {
    id: 'x' as ExecutionId,
    order: ORDER,
    symbol: ticker('SPY'),
    instrument: instrumentOf(ticker('SPY')),
    side: shares.sign() < 0 ? 'sell' : 'buy',
    quantity: shares.abs(),
    price: price(at),
    at: NOW,
    cumulative: shares.abs(),
  };
}

describe('a fill against open lots, first in first out', () => {
  it.each([
    // before                    fill    at       after                       closed: shares, cost, proceeds, realized
    ['', '10', '5', '10 for 50', ''],
    ['', '-10', '5', '-10 for -50', ''],
    ['10 for 50', '4', '6', '10 for 50, 4 for 24', ''],
    ['-10 for -50', '-4', '6', '-10 for -50, -4 for -24', ''],
    ['10 for 50', '-10', '6', '', '10 50 60 10'],
    ['10 for 50', '-4', '6', '6 for 30', '4 20 24 4'],
    ['10 for 50, 5 for 35', '-12', '6', '3 for 21', '10 50 60 10; 2 14 12 -2'],
    ['10 for 50, 5 for 35', '-10', '6', '5 for 35', '10 50 60 10'],
    ['10 for 50, 5 for 35', '-15', '6', '', '10 50 60 10; 5 35 30 -5'],
    // through zero: the rest opens the other way
    ['10 for 50', '-15', '6', '-5 for -30', '10 50 60 10'],
    ['-10 for -50', '15', '4', '5 for 20', '-10 -50 -40 10'],
    ['-10 for -50', '4', '6', '-6 for -30', '-4 -20 -24 -4'],
    // what does not divide stays with the lot
    ['3 for 10', '-1', '4', '2 for 6.666666666667', '1 3.333333333333 4 0.666666666667'],
  ])('%s and %s at %s leaves %s', (before, shares, at, after, closed) => {
    const change = bookFill(lots(before), fill(shares, at));
    expect(show(change.lots)).toBe(after);
    const rows = change.closed.map((one) =>
      [one.quantity, one.cost, one.proceeds, one.realized].map(String).join(' '),
    );
    expect(rows.join('; ')).toBe(closed);
  });

  it('records which order opened a lot, and which closed it', () => {
    const opened = bookFill([], fill('10', '5')).lots[0]!;
    expect([opened.order, opened.openedAt]).toEqual([ORDER, NOW]);
    const { closed, lots: kept } = bookFill(lots('10 for 50'), fill('-15', '6'));
    expect(closed[0]).toMatchObject({ by: ORDER, lot: { order: 'qp1-0', openedAt: OPENED } });
    expect(kept[0]).toMatchObject({ order: ORDER, openedAt: NOW });
    const rest = bookFill(lots('10 for 50'), fill('-4', '6')).lots[0];
    expect(rest).toMatchObject({ order: 'qp1-0', openedAt: OPENED });
  });
});

describe('shares that come or go without an execution', () => {
  it.each([
    // before                    shares  value  after                       realized
    ['', '10', '50', '10 for 50', '0'],
    ['10 for 50', '5', '30', '10 for 50, 5 for 30', '0'],
    ['-10 for -50', '-5', '-30', '-10 for -50, -5 for -30', '0'],
    ['10 for 50', '-10', '-60', '', '10'],
    ['10 for 50', '-4', '-24', '6 for 30', '4'],
    ['10 for 50, 5 for 35', '-12', '-72', '3 for 21', '8'],
    ['10 for 50, 5 for 35', '-10', '-60', '5 for 35', '10'],
    ['-10 for -50', '4', '24', '-6 for -30', '-4'],
    ['3 for 10', '-1', '-4', '2 for 6.666666666667', '0.666666666667'],
  ])(
    '%s and %s valued at %s leaves %s and realizes %s',
    (before, shares, value, after, realized) => {
      const moved = { quantity: quantity(shares), value: money(value), at: NOW };
      const change = moveLots(lots(before), moved);
      expect(show(change.lots)).toBe(after);
      expect(change.realized.toString()).toBe(realized);
    },
  );

  it('makes a lot of the adjustment, without an order', () => {
    const moved = { quantity: quantity(10), value: money(50), at: NOW };
    expect(moveLots([], moved).lots[0]).toMatchObject({ order: null, openedAt: NOW });
  });

  it('never takes off more shares than the book holds', () => {
    const moved = { quantity: quantity(-11), value: money(-66), at: NOW };
    expect(() => moveLots(lots('10 for 50'), moved)).toThrow(
      'an adjustment takes off no more shares than the book holds',
    );
  });
});

it('sums what lots cost', () => {
  expect(costOf([]).toString()).toBe('0');
  expect(costOf(lots('10 for 50, 5 for 35.5')).toString()).toBe('85.5');
});
