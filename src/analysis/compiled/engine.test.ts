import { afterEach, describe, expect, test, vi } from 'vitest';
import { walk } from '../../../tests/golden/qgbm.ts';
import type { Columns } from '../../core/columns.ts';
import { atr } from '../indicators/atr.ts';
import { bollingerBands } from '../indicators/bollinger-bands.ts';
import type { Bound } from '../indicators/define.ts';
import { compute, fold } from '../indicators/define.ts';
import { ema } from '../indicators/ema.ts';
import { macd } from '../indicators/macd.ts';
import { obv } from '../indicators/obv.ts';
import { rsi } from '../indicators/rsi.ts';
import { sma } from '../indicators/sma.ts';
import { stochastic } from '../indicators/stochastic.ts';
import { vwap } from '../indicators/vwap.ts';
import { wma } from '../indicators/wma.ts';
import { adjacentColumns, compiledEngine, engineOf } from './engine.ts';

const NAMES = ['open', 'high', 'low', 'close', 'volume'] as const;
const OUTPUTS = ['first', 'second', 'third'] as const;

const indicators: readonly Bound[] = [
  sma({ period: 1 }),
  sma({ period: 20 }),
  sma({ period: 333 }),
  ema({ period: 2 }),
  ema({ period: 20 }),
  wma({ period: 1 }),
  wma({ period: 7 }),
  wma({ period: 20 }),
  rsi({ period: 2 }),
  rsi({ period: 14 }),
  macd(),
  macd({ fast: 5, slow: 8, signal: 3 }),
  stochastic(),
  stochastic({ period: 4 }),
  stochastic({ period: 33 }),
  stochastic({ period: 500 }),
  stochastic({ period: 9, slowing: 2 }),
  bollingerBands({ period: 2 }),
  bollingerBands({ period: 20 }),
  bollingerBands({ period: 75, above: 1, below: 3 }),
  atr({ period: 1 }),
  atr({ period: 14 }),
  obv(),
  vwap(),
];

function bars(rows: number, seed: number): Columns {
  const walked = walk(rows, { seed, mu: 0, sigma: 0.004, p0: 100 });
  return Object.fromEntries(NAMES.map((name) => [name, walked[name]]));
}

function inPlace(indicator: Bound, columns: Columns): Columns {
  const adjacent = adjacentColumns(columns['close']!.length, [...NAMES, ...OUTPUTS]);
  for (const name of NAMES) adjacent[name].set(columns[name]!);
  const into = Object.fromEntries(
    indicator.outputs.map((name, index) => [name, adjacent[OUTPUTS[index]!]]),
  );
  compute(indicator, adjacent, into);
  return into;
}

function expectClose(actual: Columns, expected: Columns): void {
  for (const [name, column] of Object.entries(expected)) {
    for (const [row, value] of column.entries()) {
      const found = actual[name]![row]!;
      const error = Math.abs(found - value) / Math.max(1, Math.abs(value));
      const same = Number.isNaN(value) ? Number.isNaN(found) : error <= 1e-12;
      if (!same) expect.fail(`${name} row ${row}: compiled ${found}, plain ${value}`);
    }
  }
}

afterEach(() => {
  vi.unstubAllGlobals();
});

test('this machine compiles', () => {
  expect(compiledEngine()).toBeDefined();
  const { a, b } = adjacentColumns(3, ['a', 'b']);
  expect(engineOf([a, b])).toBeDefined();
  expect(engineOf([a, new Float64Array(3)])).toBeUndefined();
});

describe.each(indicators.map((one) => ({ key: one.key, one })))('$key in place', ({ one }) => {
  test.each([1024, 5000, 5001, 5002, 5003, 40_007])('gives the plain values of %i rows', (rows) => {
    const columns = bars(rows, rows);
    const compiled = inPlace(one, columns);
    vi.stubGlobal('WebAssembly', undefined);
    expectClose(compiled, compute(one, columns));
  });

  test.each([0, 1, 17, 2050, 4098, 9999])('passes over a missing value in row %i', (row) => {
    for (const input of one.inputs) {
      const columns = bars(10_000, 7);
      columns[input]![row] = Number.NaN;
      expectClose(inPlace(one, columns), fold(one, columns));
    }
  });

  test.each([
    { kind: 'constant', at: () => 5 },
    { kind: 'alternating', at: (row: number) => (row % 2 === 0 ? 10 : 20) },
    { kind: 'with a spike', at: (row: number) => (row === 6000 ? 1e6 : 100) },
    { kind: 'falling', at: (row: number) => 1e5 / (row + 1000) },
  ])('gives the streamed values of a series $kind', ({ at }) => {
    const series = Float64Array.from({ length: 9001 }, (_, row) => at(row));
    const columns = Object.fromEntries(NAMES.map((name) => [name, series]));
    expectClose(inPlace(one, columns), fold(one, columns));
  });
});

test('fractions of shares are added in the order of the stream', () => {
  const columns = bars(5000, 3);
  columns['volume']![2000] = 0.1;
  expect(Array.from(inPlace(obv(), columns)['value']!)).toEqual(
    Array.from(fold(obv(), columns).value),
  );
});

test('columns are ordinary ones without WebAssembly', () => {
  vi.stubGlobal('WebAssembly', undefined);
  const { a } = adjacentColumns(3, ['a']);
  expect(a).toEqual(new Float64Array(3));
  expect(engineOf([a])).toBeUndefined();
});
