import { describe, expect, test } from 'vitest';
import type { BarColumns } from '../../src/core/columns.ts';
import { barColumns } from '../../src/core/columns.ts';
import { bindIndicator, INDICATORS } from '../../src/analysis/indicators/catalog.ts';
import { walk } from '../golden/qgbm.ts';
import type { ContractSeries } from './indicator.ts';
import { indicatorContract } from './indicator.ts';

function series(name: string, { length, ...columns }: BarColumns): ContractSeries {
  return { name, columns: { ...columns }, length };
}

function flat(price: number, volume: number): BarColumns {
  const bars = barColumns(240);
  for (const column of [bars.open, bars.high, bars.low, bars.close]) column.fill(price);
  bars.volume.fill(volume);
  for (let row = 0; row < bars.length; row += 1) {
    bars.start[row] = row * 60_000;
    bars.end[row] = bars.start[row]! + 60_000;
  }
  return bars;
}

function alternating(): BarColumns {
  const bars = flat(100, 1000);
  for (let row = 0; row < bars.length; row += 1) {
    const close = row % 2 === 0 ? 99 : 101;
    bars.close[row] = close;
    bars.high[row] = close + 0.5;
    bars.low[row] = close - 0.5;
    if (row % 3 === 0) bars.volume[row] = 0;
  }
  return bars;
}

const SERIES: readonly ContractSeries[] = [
  series('a random walk', walk(240, { seed: 7, mu: 0, sigma: 0.01, p0: 100 })),
  series('large prices', walk(240, { seed: 13, mu: 0, sigma: 0.01, p0: 250_000 })),
  series('a flat line', flat(100, 1000)),
  series('nothing at all', flat(0, 0)),
  series('an alternation', alternating()),
];

/** Series long enough for a kernel to be used, and to be split into segments. */
const LONG: readonly ContractSeries[] = [
  series('a long random walk', walk(13_001, { seed: 5, mu: 0, sigma: 0.002, p0: 100 })),
  series('a long wild walk', walk(5000, { seed: 6, mu: 0, sigma: 0.03, p0: 10 })),
];

const KERNELS = INDICATORS.filter(({ definition }) => bindIndicator(definition.name).kernel);

test('the ten indicators that charts start with have kernels', () => {
  expect(KERNELS.length).toBe(10);
});

describe.each(KERNELS.map(({ definition }) => definition.name))('the kernel of %s', (name) => {
  indicatorContract(bindIndicator(name), LONG);
});

describe.each(KERNELS.filter(({ definition }) => 'period' in definition.params))(
  'the kernel of $definition.name with a short and a long window',
  ({ definition }) => {
    indicatorContract(bindIndicator(definition.name, { period: 1 }), LONG);
    indicatorContract(bindIndicator(definition.name, { period: 300 }), LONG);
  },
);

describe.each(INDICATORS.map(({ definition }) => definition.name))('%s', (name) => {
  indicatorContract(bindIndicator(name), SERIES);
});

describe.each(INDICATORS.filter(({ definition }) => 'period' in definition.params))(
  '$definition.name with a short window',
  ({ definition }) => {
    const least = definition.params['period']?.json['minimum'];
    indicatorContract(
      bindIndicator(definition.name, { period: Math.max(2, Number(least)) }),
      SERIES,
    );
    if (least === 1) indicatorContract(bindIndicator(definition.name, { period: 1 }), SERIES);
  },
);

test('every indicator has a unique name and a default for every parameter', () => {
  const names = INDICATORS.map(({ definition }) => definition.name);
  expect(new Set(names).size).toBe(names.length);
  for (const name of names) {
    expect(name).toMatch(/^[a-z][a-z0-9_]*$/);
    expect(bindIndicator(name).lookback).toBeGreaterThanOrEqual(0);
  }
});

test('an unknown indicator is refused with the known names', () => {
  expect(() => bindIndicator('smaa')).toThrow(/no indicator "smaa"/);
});
