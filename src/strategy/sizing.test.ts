import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quantity } from '../core/decimal.ts';
import { close, target, targetShares } from './intent.ts';
import { sizeTarget, type SizingView } from './sizing.ts';

function view(change: Partial<Record<keyof SizingView, unknown>> = {}): SizingView {
  return {
    equity: 10_000,
    cash: 10_000,
    price: 100,
    held: quantity(0),
    buying: quantity(0),
    selling: quantity(0),
    fractional: false,
    cashBuffer: 0.005,
    ...change,
  } as SizingView;
}

type Change = Parameters<typeof view>[0];
const want = (weight: number) => target('SPY', weight, 'a test');
const shares = (count: number) => targetShares('SPY', count, 'a test');
const draft = (intent: ReturnType<typeof want>, change?: Change): string => {
  const order = sizeTarget(intent as never, view(change));
  return order === undefined ? '' : `${order.side} ${order.quantity.toString()}`;
};

describe('sizing a target', () => {
  it.each<[string, ReturnType<typeof want>, Change, string]>([
    ['half of equity', want(0.5), {}, 'buy 50'],
    ['all of it leaves the buffer', want(1), {}, 'buy 99'],
    ['more than all is all', want(7), {}, 'buy 99'],
    ['less what is held', want(0.5), { held: quantity(20), cash: 8_000 }, 'buy 30'],
    ['less what is on its way', want(0.5), { buying: quantity(20) }, 'buy 30'],
    ['nothing when it is there', want(0.5), { held: quantity(50), cash: 5_000 }, ''],
    ['a sale when there is more', want(0.5), { held: quantity(80), cash: 2_000 }, 'sell 30'],
    ['none of it', close('SPY', 'out'), { held: quantity(33), cash: 0 }, 'sell 33'],
    [
      'none of it, being sold already',
      close('SPY', 'out'),
      { held: quantity(33), selling: quantity(33) },
      '',
    ],
    [
      'no more than is there while a purchase is on its way',
      close('SPY', 'out'),
      { held: quantity(10), buying: quantity(5), cash: 0 },
      'sell 10',
    ],
    [
      'nothing while all of it is a purchase on its way',
      close('SPY', 'out'),
      { buying: quantity(5), cash: 0 },
      '',
    ],
    ['whole shares, rounded toward zero', want(0.5), { price: 99 }, 'buy 50'],
    [
      'fractions where they are allowed',
      want(0.5),
      { price: 99, fractional: true },
      'buy 50.50505',
    ],
    ['no more than the free cash pays', want(0.9), { cash: 3_050 }, 'buy 30'],
    ['nothing without cash', want(0.9), { cash: 40 }, ''],
    ['nothing without a price', want(0.9), { price: Number.NaN }, ''],
    [
      'out of it also without a price',
      close('SPY', 'out'),
      { price: Number.NaN, held: quantity(3) },
      'sell 3',
    ],
    ['nothing from a weight that is no number', want(Number.NaN), {}, ''],
    ['a number of shares', shares(7), {}, 'buy 7'],
    ['a number of shares less what is held', shares(7), { held: quantity(9) }, 'sell 2'],
  ])('%s', (_what, intent, change, order) => {
    expect(draft(intent, change)).toBe(order);
  });

  it('never buys for more than the free cash, never sells more than is held for weights from 0', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 2, noNaN: true }),
        fc.integer({ min: 0, max: 20_000 }),
        fc.integer({ min: 0, max: 500 }),
        fc.integer({ min: 1, max: 100_000 }),
        fc.boolean(),
        (weight, cash, held, cents, fractional) => {
          const price = cents / 100;
          const equity = cash + held * price;
          fc.pre(equity > 0);
          const order = sizeTarget(
            want(weight) as never,
            view({ equity, cash, price, held: quantity(held), fractional }),
          );
          if (order === undefined) return;
          const count = order.quantity.toNumber();
          expect(count).toBeGreaterThan(0);
          if (!fractional) expect(Number.isInteger(count)).toBe(true);
          if (order.side === 'buy') expect(count * price).toBeLessThanOrEqual(cash + 1e-9);
          else expect(count).toBeLessThanOrEqual(held);
        },
      ),
    );
  });
});
