import { describe, expect, it } from 'vitest';
import { encodeEntry } from '../ledger/journal-codec.ts';
import { parseDailyBars } from '../market/files/series-csv.ts';
import { ticker } from '../market/symbol.ts';
import { defineStrategy } from '../strategy/define.ts';
import { target } from '../strategy/intent.ts';
import { runBacktest } from './run.ts';

const ROWS = [
  ['2024-01-02', 100, 100, 100, 100],
  ['2024-01-03', 102, 110, 102, 110],
  ['2024-01-04', 111, 120, 111, 120],
  ['2024-01-05', 121, 121, 118, 118],
  ['2024-01-08', 119, 125, 119, 125],
] as const;

/** Half of the account at the first close, out at the third; all prices divided by `scale`. */
function run(name: string, scale: number, closes = true) {
  const symbol = ticker(name);
  const rows = ROWS.map(([date, ...prices]) => [date, ...prices.map((at) => at / scale), 1000]);
  const csv = ['date,open,high,low,close,volume', ...rows.map((row) => row.join(','))].join('\n');
  const strategy = defineStrategy({
    name: 'in-and-out',
    symbols: [symbol],
    timeframe: '1Day',
    onBar({ bar, position }) {
      if (bar.close === 100 / scale) return [target(bar.symbol, 0.5, 'in')];
      if (bar.close !== 120 / scale || !closes) return [];
      expect(position?.averagePrice).toBe(102 / scale);
      return [target(bar.symbol, 0, 'out')];
    },
  });
  const result = runBacktest(strategy, {
    bars: parseDailyBars(csv, symbol).value,
    cash: 10_000,
    costs: { halfSpreadBps: 0, slippageBps: 0, fees: 'none', commissionPerShare: 0.5 },
    dividends: 'ignore',
    keepJournal: true,
  });
  return { result, journal: result.entries.map(encodeEntry).join('\n') };
}

describe('a backtest of an option contract', () => {
  const CALL = 'SPY240315C00450000';

  it('makes of a hundredth of the price the same money as a stock', () => {
    const stock = run('QMKT', 1).result;
    const option = run(CALL, 100).result;
    expect(option.equity.at(-1)).toBe(10_900); // 50 × 100 × (1.21 - 1.02), less 50 for fees
    expect(option.equity).toEqual(stock.equity);
    for (const id of ['turnover', 'expectancy_pct', 'avg_gross_exposure'] as const) {
      expect(option.metrics[id], id).toBeTypeOf('number');
      expect(option.metrics[id], id).toBeCloseTo(Number(stock.metrics[id]), 12);
    }
    // At 1.25 it had been sold; 1.20 and the exit at 1.21 were seen: 50 × 100 × 0.19.
    expect(option.roundTrips[0]?.favorable).toBeCloseTo(950, 9);
  });

  it('reports its trade in prices per share of the contract', () => {
    const [trip] = run(CALL, 100).result.roundTrips;
    expect(trip).toMatchObject({ quantity: 50, multiplier: 100, fees: 50, pnl: 900 });
    expect(trip?.entryPrice).toBeCloseTo(1.02, 12);
    expect(trip?.exitPrice).toBeCloseTo(1.21, 12);
  });

  it('values what is still held with the multiplier', () => {
    const [held] = run(CALL, 100, false).result.openPositions;
    expect(held).toMatchObject({ quantity: '50', cost: '5100', price: 1.25, value: 6_250 });
  });

  it('says in its journal that it needs format 2, and names the instrument', () => {
    const { journal } = run(CALL, 100);
    expect(journal).toContain('"format":2');
    expect(journal.match(/"instrument":\{"assetClass":"us_option"/g)).toHaveLength(4);
    expect(run('QMKT', 1).journal).not.toMatch(/"format"|"instrument"/);
  });
});

it('a backtest of a coin trades in parts of it, without being told to', () => {
  const { roundTrips: trades } = run('BTC/USD', 1 / 640).result;
  // Half of 10,000 dollars at 64,000 is 0.078125 coins.
  expect(trades[0]).toMatchObject({ quantity: 0.078125, fees: 0 });
  expect(trades[0]?.pnl).toBeCloseTo(0.078125 * 19 * 640, 9);
});
