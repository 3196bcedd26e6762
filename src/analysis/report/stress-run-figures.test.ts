import { expect, test } from 'vitest';
import { type EpochMs, isoDate } from '../../core/time.ts';
import type { RoundTrip } from '../performance/input.ts';
import { buildReport } from './build-report.ts';
import { reportModel } from './model.ts';
import { omittedPlots } from './omitted.ts';
import type { ReportInput } from './report-input.ts';
import { bestTrades, stressRunFigures } from './stress-run-figures.ts';
import { type StressRun, STRESSES } from './stress-run.ts';

const dates = ['2024-01-02', '2024-01-03'].map(isoDate);

function trip(pnl: number): RoundTrip {
  const [openedAt, closedAt] = [1_704_205_800_000 as EpochMs, 1_704_292_200_000 as EpochMs];
  const plain = { symbol: 'KO', side: 'long', quantity: 1, entryPrice: 100, fees: 0 } as const;
  return { ...plain, openedAt, closedAt, exitPrice: 100 + pnl, pnl };
}

const runs: readonly StressRun[] = STRESSES.map((stress, place) => ({
  stress,
  totalReturn: 0.2 - 0.1 * place,
  cagr: null,
  sharpe: place === 0 ? 1.234 : null,
  maxDrawdown: 0.05,
  finalValue: 1_200 - 100 * place,
  trades: 12,
}));

function input(more: Partial<ReportInput> = {}, trades: readonly RoundTrip[] = []): ReportInput {
  const equity = Float64Array.of(1_100, 1_200);
  return {
    header: { title: 'stressed', kind: 'backtest' },
    performance: { dates, equity, initialEquity: 1_000, roundTrips: trades },
    stress: runs,
    ...more,
  };
}

test('each run is a bar and a row', () => {
  const [figure] = stressRunFigures(reportModel(input()));
  const rows = figure!.data!.rows.map((row) => row.join(' | '));
  expect(rows[0]).toBe('as run | +20.0% | — | 1.23 | -5.00% | $1,200 | 12');
  expect(rows[4]).toBe('costs 3x | -20.0% | — | — | -5.00% | $800 | 12');
  expect(figure!.plot('half').match(/class="bar gain"/g)).toHaveLength(3);
  expect(figure!.summary).toContain('+10.0% with every order one bar later');
});

test('without its five best trades a run is reported minus their profit', () => {
  const trades = [50, -20, 10, 5, 30, 20, 40, -10, 1, 2].map(trip);
  // 50, 40, 30, 20 and 10 are 150: of 1,000 at the start 15%.
  expect(bestTrades(trades)).toBe(150);
  const [figure] = stressRunFigures(reportModel(input({}, trades)));
  expect(figure!.summary).toContain('Without its five best trades: +5.00%.');
  expect(bestTrades(trades.slice(1))).toBeUndefined();
});

test('without them the report says which command makes them', () => {
  const { stress: _, ...none } = input();
  const omitted = omittedPlots(reportModel(none)).find(([plot]) =>
    plot.startsWith('One bar later'),
  );
  expect(omitted![1]).toContain('quipu backtest run FILE --stress');
  expect(stressRunFigures(reportModel(none))).toEqual([]);
});

test('report.json has the runs', () => {
  const json = JSON.parse(buildReport(input())['report.json']) as { stress: unknown[] };
  expect(json.stress[1]).toEqual({
    stress: 'one_bar_later',
    total_return: 0.1,
    cagr: null,
    sharpe: null,
    max_drawdown: 0.05,
    final_value: 1_100,
    trades: 12,
  });
});
