import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { EXAMPLE } from '../../scripts/reference/example-performance.ts';
import { METRICS } from '../../src/analysis/performance/catalog.ts';
import { root } from './source.ts';

const page = readFileSync(join(root, 'docs/reference/metrics.md'), 'utf8');

test('every metric has its place on the page, once', () => {
  const ids = [...page.matchAll(/^### `(\w+)`/gm)].map((match) => match[1]);
  expect(ids).toHaveLength(METRICS.length);
  expect(new Set(ids)).toEqual(new Set(METRICS.map(({ id }) => id)));
});

const example = (id: string): string =>
  page.split(`\n### \`${id}\``)[1]!.match(/^- example: (.*)$/m)?.[1] ?? '';

test('every metric has an example: a number of the record above, or the reason for none', () => {
  for (const { id } of METRICS) expect(example(id), id).toMatch(/^`-?[\d.e-]+`|^none, because \w/);
  expect(METRICS.filter(({ id }) => example(id).startsWith('none')).length).toBeLessThan(12);
});

// Computed manually from the two tables at the top of the page.
test.each([
  ['total_return', '`0.0193`'],
  ['net_profit', '`193`'],
  // The peak is 10327 of 28 December, the trough 10075 of 4 January: 252 / 10327.
  ['max_drawdown', '`0.02440205`'],
  ['win_rate', '`0.6666667`'],
  // (298 + 98) / 182
  ['profit_factor', '`2.175824`'],
  ['avg_trade', '`71.33333`'],
  ['max_duration_days', '`7`'],
  // (320 + 45 + 110) / (20 + 210 + 60)
  ['edge_ratio', '`1.637931`'],
  // Flat at the end of one session of twelve.
  ['time_in_market', '`0.9166667`'],
  // 5 dollars of 32,920 traded.
  ['slippage_bps', '`1.518834`'],
  ['benchmark_return', '`0.002901593`'],
])('the example of %s is what a hand makes of the tables', (id, value) => {
  expect(example(id).split(',')[0]).toBe(value);
});

test('the record agrees with itself', () => {
  const trips = EXAMPLE.roundTrips!;
  for (const { side, entryPrice, exitPrice, quantity, fees, pnl } of trips) {
    const gain = (exitPrice - entryPrice) * quantity * (side === 'long' ? 1 : -1);
    expect(pnl).toBe(gain - fees);
  }
  // The trip still open: 20 shares of ABC bought at 105 for a fee of 1, worth 104 at the end.
  const openAtTheEnd = 20 * (104 - 105) - 1;
  const closed = trips.reduce((total, { pnl }) => total + pnl, 0);
  expect(EXAMPLE.equity.at(-1)).toBe(EXAMPLE.initialEquity + closed + openAtTheEnd);
  expect(EXAMPLE.fees).toBe(trips.reduce((total, { fees }) => total + fees, 1));
});
