import { expect, test } from 'vitest';
import { brinson, contributions, linkAttribution } from './attribution.ts';
import { factorRegression } from './factor-regression.ts';
import type { RiskContributions } from './risk-contributions.ts';
import { riskContributions } from './risk-contributions.ts';
import { matrixOf } from './matrix.ts';

//                  portfolio       benchmark
// group          weight  return  weight  return
// equities         0.70   0.10     0.60   0.08
// bonds            0.30   0.02     0.40   0.03
const QUARTER = [row('equities', [0.7, 0.1], [0.6, 0.08]), row('bonds', [0.3, 0.02], [0.4, 0.03])];

function row(
  group: string,
  [portfolioWeight, portfolioReturn]: [number, number],
  [benchmarkWeight, benchmarkReturn]: [number, number],
): Parameters<typeof brinson>[0][number] {
  return { group, portfolioWeight, portfolioReturn, benchmarkWeight, benchmarkReturn };
}

test('one worked period', () => {
  // portfolio 0.7·10 % + 0.3·2 % = 7.6%; benchmark 0.6·8 % + 0.4·3 % = 6%; difference 1.6%
  // equities: allocation 0.1·(8 - 6) = 0.2%, selection 0.6·2 = 1.2%, interaction 0.1·2 = 0.2%
  // bonds:    allocation -0.1·(3 - 6) = 0.3%, selection 0.4·(-1) = -0.4%, interaction 0.1%
  const { portfolioReturn, benchmarkReturn, effects } = brinson(QUARTER);
  expect(portfolioReturn).toBeCloseTo(0.076, 12);
  expect(benchmarkReturn).toBeCloseTo(0.06, 12);
  expect(effects[0]!.allocation).toBeCloseTo(0.002, 12);
  expect(effects[0]!.selection).toBeCloseTo(0.012, 12);
  expect(effects[0]!.interaction).toBeCloseTo(0.002, 12);
  expect(effects[1]!.allocation).toBeCloseTo(0.003, 12);
  expect(effects[1]!.selection).toBeCloseTo(-0.004, 12);
  expect(effects[1]!.interaction).toBeCloseTo(0.001, 12);
});

test('linked effects add to the compounded difference', () => {
  const other = [
    row('equities', [0.5, -0.04], [0.6, -0.05]),
    row('bonds', [0.5, 0.01], [0.4, 0.012]),
  ];
  const { portfolioReturn, benchmarkReturn, effects } = linkAttribution([
    brinson(QUARTER),
    brinson(other),
    brinson(QUARTER),
  ]);
  const total = effects.reduce(
    (sum, { allocation, selection, interaction }) => sum + allocation + selection + interaction,
    0,
  );
  expect(portfolioReturn).toBeCloseTo(1.076 * 0.985 * 1.076 - 1, 12);
  expect(total).toBeCloseTo(portfolioReturn - benchmarkReturn, 12);
});

test('contributions of holdings add to the portfolio return', () => {
  const { portfolioReturn, holdings } = contributions([
    { symbol: 'A', weights: Float64Array.of(0.6, 0.5), returns: Float64Array.of(0.1, -0.02) },
    { symbol: 'B', weights: Float64Array.of(0.4, 0.5), returns: Float64Array.of(0.05, 0.03) },
  ]);
  expect(portfolioReturn).toBeCloseTo(1.08 * 1.005 - 1, 12);
  const total = holdings.reduce((sum, { contribution }) => sum + contribution, 0);
  expect(total).toBeCloseTo(portfolioReturn, 12);
});

test('a portfolio made of factors has their exposures and no residual', () => {
  const a = Float64Array.of(0.01, -0.02, 0.03, 0.005, -0.01);
  const b = Float64Array.of(-0.01, 0.01, 0.02, -0.02, 0.015);
  const returns = a.map((value, i) => 0.001 + 0.8 * value - 0.3 * b[i]!);
  const found = factorRegression(returns, [
    { name: 'a', returns: a },
    { name: 'b', returns: b },
  ]);
  expect(found.alpha).toBeCloseTo(0.001, 12);
  expect(found.exposures[0]!.beta).toBeCloseTo(0.8, 10);
  expect(found.exposures[1]!.beta).toBeCloseTo(-0.3, 10);
  expect(found.r2).toBeCloseTo(1, 10);
});

test('contributions to risk add to the deviation', () => {
  const covariance = matrixOf([
    [0.04, 0.006],
    [0.006, 0.01],
  ]);
  const weights = Float64Array.of(0.3, 0.7);
  const { deviation, component, share } = riskContributions(
    weights,
    covariance,
  ) as RiskContributions;
  expect(component[0]! + component[1]!).toBeCloseTo(deviation, 14);
  expect(share[0]! + share[1]!).toBeCloseTo(1, 14);
});
