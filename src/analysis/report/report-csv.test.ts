import { expect, test } from 'vitest';
import { epochMs, isoDate } from '../../core/time.ts';
import { buildReport } from './build-report.ts';
import { amountOf } from './report-csv.ts';

test.each([
  [0.1 + 0.2, 0.3],
  [111.99759599999999, 111.997596],
  [3907.5730560000147, 3907.573056],
  [-1989.2752500000001, -1989.27525],
  [1_234_567_890.12, 1_234_567_890.12],
  [0, 0],
])('the amount %d is written as %d', (value, amount) => {
  expect(amountOf(value)).toBe(amount);
});

test('no trade has dollars with the noise of floating point', () => {
  const opened = epochMs(Date.UTC(2024, 0, 2, 15));
  const files = buildReport({
    header: { title: 'noise', kind: 'backtest' },
    performance: {
      dates: [isoDate('2024-01-02'), isoDate('2024-01-03')],
      equity: Float64Array.of(100.1 + 0.2, 100.7 + 0.1),
      initialEquity: 100,
      roundTrips: [
        {
          symbol: 'SPY',
          side: 'long',
          openedAt: opened,
          closedAt: epochMs(opened + 86_400_000),
          quantity: 1,
          entryPrice: 0.1 + 0.2,
          exitPrice: 0.7 + 0.1,
          pnl: 0.8 - 0.3,
          fees: 0.1 * 3,
          adverse: 1.1 * 3,
          favorable: 0.1 + 0.7,
        },
      ],
    },
  });
  const trades = files['trades.csv'];
  expect(trades).toContain(',1,0.3,0.8,0.5,0.3,');
  expect(trades).toContain(',3.3,0.8\n');
  expect(JSON.parse(files['report.json'])).toMatchObject({
    trades: [{ entry_price: 0.3, exit_price: 0.8, pnl: 0.5, fees: 0.3 }],
  });
});
