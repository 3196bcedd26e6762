import { describe, expect, it } from 'vitest';
import { amountAt, money, price, quantity } from '../core/decimal.ts';
import { bookTrade, emptyAccount, held, moveCash } from './account.ts';
import { SPY } from '../../tests/support/exchange.ts';

// One row per execution: cash, shares and average-cost total after it, from 10,000 dollars.
const LONG: readonly (readonly [trade: string, cash: string, shares: string, cost: string])[] = [
  ['buy   100 @ 50.00', '5000', '100', '5000'],
  ['buy    50 @ 56.00', '2200', '150', '7800'],
  ['sell   30 @ 60.00', '4000', '120', '6240'],
  ['sell  0.7 @ 60.00', '4042', '119.3', '6203.6'],
  ['sell 119.3 @ 1.00', '4161.3', '0', '0'],
];
const SHORT: typeof LONG = [
  ['sell  100 @ 50.00', '15000', '-100', '-5000'],
  ['sell   50 @ 56.00', '17800', '-150', '-7800'],
  ['buy    30 @ 40.00', '16600', '-120', '-6240'],
  ['buy   200 @ 40.00', '8600', '80', '3200'],
  ['sell  100 @ 45.00', '13100', '-20', '-900'],
];
const ODD: typeof LONG = [
  ['buy     3 @ 33.37', '9899.89', '3', '100.11'],
  ['buy     4 @ 10.00', '9859.89', '7', '140.11'],
  ['sell    1 @ 20.00', '9879.89', '6', '120.094285714'], // 140.11 x 6/7, the rest dropped
];

describe('the account', () => {
  it.each([
    ['long', LONG],
    ['short and through zero', SHORT],
    ['with averages that do not divide evenly', ODD],
  ])('%s', (_, rows) => {
    const account = emptyAccount();
    moveCash(account, money(10_000));
    for (const [trade, cash, shares, cost] of rows) {
      const [side, count, , paid] = trade.split(/\s+/) as [string, string, string, string];
      bookTrade(account, {
        symbol: SPY,
        side: side === 'buy' ? 'buy' : 'sell',
        quantity: quantity(count),
        value: amountAt(price(paid), quantity(count)),
      });
      expect([account.cash.toString(), held(account, SPY).toString()], trade).toEqual([
        cash,
        shares,
      ]);
      expect(account.holdings.get(SPY)?.cost.toString(), trade).toBe(cost);
    }
  });
});
