import { QuipuError } from '../../core/errors.ts';
import { expect, test } from 'vitest';
import { downsideRisk } from '../performance/downside.ts';
import { moneyWeightedReturn } from '../performance/flows.ts';
import { maxDrawdown } from '../performance/max-drawdown.ts';
import { performanceContext } from '../performance/context.ts';
import { omegaRatio } from '../performance/omega.ts';
import { rollingBeta } from '../performance/rolling-beta.ts';
import { sharpeRatio } from '../performance/sharpe.ts';
import { sortinoRatio } from '../performance/sortino.ts';
import { tailRatio } from '../performance/tails.ts';
import { historicalVar, parametricVar } from '../performance/value-at-risk.ts';
import { volatility } from '../performance/volatility.ts';
import { exposureOf } from './allocation.ts';
import { contributions, linkAttribution } from './attribution.ts';
import { blackLitterman } from './black-litterman.ts';
import { scenarioShortfall } from './conditional-value-at-risk.ts';
import { ledoitWolf } from './covariance.ts';
import { discreteAllocation } from './discrete-allocation.ts';
import { efficientFrontier, targetReturn } from './frontier.ts';
import { capacityOf, daysToLiquidate } from './liquidity.ts';
import { matrixOf } from './matrix.ts';
import { meanVariance } from './mean-variance.ts';
import { riskParity } from './risk-parity.ts';
import { stress } from './stress.ts';
import { ageWeightedVar, monteCarloTail } from './value-at-risk.ts';
import { christoffersenTest, kupiecTest } from './var-backtest.ts';
import { seededRandom } from '../../core/random.ts';

const NONE = Number.NaN;
const two = matrixOf([
  [0.04, 0.006],
  [0.006, 0.01],
]);
const half = Float64Array.of(0.5, 0.5);
const problem = { means: half, covariance: two };
const holed = Float64Array.of(0.01, NONE, -0.02, 0.03, 0.01);
const period = { portfolioReturn: 0.1, benchmarkReturn: 0.1, effects: [] };
const held = [{ symbol: 'AAA', value: 100, sector: 'Energy' }];
const scenario = { name: 'fall', market: -0.1 };
const history = (symbol: string, rows: number) => ({
  symbol,
  weights: new Float64Array(rows),
  returns: new Float64Array(rows),
});

