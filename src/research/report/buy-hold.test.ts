import { expect, test } from 'vitest';
import { decimal } from '../../core/decimal.ts';
import { isoDate } from '../../core/time.ts';
import type { BarSeries } from '../../market/bar.ts';
import { sessionOn } from '../../market/calendar.ts';
import { parseDailyBars } from '../../market/files/series-csv.ts';
import { ticker } from '../../market/symbol.ts';
import { defineStrategy } from '../../strategy/define.ts';
import { runBacktest } from '../run.ts';
import { buyHoldReturn } from './buy-hold.ts';

const DATES = ['2024-01-02', '2024-01-03', '2024-01-04', '2024-01-05'];

function seriesOf(name: string, closes: readonly (number | null)[], dividend?: string): BarSeries {
  const symbol = ticker(name);
  const rows = closes.flatMap((close, row) =>
    close === null ? [] : [`${DATES[row]},${close},${close},${close},${close},1000`],
  );
  const text = ['date,open,high,low,close,volume', ...rows].join('\n');
  const exDate = isoDate('2024-01-04');
  const paid = { kind: 'dividend' as const, symbol, exDate, at: sessionOn(exDate)!.open };
  const actions =
    dividend === undefined ? [] : [{ ...paid, perShare: decimal<'USD/unit'>(dividend) }];
  return { ...parseDailyBars(text, symbol).value, actions };
}

// A: 100 → 110, 110 + 11 of dividend → 1.1, then 120 / 110: 1.1 · 1.1 · 12/11 - 1 = 32%.
const a = seriesOf('AAAA', [100, 110, 110, 120], '11');
// B is listed on the second session: 50 → 40 - 20%.
const b = seriesOf('BBBB', [null, 50, 45, 40]);

test('each symbol from its first close to its last, dividends put back', () => {
  const dates = DATES.map(isoDate);
  expect(buyHoldReturn([a], dates)).toBeCloseTo(0.32, 12);
  expect(buyHoldReturn([b], dates)).toBeCloseTo(-0.2, 12);
  expect(buyHoldReturn([a, b], dates)).toBeCloseTo(0.06, 12);
  // From the second session on A has a close before, which was not to be had any more.
  expect(buyHoldReturn([a], dates.slice(1))).toBeCloseTo(1.2 - 1, 12);
  expect(buyHoldReturn([a], dates.slice(3))).toBeUndefined();
  expect(buyHoldReturn([], dates)).toBeUndefined();
});

test('a backtest knows it, whatever it traded, and how its holdings were spread', () => {
  const idle = defineStrategy({
    name: 'idle',
    symbols: [ticker('AAAA'), ticker('BBBB')],
    timeframe: '1Day',
    onBar: () => [],
  });
  const { metrics } = runBacktest(idle, { bars: [a, b] });
  expect(metrics['buy_hold_return']).toBeCloseTo(0.06, 12);
  expect(metrics['avg_hhi']).toEqual({ undefined: 'nothing was held at the end of any session' });
});
