import { expect, test } from 'vitest';
import { seededRandom } from '../../core/random.ts';
import { isDefined } from '../performance/metric.ts';
import { riskProfile, type RiskProfile } from './risk-profile.ts';

function valueOf({ figures }: RiskProfile, id: string): number {
  const found = figures.find((one) => one.id === id)!.value;
  return isDefined(found) ? found : Number.NaN;
}

/** Returns -10, -9, …, +9, +10 hundredths of a percent in an order of their own. */
const LADDER = Float64Array.from({ length: 21 }, (_, row) => (((row * 8) % 21) - 10) / 10_000);
const ladders = (times: number, scale: number): Float64Array =>
  Float64Array.from({ length: 21 * times }, (_, row) => scale * LADDER[row % 21]!);

// Half the equity in something that moves twice as the market, the rest in cash: it moves as the
// market does. Of 42 rows the least are -10, -10, -9, -9 (…/10,000): the quantile at 5% is at
// place 2.05, -9; the mean of what is at or below it is -9.5.
test('holdings at the weights of now: a half in twice the market is the market', () => {
  const market = ladders(2, 1);
  const profile = riskProfile({
    holdings: [{ symbol: 'A', value: 500 }],
    equity: 1000,
    returns: { A: ladders(2, 2) },
    benchmark: market,
  });
  expect(profile.sessions).toBe(42);
  expect(valueOf(profile, 'var_95')).toBeCloseTo(-0.0009, 12);
  expect(valueOf(profile, 'cvar_95')).toBeCloseTo(-0.00095, 12);
  expect(valueOf(profile, 'beta')).toBeCloseTo(1, 12);
  // Σk² over -10 … 10 is 770: 2 · 770 / 41 of a hundredth of a percent squared, and a year of it.
  expect(valueOf(profile, 'volatility')).toBeCloseTo(
    Math.sqrt((2 * 770) / 41) * 1e-4 * Math.sqrt(252),
    12,
  );
  expect(valueOf(profile, 'diversification')).toBeCloseTo(1, 9);
  expect(profile.holdings).toEqual([
    {
      symbol: 'A',
      volatility: expect.closeTo(2 * valueOf(profile, 'volatility'), 12) as number,
      share: expect.closeTo(1, 12) as number,
      beta: expect.closeTo(2, 12) as number,
    },
  ]);
});

test('the parts of the risk add to one, and a hedge takes some away', () => {
  const random = seededRandom(3);
  const column = (): Float64Array =>
    Float64Array.from({ length: 300 }, () => 0.01 * random.normal());
  const market = column();
  const own = column();
  const profile = riskProfile({
    holdings: [
      { symbol: 'LONG', value: 800 },
      { symbol: 'HEDGE', value: -300 },
    ],
    equity: 1000,
    returns: { LONG: market.map((one, row) => one + own[row]!), HEDGE: market },
  });
  const [long, hedge] = profile.holdings.map(({ share }) => Number(share));
  expect(long! + hedge!).toBeCloseTo(1, 12);
  expect(hedge).toBeLessThan(0);
  const methods = ['var_95', 'var_95_parametric', 'var_95_cornish_fisher', 'var_95_monte_carlo'];
  const found = methods.map((id) => valueOf(profile, id));
  for (const one of found) expect(one / found[1]!).toBeCloseTo(1, 0);
});

test('what is not known is said, and never a number', () => {
  const none = riskProfile({ holdings: [{ symbol: 'A', value: 1 }], equity: 1, returns: {} });
  expect(none.unknown).toEqual(['A']);
  for (const { value } of none.figures) {
    expect(value).toEqual({ undefined: 'nothing is held whose past is known' });
  }
  const returns = { A: LADDER };
  const short = riskProfile({ holdings: [{ symbol: 'A', value: 1 }], equity: 1, returns });
  for (const { value } of short.figures) {
    expect(value).toEqual({ undefined: 'there are 21 sessions in common, 30 are needed' });
  }
});