const refused: readonly (readonly [string, RegExp, () => unknown])[] = [
  ['budgets of nothing', /budget 0, found 0/, () => riskParity(two, new Float64Array(2))],
  ['too few budgets', /2 budgets, found 1/, () => riskParity(two, Float64Array.of(1))],
  ['a negative budget', /budget 1, found -1/, () => riskParity(two, Float64Array.of(1, -1))],
  [
    'too few market weights',
    /2 market weights, found 1/,
    () => blackLitterman({ covariance: two, marketWeights: Float64Array.of(1), views: [] }),
  ],
  [
    'a view on one asset of two',
    /2 exposures of a view, found 1/,
    () =>
      blackLitterman({
        covariance: two,
        marketWeights: half,
        views: [{ exposures: Float64Array.of(1), expected: 0.1 }],
      }),
  ],
  [
    'a period that lost everything',
    /return of period 1, found -1/,
    () => linkAttribution([period, { ...period, portfolioReturn: -1 }]),
  ],
  [
    'ragged histories',
    /2 returns of B, found 1/,
    () => contributions([history('A', 2), history('B', 1)]),
  ],
  ['no tail', /tail, found NaN/, () => ageWeightedVar(half, { tail: NONE })],
  ['a tail of nothing', /tail, found 0/, () => kupiecTest([true, false], 0)],
  ['a tail of two', /tail, found 2/, () => kupiecTest([true, false], 2)],
  ['a tail of everything', /tail, found 1/, () => historicalVar(half, 1)],
  ['a tail below nothing', /tail, found -1/, () => parametricVar(half, -1)],
  ['no scenarios', /1 scenarios or more, found 0/, () => scenarioShortfall(new Float64Array())],
  [
    'half a path',
    /whole number of at least 1 as number of paths, found 0.5/,
    () =>
      monteCarloTail({
        weights: half,
        means: half,
        covariance: two,
        random: seededRandom(1),
        paths: 0.5,
      }),
  ],
  ['risk that is liked', /aversion, found -1/, () => meanVariance(problem, -1)],
  ['no target', /target, found NaN/, () => targetReturn(problem, NONE)],
  ['a frontier of a point', /number of points, found 1/, () => efficientFrontier(problem, 1)],
  ['no capital', /capital, found 0/, () => capacityOf([], 0)],
  [
    'no value',
    /value of AAA/,
    () => daysToLiquidate([{ symbol: 'AAA', value: NONE, dailyVolume: 1 }]),
  ],
  [
    'a mistyped symbol',
    /\(AAA\), found 'AAB'/,
    () => stress(held, { ...scenario, symbols: { AAB: 1 } }),
  ],
  [
    'a mistyped sector',
    /sector that a holding has \(Energy\), found 'energy'/,
    () => stress(held, { ...scenario, sectors: { energy: 1 } }),
  ],
  ['a mistyped beta', /found 'AAB'/, () => stress(held, scenario, { AAB: 1 })],
  ['two periods', /three returns, found 2/, () => ledoitWolf([half, half])],
  [
    'a price of nothing',
    /a price above 0 for asset 1, found 0/,
    () => discreteAllocation({ weights: half, prices: Float64Array.of(1, 0), money: 100 }),
  ],
  [
    'a flow of no number',
    /amount of a flow/,
    () => moneyWeightedReturn([{ day: 0, amount: NONE }], { days: 1, final: 1 }),
  ],
  ['no rate', /risk-free rate, found NaN/, () => sharpeRatio(half, { riskFree: NONE })],
  ['a rate of -2', /risk-free rate, found -2/, () => sortinoRatio(half, { riskFree: -2 })],
  ['no threshold', /threshold/, () => omegaRatio(half, NONE)],
  ['windows of a row', /window, found 1/, () => rollingBeta(half, half, 1)],
  [
    'a rate of -2 for a report',
    /risk-free rate above -1 as a fraction, found -2/,
    () =>
      performanceContext({
        dates: ['2024-01-02'] as never,
        equity: Float64Array.of(1),
        initialEquity: 1,
        riskFree: -2,
      }),
  ],
];

test.each(refused)('%s: refused with a code and what to do', (_, message, call) => {
  expect(call).toThrow(message);
  expect(call).toThrow(QuipuError);
});

test('a return that is no number leaves a measure undefined, and is named by its row', () => {
  const named = { undefined: 'row 1 holds NaN, no number' };
  for (const measure of [
    maxDrawdown,
    historicalVar,
    parametricVar,
    sharpeRatio,
    sortinoRatio,
    volatility,
    tailRatio,
    downsideRisk,
    omegaRatio,
    ageWeightedVar,
  ]) {
    expect(measure(holed), measure.name).toEqual(named);
  }
});

test('weights of equity below zero are undefined, not negative', () => {
  const { grossWeight, netWeight } = exposureOf(held, -50);
  expect([grossWeight, netWeight]).toEqual([1, 2].map(() => ({ undefined: 'there is no equity' })));
});

test('capacity is undefined where trades met no volume', () => {
  expect(capacityOf([{ notional: 10, dailyVolume: 0 }], 100)).toEqual({
    undefined: 'more than one trade in 20 met no volume',
  });
});

test('breaches alone, or calm alone, still have a verdict of independence', () => {
  for (const breached of [true, false]) {
    const { statistic, pValue } = christoffersenTest([breached, breached, breached]);
    expect([statistic, pValue]).toEqual([0, 1]);
  }
});

test('a good day is a rate a year, nothing put in is none, and a total loss is one', () => {
  const one = [{ day: 0, amount: 100 }];
  const day = moneyWeightedReturn(one, { days: 1, final: 102.6 }) as number;
  expect(day / (1.026 ** 365 - 1)).toBeCloseTo(1, 10);
  expect(moneyWeightedReturn(one, { days: 365, final: 110 })).toBeCloseTo(0.1, 12);
  expect(moneyWeightedReturn(one, { days: 30, final: 0 })).toBe(-1);
  expect(moneyWeightedReturn([{ day: 0, amount: 0 }], { days: 9, final: 1 })).toEqual({
    undefined: 'no money was put in',
  });
  expect(moneyWeightedReturn(one, { days: 9, final: -1 })).toEqual({
    undefined: 'no rate explains the flows',
  });
});
