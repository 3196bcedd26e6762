import { describe, expect, it } from 'vitest';
import { runInProcessSeed } from './in-process-seed.ts';

const SEEDS = 12;
const seeds = Array.from({ length: SEEDS }, (_, index) => index + 1);
const totals = { fills: 0, splits: 0, dividends: 0, splitsAtBars: 0 };

describe('seeds of the in-process drivers, with corporate actions during the trading day', () => {
  it.each(seeds)('upholds every law after seed %i, in both drivers', async (seed) => {
    const report = await runInProcessSeed(seed);
    expect(report.broken).toEqual([]);
    totals.fills += report.fills;
    totals.splits += report.splits;
    totals.dividends += report.dividends;
    totals.splitsAtBars += report.splitsAtBars;
  });

  it('reaches the cases that the seeds exist for', () => {
    expect(totals.fills).toBeGreaterThan(SEEDS * 20);
    expect(totals.splits).toBeGreaterThan(SEEDS);
    // Two books hold the payer, so each payment is split into parts.
    expect(totals.dividends).toBeGreaterThan(SEEDS * 4);
    expect(totals.splitsAtBars).toBeGreaterThan(SEEDS / 3);
  });
});
