import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type BarSeries, runBacktest, type Strategy } from 'quipu-portfolio';
import { readDailyFiles } from '../src/market/files/daily-files.ts';
import { ticker } from '../src/market/symbol.ts';
import { GENESIS, linkEntries } from '../src/ledger/chain.ts';
import { skipUnless } from '../tests/support/skip-unless.ts';
import rebalancer from './rebalancer/strategy.ts';
import smaCrossover from './sma-crossover/strategy.ts';
import trendFollower from './trend-follower/strategy.ts';

/** Real daily prices, which are not part of this repository. */
const DATA = join(import.meta.dirname, '../../shared/data/us-daily');

/** Statistics in `expected.json`; enough to notice any change of the numbers. */
const KEPT = [
  'total_return',
  'cagr',
  'volatility',
  'sharpe',
  'max_drawdown',
  'trades',
  'fees',
] as const;

function file(name: string): string | undefined {
  const path = join(DATA, name);
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}

function bars(symbol: string): BarSeries {
  const files = {
    bars: file(`${symbol}.csv`) ?? '',
    factors: file(`${symbol}.factors.csv`),
    map: file(`${symbol}.map.csv`),
  };
  return readDailyFiles(files, ticker(symbol)).value;
}

function outcome(strategy: Strategy): Record<string, unknown> {
  const result = runBacktest(strategy, {
    bars: strategy.symbols.map(bars),
    from: '2004-01-01',
    to: '2015-01-01',
    keepJournal: true,
  });
  const kept = KEPT.map((id) => [id, result.metrics[id]] as const);
  const statistics: Readonly<Record<string, unknown>> = Object.fromEntries(kept);
  return {
    from: result.from,
    to: result.to,
    bars: result.bars,
    orders: result.orders,
    fills: result.fills,
    final_value: result.finalValue,
    ...statistics,
    journal: linkEntries(result.entries, { seq: 0, hash: GENESIS }).at(-1)?.hash,
  };
}

describe('every example gives its expected result', () => {
  skipUnless(existsSync(DATA), '../shared/data/us-daily is not on this machine');

  test.each([
    ['sma-crossover', smaCrossover],
    ['trend-follower', trendFollower],
    ['rebalancer', rebalancer],
  ])('%s', (name, strategy) => {
    const path = join(import.meta.dirname, name, 'expected.json');
    const found = outcome(strategy);
    // An intended change is recorded with QUIPU_WRITE_EXPECTED=1 and listed in the changelog.
    if (process.env['QUIPU_WRITE_EXPECTED'] === '1') {
      writeFileSync(path, `${JSON.stringify(found, null, 2)}\n`);
    }
    const expected: unknown = JSON.parse(readFileSync(path, 'utf8'));
    expect(found).toEqual(expected);
  });
});
