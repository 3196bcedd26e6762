import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quantity } from '../core/decimal.ts';
import { instrumentOf } from '../market/instrument.ts';
import { ticker } from '../market/symbol.ts';
import { close, target, targetShares } from './intent.ts';
import { sizeTarget, type SizingView } from './sizing.ts';

function view(change: Partial<Record<keyof SizingView, unknown>> = {}): SizingView {
  return {
    instrument: instrumentOf(ticker('SPY')),
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

const CALL = ticker('SPY240119C00450000');

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
    ['minus pending buys', want(0.5), { buying: quantity(20) }, 'buy 30'],
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
      'no more than is held while a buy is pending',
      close('SPY', 'out'),
      { held: quantity(10), buying: quantity(5), cash: 0 },
      'sell 10',
    ],
    [
      'nothing while all of it is a pending buy',
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

  it.each<[string, ReturnType<typeof want>, Change, string]>([
    // 10,000 at 1.30 a share is 76.9 contracts of 100 shares
    ['whole contracts', want(0.99), { price: 1.3 }, 'buy 76'],
    [
      'whole contracts of a fractional strategy',
      want(0.99),
      { price: 1.3, fractional: true },
      'buy 76',
    ],
    ['no more contracts than the cash pays', want(0.9), { price: 1.3, cash: 400 }, 'buy 2'],
    ['less the contracts that are held', want(0.5), { price: 1.3, held: quantity(30) }, 'buy 8'],
    ['no contract for less than its value', want(0.01), { price: 1.3 }, ''],
  ])('of an option buys %s', (_what, intent, change, order) => {
    expect(draft(intent, { instrument: instrumentOf(CALL), ...change })).toBe(order);
  });

  it('of a coin rounds to its increment, in billionths unless the asset says more', () => {
    const coin = ticker('BTC/USD');
    const change = { instrument: instrumentOf(coin), price: 64_123.45 };
    expect(draft(want(0.5), change)).toBe('buy 0.077974594');
    const coarse = { class: 'crypto', quantityIncrement: quantity('0.0005') } as const;
    const instrument = instrumentOf(coin, coarse);
    expect(draft(want(0.5), { ...change, instrument })).toBe('buy 0.0775');
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
