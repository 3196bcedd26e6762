import { expect, test } from 'vitest';
import { summarize } from '../../analysis/performance/summarize.ts';
import { parseReturns, reportOfReturns } from '../../analysis/report/returns-csv.ts';
import { createMemoryDocuments } from '../../store/memory/documents.ts';
import { createRealWorldFor } from '../host/real-world.ts';
import { findRunReport, keepRun } from './stored-runs.ts';

const world = createRealWorldFor(undefined);
const documents = createMemoryDocuments();

/** Saves a run of five trading days whose answer has the given Sharpe ratio. */
async function kept(
  fast: number,
  sharpe: number | null,
  more: Readonly<Record<string, unknown>> = {},
): Promise<string> {
  const returns = [0.01, -0.005, 0.02, 0.004, fast / 1000];
  const csv = returns.map((value, day) => `2024-01-0${day + 1},${value}`);
  const { value } = parseReturns(['date,return', ...csv].join('\n'));
  const report = reportOfReturns(value, {
    header: { title: JSON.stringify({ fast, ...more }) },
    periodsPerYear: 252,
  });
  const subject = { strategy: 'sma', symbols: ['SPY'], from: '2024-01-01', to: '2024-01-05' };
  const rates = { risk_free: 0, periods_per_year: 252, growth_by: 'calendar' };
  const data = { ...subject, convention: 'quipu', rates, params: { fast }, sharpe };
  return keepRun(world, documents, { data: { ...data, ...more }, report });
}

test('leaves the report of a single run unchanged', async () => {
  const { performance, header } = await findRunReport(documents, await kept(2, 1.5));
  expect([performance.trials, performance.trialsVariance]).toEqual([undefined, undefined]);
  expect(header.assumptions?.join('\n')).not.toContain('parameter sets');
});

test('counts other parameters over the same symbols and days as trials, nothing else', async () => {
  const id = await kept(2, 1.5);
  await kept(3, 0.5);
  await kept(4, -0.5);
  // A trial without a Sharpe ratio counts, but adds nothing to their variance.
  await kept(5, null);
  await kept(6, 9, { strategy: 'other' });
  await kept(7, 9, { symbols: ['QQQ'] });
  await kept(8, 9, { to: '2024-01-06' });
  await kept(9, 9, { convention: 'lean' });
  await kept(10, 9, { rates: { risk_free: 0, periods_per_year: 365, growth_by: 'calendar' } });
  // The same parameters at other costs are the same trial.
  await kept(3, 0.4, { costs: 'twice' });
  const { performance, header } = await findRunReport(documents, id);
  expect(performance.trials).toBe(4);
  expect(header.assumptions?.at(-1)).toMatch(/^4 parameter sets of this strategy are saved/);
  // Annual ratios 1.5, -0.5 and 0.4, the newer of the two; converted to daily.
  const ratios = [1.5, -0.5].map((ratio) => ratio / Math.sqrt(252));
  const variances = [0.5, 0.4].map((third) => {
    const all = [...ratios, third / Math.sqrt(252)];
    const mean = all.reduce((sum, one) => sum + one, 0) / 3;
    return all.reduce((sum, one) => sum + (one - mean) ** 2, 0) / 2;
  });
  const off = variances.map((variance) => Math.abs(performance.trialsVariance! - variance));
  expect(Math.min(...off)).toBeLessThan(1e-15);
  const found = summarize(performance);
  expect(found['dsr']).toBeLessThan(found['psr'] as number);
});
