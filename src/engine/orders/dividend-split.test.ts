import { instrumentOf } from '../../market/instrument.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MORNING, SPY } from '../../../tests/support/engine-rig.ts';
import { sums } from '../../../tests/simulation/sums-law.ts';
import { type Money, money, quantity, ZERO_MONEY } from '../../core/decimal.ts';
import { later } from '../../core/time.ts';
import type { JournalEntry } from '../../ledger/journal.ts';
import { type BookId, MANUAL_BOOK } from '../../orders/request.ts';
import { Recorder } from '../recorder.ts';
import { bookFlow } from './order-events.ts';

/** What each book gets of a dividend, in the order of the entries. */
function paid(held: readonly string[], amount: string, times = 1) {
  const recorder = new Recorder({}, false);
  recorder.observe(MORNING);
  const account = {
    id: 'a',
    status: 'ACTIVE',
    cash: ZERO_MONEY,
    equity: ZERO_MONEY,
    buyingPower: ZERO_MONEY,
    tradingBlocked: false,
  };
  recorder.record({ kind: 'reconciled', asOf: MORNING, account, drift: [] });
  held.forEach((shares, nth) => {
    const book = `b${nth}` as BookId;
    const cash = ZERO_MONEY;
    const moved = { quantity: quantity(shares), cost: money(shares), cash, cause: 'a test' };
    recorder.record({
      kind: 'adjusted',
      book,
      symbol: SPY,
      instrument: instrumentOf(SPY),
      ...moved,
    });
  });
  const flow = {
    kind: 'dividend',
    amount: money(amount),
    symbol: SPY,
    id: 'd',
    note: '',
    at: later(MORNING, 1),
    order: null,
  } as const;
  for (let time = 0; time < times; time += 1) bookFlow(recorder, flow);
  const entries: readonly JournalEntry[] = recorder.take().entries;
  expect(sums(entries)).toEqual([]);
  const flows = entries.flatMap(({ body }) => (body.kind === 'cash_moved' ? [body.flow] : []));
  const total = flows.reduce<Money>((sum, one) => sum.plus(one.amount), ZERO_MONEY);
  expect(total.toString()).toBe(money(amount).toString());
  return flows.map((one) => [one.book, one.amount.toNumber()] as const);
}

describe('a dividend of a symbol that several books hold', () => {
  it.each<[string, readonly string[], string, readonly (readonly [string, number])[]]>([
    ['one book gets all of it', ['7'], '0.01', [['b0', 0.01]]],
    [
      'halves',
      ['5', '5'],
      '0.02',
      [
        ['b0', 0.01],
        ['b1', 0.01],
      ],
    ],
    [
      'a third and two thirds of a cent',
      ['1', '2'],
      '0.01',
      [
        ['b0', 0.003333333333],
        ['b1', 0.006666666667],
      ],
    ],
    [
      'a book that is short pays',
      ['10', '-4'],
      '0.06',
      [
        ['b0', 0.1],
        ['b1', -0.04],
      ],
    ],
    ['books that cancel out leave it to the user', ['10', '-10'], '0.03', [[MANUAL_BOOK, 0.03]]],
    ['nobody holds it any more', [], '1.23', [[MANUAL_BOOK, 1.23]]],
  ])('%s', (_what, held, amount, expected) => {
    expect(paid(held, amount)).toEqual(expected);
    expect(paid(held, amount, 3)).toEqual(expected);
  });

  it('neither loses nor makes a cent, whatever is held', () => {
    const shares = fc.integer({ min: -5_000_000_000, max: 5_000_000_000 }).filter((n) => n !== 0);
    const held = fc.array(shares, { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(held, fc.integer({ min: -1_000_000, max: 1_000_000 }), (units, cents) => {
        const amount = (cents / 100).toFixed(2);
        const parts = paid(
          units.map((unit) => (unit / 1e6).toFixed(6)),
          amount,
        );
        const whole = units.reduce((sum, unit) => sum + unit, 0);
        if (whole === 0) return;
        parts.forEach(([, part], nth) => {
          const share = (Number(amount) * units[nth]!) / whole;
          // The quotient is a double: at billions of dollars its last digit is a millionth.
          expect(Math.abs(part - share)).toBeLessThan(1e-6 + Math.abs(share) * 1e-12);
        });
      }),
      { numRuns: 200 },
    );
  });
});
