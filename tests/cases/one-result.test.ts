import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type EpochMs, isoDate } from '../../src/core/time.ts';
import type { BarSeries } from '../../src/market/bar.ts';
import { newYorkDate } from '../../src/market/calendar.ts';
import { ticker } from '../../src/market/symbol.ts';
import { perform } from '../../src/app/context/perform.ts';
import { backtestsRun } from '../../src/app/operations/backtests.ts';
import hold from './strategies/hold.ts';
import { runWords } from '../support/command-line.ts';
import { type DemoHouse, startDemoHouse } from '../support/demo-house.ts';
import { look } from '../support/look.ts';

const OWNER = { id: 'o', name: 'owner', role: 'owner', via: 'rest', expiresAt: null } as const;
let house: DemoHouse;

beforeAll(async () => {
  house = await startDemoHouse();
}, 60_000);

afterAll(() => house.stop());

/** Writes raw bars, and a factor file that has the same splits and dividends. */
function write(folder: string, { symbol, columns, actions }: BarSeries): void {
  const rows = Array.from(columns.end, (end, row) => {
    const prices = [columns.open, columns.high, columns.low, columns.close, columns.volume];
    return [newYorkDate(end as EpochMs), ...prices.map((column) => column[row])].join(',');
  });
  const header = 'date,open,high,low,close,volume';
  writeFileSync(join(folder, `${symbol}.csv`), [header, ...rows].join('\n'));
  let [factor, splits] = [1, 1];
  const factors = ['2050-12-31,1,1,0'];
  for (const action of actions.toReversed()) {
    const row = columns.end.findLastIndex((end) => end < action.at);
    const close = columns.close[row]!;
    if (action.kind === 'dividend') factor *= 1 - action.perShare.toNumber() / close;
    else if (action.kind === 'split') splits *= action.from.toNumber() / action.to.toNumber();
    factors.unshift(`${newYorkDate(columns.end[row]! as EpochMs)},${factor},${splits},${close}`);
  }
  const names = 'date,price_factor,split_factor,reference_price';
  writeFileSync(join(folder, `${symbol}.factors.csv`), [names, ...factors].join('\n'));
}

test('a backtest has one result from a folder and from a broker, dividends included', async () => {
  const assets = [...(await house.context.market.assets()).values()];
  const stocks = assets.filter(({ class: kind }) => kind === 'us_equity').map((one) => one.symbol);
  const days = { from: isoDate('2023-06-01'), to: isoDate('2024-02-29') };
  const load = (symbol: string) =>
    house.context.market.bars({
      symbol: ticker(symbol),
      timeframe: '1Day',
      from: isoDate('2023-05-15'),
      to: days.to,
      adjustment: 'raw',
    });
  const series = await Promise.all(stocks.map(load));
  const paying = series.find(({ actions }) => actions.some(({ kind }) => kind === 'dividend'))!;
  const { symbol } = paying;
  const folder = join(house.dataDir, 'bars');
  mkdirSync(folder);
  write(folder, paying);
  const input = { strategy: 'hold', symbols: [symbol], benchmark: symbol, ...days };
  const context = { ...house.context, strategies: new Map([['hold', hold]]) };
  const { data } = await perform(backtestsRun, input, { context, principal: OWNER });
  const served = { data } as Parameters<typeof look>[0];
  const words = ['--symbols', symbol, '--benchmark', symbol, '--from', days.from, '--to', days.to];
  const file = join(import.meta.dirname, 'strategies', 'hold.ts');
  const run = ['backtest', 'run', file, '--data', folder, ...words];
  const local = await runWords(house.world, [...run, '--data-dir', house.dataDir, '--json']);
  expect(look(local.json, 'error')).toBeUndefined();
  const of = (answer: Parameters<typeof look>[0], name: string) => look(answer, 'data', name);
  expect(Number(of(served, 'income'))).toBeGreaterThan(0);
  for (const name of ['final_value', 'income', 'fills', 'bars', 'caveats', 'is_reliable', 'dsr']) {
    expect([name, of(served, name)]).toEqual([name, of(local.json, name)]);
  }
  for (const name of ['total_return', 'sharpe', 'beta', 'benchmark_return']) {
    expect(of(served, name)).toBeCloseTo(Number(of(local.json, name)), 9);
  }
});
