import { expect, test } from 'vitest';
import { barColumns } from '../core/columns.ts';
import { decimal, quantity } from '../core/decimal.ts';
import { isoDate } from '../core/time.ts';
import type { BarSeries } from './bar.ts';
import { sessionOn } from './calendar.ts';
import type { CorporateAction } from './corporate-action.ts';
import { ticker } from './symbol.ts';
import { sessionReturns as withStart } from './total-return.ts';

const sessionReturns = (...asked: Parameters<typeof withStart>) => withStart(...asked).returns;
const SPY = ticker('SPY');
const DAYS = ['2024-01-02', '2024-01-03', '2024-01-04', '2024-01-05', '2024-01-08'].map(isoDate);

function seriesOf(
  closes: readonly number[],
  actions: readonly CorporateAction[] = [],
  days = DAYS,
): BarSeries {
  const columns = barColumns(closes.length);
  for (const [row, close] of closes.entries()) {
    const { open, close: end } = sessionOn(days[row]!)!;
    for (const name of ['open', 'high', 'low', 'close'] as const) columns[name][row] = close;
    columns.start[row] = open;
    columns.end[row] = end;
  }
  return { symbol: SPY, timeframe: '1Day', columns, actions };
}

const on = (date: string) => ({
  symbol: SPY,
  exDate: isoDate(date),
  at: sessionOn(isoDate(date))!.open,
});

test('prices alone: close to close, nothing for the first session', () => {
  const found = sessionReturns(seriesOf([100, 110, 99, 99, 198]), DAYS);
  expect(found[0]).toBeNaN();
  expect([...found.subarray(1)]).toEqual([
    expect.closeTo(0.1, 12),
    expect.closeTo(-0.1, 12),
    0,
    expect.closeTo(1, 12),
  ]);
});

// Day by day, of one share held at the close before:
//   01-03  dividend 2, close 108:           (108 + 2) / 100 - 1          = 10%
//   01-04  2:1 split, close 54:             2 · 54 / 108 - 1             =  0%
//   01-05  dividend 1 and then 1:3, 20:     (3 · 20 + 1) / 54 - 1        = 12.962 963%
//   01-08  1:3 and then dividend 1, 6.4:    (3 · 6.4 + 3 · 1) / 20 - 1   = 11%
test('dividends and splits belong to the return of their ex-day', () => {
  const split = (date: string, to: string): CorporateAction => ({
    ...on(date),
    kind: 'split',
    from: quantity('1'),
    to: quantity(to),
  });
  const dividend = (date: string, perShare: string): CorporateAction => ({
    ...on(date),
    kind: 'dividend',
    perShare: decimal<'USD/unit'>(perShare),
  });
  const actions = [
    dividend('2024-01-03', '2'),
    split('2024-01-04', '2'),
    dividend('2024-01-05', '1'),
    split('2024-01-05', '3'),
    split('2024-01-08', '3'),
    dividend('2024-01-08', '1'),
  ];
  const found = sessionReturns(seriesOf([100, 108, 54, 20, 6.4], actions), DAYS);
  for (const [row, one] of [0.1, 0, 61 / 54 - 1, 0.11].entries()) {
    expect(found[row + 1]).toBeCloseTo(one, 12);
  }
});

test('a session without a bar has no return; the next one spans both', () => {
  const days = [DAYS[0]!, DAYS[1]!, DAYS[3]!];
  const found = sessionReturns(seriesOf([100, 110, 121], [], days), DAYS);
  expect([...found]).toEqual([NaN, expect.closeTo(0.1, 12), NaN, expect.closeTo(0.1, 12), NaN]);
});

test('the series may begin before the requested sessions', () => {
  const found = sessionReturns(seriesOf([100, 110, 121, 121, 121]), DAYS.slice(1, 3));
  expect([...found]).toEqual([expect.closeTo(0.1, 12), expect.closeTo(0.1, 12)]);
});

test('a session between the given ones is part of the next one', () => {
  const asked = [DAYS[1]!, DAYS[3]!];
  const { returns, from } = withStart(seriesOf([100, 110, 99, 99, 198]), asked);
  expect([...returns]).toEqual([expect.closeTo(0.1, 12), expect.closeTo(-0.1, 12)]);
  expect(from).toBe(DAYS[0]);
});

test('the first return begins at the last close before it', () => {
  const late = [DAYS[1]!, DAYS[3]!, DAYS[4]!];
  expect(withStart(seriesOf([100, 110, 121], [], late), DAYS).from).toBe(DAYS[1]);
  expect(withStart(seriesOf([100, 110, 121], [], late), DAYS.slice(2)).from).toBe(DAYS[1]);
  expect(withStart(seriesOf([100], [], late), DAYS).from).toBeUndefined();
});
