import { describe, expect, it } from 'vitest';
import { money, quantity } from '../core/decimal.ts';
import { epochMs, isoDate } from '../core/time.ts';
import { instrumentOf } from '../market/instrument.ts';
import { ticker } from '../market/symbol.ts';
import type { Lot } from './lots.ts';
import type { Position } from './portfolio.ts';
import { applySplit } from './split.ts';

const AT = epochMs(1_700_000_000_000);
const SPY = ticker('SPY');

function positionOf(shares: readonly string[]): Position {
  const lots: readonly Lot[] = shares.map((one) => ({
    order: null,
    openedAt: AT,
    quantity: quantity(one),
    cost: money(100),
  }));
  const total = lots.reduce((sum, lot) => sum.plus(lot.quantity), quantity(0));
  const instrument = instrumentOf(SPY);
  return {
    symbol: SPY,
    instrument,
    quantity: total,
    cost: money(100 * lots.length),
    lots,
    openedAt: AT,
  };
}

describe('a split', () => {
  it.each([
    // lots before             from to   lots after                              change
    [['10'], 1, 4, ['40'], '30'],
    [['-10'], 1, 4, ['-40'], '-30'],
    [['10'], 10, 1, ['1'], '-9'],
    [['10'], 3, 2, ['6.666666666'], '-3.333333334'],
    [['-10'], 3, 2, ['-6.666666666'], '3.333333334'],
    // the position is rounded, its last lot takes what the others leave
    [['1', '1', '1'], 3, 1, ['0.333333333', '0.333333333', '0.333333334'], '-2'],
    [['5', '7'], 1, 2, ['10', '14'], '12'],
  ])('of %j, %d to %d, gives %j', (before, from, to, after, change) => {
    const position = positionOf(before);
    const exDate = isoDate('2024-06-10');
    const moved = applySplit([position], {
      kind: 'split',
      symbol: SPY,
      exDate,
      at: AT,
      from: quantity(from),
      to: quantity(to),
    });
    expect(position.lots.map((lot) => lot.quantity.toString())).toEqual(after);
    expect(moved.toString()).toBe(change);
    const total = position.lots.reduce((sum, lot) => sum.plus(lot.quantity), quantity(0));
    expect(position.quantity.equals(total)).toBe(true);
    expect(position.cost.toString()).toBe(String(100 * before.length));
    for (const lot of position.lots) expect(lot.cost.toString()).toBe('100');
  });

  it('over several books rounds the shares of the account, as the broker does', () => {
    const parts = [positionOf(['2']), positionOf(['2']), positionOf(['1', '1'])];
    const exDate = isoDate('2024-06-10');
    const [from, to] = [quantity(3), quantity(1)];
    const moved = applySplit(parts, { kind: 'split', symbol: SPY, exDate, at: AT, from, to });
    // Six become two. Each book alone would have 0.666666666, and the account less than the broker.
    expect(parts.map(({ quantity: held }) => held.toString())).toEqual([
      '0.666666666',
      '0.666666666',
      '0.666666668',
    ]);
    expect(parts[2]!.lots.map((lot) => lot.quantity.toString())).toEqual([
      '0.333333333',
      '0.333333335',
    ]);
    expect(moved.toString()).toBe('-4');
  });
});
