import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Columns } from '../../src/core/columns.ts';
import type { Bound } from '../../src/indicators.ts';
import * as ta from '../../src/indicators.ts';

interface GoldenOutput {
  readonly params: Readonly<Record<string, number | string>>;
  readonly rc: number;
  readonly begin: number;
  readonly count: number;
  readonly [name: string]: unknown;
}

interface GoldenFile {
  readonly cases: Readonly<
    Record<
      string,
      {
        readonly input: Readonly<Record<string, readonly number[]>>;
        readonly output: Readonly<Record<string, GoldenOutput>>;
      }
    >
  >;
}

interface Golden {
  readonly bound: Bound;
  /** Quipu's output for each of TA-Lib's. */
  readonly outputs: Readonly<Record<string, string>>;
}

const value = { out: 'value' };

/** Maps TA-Lib's functions to ours, with the parameters used in the file. */
const FUNCTIONS: Readonly<Record<string, Golden>> = {
  sma: { bound: ta.sma({ period: 20 }), outputs: value },
  ema: { bound: ta.ema({ period: 20 }), outputs: value },
  wma: { bound: ta.wma({ period: 20 }), outputs: value },
  dema: { bound: ta.dema({ period: 10 }), outputs: value },
  tema: { bound: ta.tema({ period: 10 }), outputs: value },
  trima: { bound: ta.trima({ period: 10 }), outputs: value },
  kama: { bound: ta.kama({ period: 10 }), outputs: value },
  t3: { bound: ta.t3({ period: 5, factor: 0.7 }), outputs: value },
  rsi: { bound: ta.rsi({ period: 14 }), outputs: value },
  cmo: { bound: ta.cmo({ period: 14 }), outputs: value },
  mom: { bound: ta.momentum({ period: 10 }), outputs: value },
  roc: { bound: ta.roc({ period: 10 }), outputs: value },
  trix: { bound: ta.trix({ period: 5 }), outputs: value },
  macd: {
    bound: ta.macd({ fast: 12, slow: 26, signal: 9 }),
    outputs: { macd: 'macd', signal: 'signal', hist: 'histogram' },
  },
  apo: { bound: ta.apo({ fast: 12, slow: 26, average: 'sma' }), outputs: value },
  ppo: { bound: ta.ppo({ fast: 12, slow: 26, average: 'sma' }), outputs: value },
  stoch: {
    bound: ta.stochastic({ period: 14, slowing: 3, smoothing: 3 }),
    outputs: { slowK: 'k', slowD: 'd' },
  },
  stochf: {
    bound: ta.stochasticFast({ period: 14, smoothing: 3 }),
    outputs: { fastK: 'k', fastD: 'd' },
  },
  stochrsi: {
    bound: ta.stochasticRsi({ period: 14, range: 5, smoothing: 3 }),
    outputs: { fastK: 'k', fastD: 'd' },
  },
  bbands: {
    bound: ta.bollingerBands({ period: 20, above: 2, below: 2 }),
    outputs: { upper: 'upper', middle: 'middle', lower: 'lower' },
  },
  stddev: { bound: ta.standardDeviation({ period: 20, scale: 1 }), outputs: value },
  var: { bound: ta.variance({ period: 20 }), outputs: value },
  trange: { bound: ta.trueRange(), outputs: value },
  atr: { bound: ta.atr({ period: 14 }), outputs: value },
  natr: { bound: ta.natr({ period: 14 }), outputs: value },
  adx: { bound: ta.adx({ period: 14 }), outputs: { out: 'adx' } },
  dx: { bound: ta.dx({ period: 14 }), outputs: value },
  plus_di: { bound: ta.plusDi({ period: 14 }), outputs: value },
  minus_di: { bound: ta.minusDi({ period: 14 }), outputs: value },
  aroon: { bound: ta.aroon({ period: 14 }), outputs: { down: 'down', up: 'up' } },
  cci: { bound: ta.cci({ period: 14 }), outputs: value },
  willr: { bound: ta.williamsR({ period: 14 }), outputs: value },
  ultosc: { bound: ta.ultimateOscillator({ short: 7, middle: 14, long: 28 }), outputs: value },
  mfi: { bound: ta.mfi({ period: 14 }), outputs: value },
  obv: { bound: ta.obv(), outputs: value },
  ad: { bound: ta.accumulationDistribution(), outputs: value },
  adosc: { bound: ta.chaikinOscillator({ fast: 3, slow: 10 }), outputs: value },
  sar: { bound: ta.parabolicSar({ acceleration: 0.02, maximum: 0.2 }), outputs: value },
  max: { bound: ta.highest({ period: 20 }), outputs: value },
  min: { bound: ta.lowest({ period: 20 }), outputs: value },
  midpoint: { bound: ta.midpoint({ period: 14 }), outputs: value },
  linearreg: { bound: ta.linearRegression({ period: 14 }), outputs: value },
  linearreg_slope: {
    bound: ta.linearRegressionSlope({ period: 14 }),
    outputs: { out: 'slope' },
  },
  correl: { bound: ta.correlation({ period: 30 }).on('high', 'low'), outputs: value },
  beta: { bound: ta.beta({ period: 5 }).on('high', 'low'), outputs: value },
};

const file: GoldenFile = JSON.parse(
  readFileSync(new URL('./indicators.json', import.meta.url), 'utf8'),
) as GoldenFile;

/** Returns the relative error; an expected 0 must be exact. */
function errorOf(actual: number, expected: number): number {
  return actual === expected ? 0 : Math.abs(actual - expected) / Math.abs(expected);
}

interface Tally {
  values: number;
  close: number;
}

function compare(golden: Golden, columns: Columns, expected: GoldenOutput, tally: Tally): void {
  const { bound } = golden;
  const rows = columns['close']!.length;
  for (const run of [ta.fold, ta.compute]) {
    const ours = run(bound, columns);
    for (const [theirName, name] of Object.entries(golden.outputs)) {
      const theirs = expected[theirName] as readonly number[];
      const column = ours[name]!;
      const begin = expected.count === 0 ? rows : expected.begin;
      expect(Math.min(bound.lookback, rows), 'first row').toBe(begin);
      expect(column.subarray(0, begin).every(Number.isNaN), 'warming').toBe(true);
      for (let row = begin; row < rows; row += 1) {
        const error = errorOf(column[row]!, theirs[row - begin]!);
        tally.values += 1;
        if (error <= 1e-12) tally.close += 1;
        if (!(error <= 1e-9)) {
          expect.fail(`${name} row ${row}: ${column[row]}, TA-Lib ${theirs[row - begin]}`);
        }
      }
    }
  }
}

const tally: Tally = { values: 0, close: 0 };

describe.each(Object.keys(FUNCTIONS))('%s', (name) => {
  test.each(Object.keys(file.cases))('equals TA-Lib on %s', (series) => {
    const { input, output } = file.cases[series]!;
    const columns = Object.fromEntries(
      Object.entries(input).map(([key, values]) => [key, Float64Array.from(values)]),
    );
    compare(FUNCTIONS[name]!, columns, output[name]!, tally);
  });
});

test('every function of the file is covered', () => {
  const { output } = file.cases['walk']!;
  expect(Object.keys(FUNCTIONS).toSorted()).toEqual(Object.keys(output).toSorted());
});

test('nine values in ten are within 1e-12 of TA-Lib', () => {
  expect(tally.close / tally.values).toBeGreaterThan(0.9);
});
