import type { Strategy } from '../../src/strategy/define.ts';
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { skipUnless } from '../support/skip-unless.ts';
import type { MetricId } from '../../src/analysis/performance/catalog.ts';
import { isDefined } from '../../src/analysis/performance/metric.ts';
import { buildReport } from '../../src/analysis/report/build-report.ts';
import { runBacktest } from '../../src/research/run.ts';
import { readDailyFiles } from '../../src/market/files/daily-files.ts';
import { ticker } from '../../src/market/symbol.ts';

// Named at run time, because examples are type-checked with less strict settings.
const file = new URL('../../examples/sma-crossover/strategy.ts', import.meta.url).href;
const { default: strategy } = (await import(/* @vite-ignore */ file)) as { default: Strategy };

const DATA = new URL('../../../shared/data/us-daily/', import.meta.url);

describe('the report of a run over SPY', () => {
  skipUnless(existsSync(DATA), '../shared/data/us-daily is not on this machine');

  const read = (name: string): string => readFileSync(new URL(name, DATA), 'utf8');

  test('is built from the result alone, and has the numbers of the result', () => {
    const files = { bars: read('SPY.csv'), factors: read('SPY.factors.csv') };
    const { value: bars } = readDailyFiles(files, ticker('SPY'));
    const run = runBacktest(strategy, { bars, from: '2004-01-01', to: '2006-01-01' });
    const report = buildReport(run, { header: { reproduce: { name: 'backtest run' } } });
    const json = JSON.parse(report['report.json']) as {
      metrics: { id: MetricId; value: number | null }[];
    };
    for (const { id, value } of json.metrics) {
      const wanted = run.metrics[id];
      expect([id, value]).toEqual([id, isDefined(wanted) ? wanted : null]);
    }
    expect(report['report.html']).toContain('id="exposure"');
    expect(report['report.html']).toContain('a market order decided at a close');
    expect(report['trades.csv'].trim().split('\n')).toHaveLength(1 + run.roundTrips.length);
    expect(buildReport(run, { header: { reproduce: { name: 'backtest run' } } })).toEqual(report);
  });
});
