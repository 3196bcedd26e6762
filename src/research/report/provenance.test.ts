import { describe, expect, it, test } from 'vitest';
import { sma } from '../../analysis/indicators/sma.ts';
import { provenanceFacts } from '../../analysis/report/provenance.ts';
import type { BarSeries } from '../../market/bar.ts';
import { barsHash } from '../../market/bars-hash.ts';
import { parseDailyBars } from '../../market/files/series-csv.ts';
import { ticker } from '../../market/symbol.ts';
import { defineStrategy } from '../../strategy/define.ts';
import { target } from '../../strategy/intent.ts';
import { runBacktest } from '../run.ts';
import type { BacktestOptions } from '../options.ts';

const symbol = ticker('QMKT');
const ROWS = [
  '2024-01-02,100,100,100,100,1000',
  '2024-01-03,102,110,102,110,1000',
  '2024-01-04,111,120,111,120,1000',
  '2024-01-05,121,121,118,118,1000',
  '2024-01-08,119,125,119,125,1000',
];
const barsOf = (rows: readonly string[]): BarSeries =>
  parseDailyBars(['date,open,high,low,close,volume', ...rows].join('\n'), symbol).value;

const called: string[] = [];
const warmed = defineStrategy({
  name: 'warmed',
  symbols: [symbol],
  timeframe: '1Day',
  indicators: () => ({ mean: sma({ period: 3 }) }),
  onBar({ bar }) {
    called.push(new Date(bar.start).toISOString().slice(0, 10));
    return [target(bar.symbol, 0.5, 'in')];
  },
});

const provenance = (options: Partial<BacktestOptions> = {}) =>
  runBacktest(warmed, { bars: barsOf(ROWS), cash: 10_000, ...options }).provenance;

describe('the hash of bars', () => {
  it('is that of the same numbers, wherever they lie', () => {
    const given = barsOf(ROWS);
    expect(barsHash([barsOf(ROWS)])).toBe(barsHash([given]));
    expect(barsHash([given])).toMatch(/^[0-9a-f]{64}$/);
  });

  it.each([
    ['a price', ROWS.with(2, '2024-01-04,111,120,111,119.99,1000')],
    ['a volume', ROWS.with(2, '2024-01-04,111,120,111,120,1001')],
    ['a day', ROWS.slice(1)],
  ])('changes with %s', (_, rows) => {
    expect(barsHash([barsOf(rows)])).not.toBe(barsHash([barsOf(ROWS)]));
  });

  it('of a run is of the days that it read and of no others', () => {
    const { dataHash, bars } = provenance({ to: '2024-01-05' });
    expect(bars).toBe(4);
    expect(dataHash).toBe(provenance({ bars: barsOf(ROWS.slice(0, 4)) }).dataHash);
    expect(dataHash).not.toBe(provenance().dataHash);
  });
});

test('the hash of the configuration changes with what was chosen, not with the data', () => {
  const { configHash } = provenance();
  expect(provenance({ bars: barsOf(ROWS.slice(1)) }).configHash).toBe(configHash);
  expect(provenance({ cash: 9_000 }).configHash).not.toBe(configHash);
  expect(provenance({ limits: { maxConcentration: 0.4 } }).configHash).not.toBe(configHash);
});

test('the first tradable bar is the first at which the strategy is called', () => {
  called.length = 0;
  const { symbols, lookback } = provenance();
  expect(lookback).toBe(2);
  expect(symbols).toMatchObject([{ first: '2024-01-02', tradable: '2024-01-04' }]);
  expect(called[0]).toBe(symbols[0]!.tradable);
  expect(provenance({ to: '2024-01-03' }).symbols[0]!.tradable).toBeNull();
});

test('a session without a bar is a gap', () => {
  const torn = provenance({ bars: barsOf(ROWS.toSpliced(2, 1)) });
  expect(torn.symbols).toMatchObject([{ gaps: 1, firstGap: '2024-01-05' }]);
  const facts = new Map(provenanceFacts(torn));
  expect(facts.get('Gaps')).toBe('QMKT 1 (the first before 2024-01-05)');
  expect(new Map(provenanceFacts(provenance())).get('Gaps')).toMatch(/^none against/);
});

test('a fill at the close of the decision is reported as such', () => {
  const facts = new Map(provenanceFacts(provenance({ fill: 'close' })));
  expect(facts.get('Look-ahead')).toContain('that same close');
});
