import { expect, test } from 'vitest';
import { seededRandom } from '../../core/random.ts';
import { addDays, type EpochMs, type IsoDate } from '../../core/time.ts';
import type { PerformanceInput, RoundTrip } from './input.ts';
import { summarize } from './summarize.ts';

function withProfits(pnls: readonly number[], capital = 100): PerformanceInput {
  const at = Date.parse('2024-01-02T15:00:00Z') as EpochMs;
  const amounts = { quantity: 1, entryPrice: 100, exitPrice: 100, fees: 0 };
  const roundTrips = pnls.map((pnl): RoundTrip => ({
    symbol: 'SPY',
    side: 'long',
    openedAt: at,
    closedAt: at,
    ...amounts,
    pnl,
  }));
  const dates = [addDays('2024-01-02' as IsoDate, 0)];
  return { dates, equity: Float64Array.of(capital), initialEquity: capital, roundTrips };
}

const ruin = (pnls: readonly number[], capital?: number) =>
  summarize(withProfits(pnls, capital), 'quipu', ['ruin_probability'])['ruin_probability'];

test.each([
  ['trades that only won ruin nobody', [10, 20, 5], 0],
  ['a trade that lost half ruins the account', [-50], 1],
  ['one that lost less does not', [-49.99], 0],
  ['four that lost an eighth each come to half', [-12.5, -12.5, -12.5, -12.5], 1],
])('%s', (_, pnls, expected) => {
  expect(ruin(pnls)).toBe(expected);
});

test('two trades, one of which ruins: three courses in four hold it', () => {
  // Of the draws WW, WL, LW and LL only WW is spared.
  // A thousand courses stray by 1.4%, here by less than twice that.
  const found = ruin([40, -90]) as number;
  expect(Math.abs(found - 0.75)).toBeLessThan(2 * Math.sqrt((0.75 * 0.25) / 1000));
});

test('what a plain second implementation draws from the same stream', () => {
  const pnls = [12, -20, 7, -9, 3, -14, 22];
  const random = seededRandom(1);
  let ruined = 0;
  for (let course = 0; course < 1000; course += 1) {
    const equity: number[] = [100];
    while (equity.length <= pnls.length && equity.at(-1)! > 50) {
      equity.push(equity.at(-1)! + pnls[random.below(pnls.length)]!);
    }
    if (Math.min(...equity) <= 50) ruined += 1;
  }
  expect(ruined).toBeGreaterThan(50);
  expect(ruin(pnls)).toBe(ruined / 1000);
});

test('without capital at the start there is no ruin to speak of', () => {
  expect(ruin([1], 0)).toEqual({ undefined: 'no capital stood at the start' });
});

test('shortfall is what execution cost against the prices at the decisions', () => {
  // 10,000 dollars traded, $30 of slippage and $20 of fees: half a percent.
  const cost = { slippage: 30, fees: 20, tradedNotional: Float64Array.of(10_000) };
  const input = { ...withProfits([]), ...cost };
  expect(summarize(input)['implementation_shortfall']).toBeCloseTo(0.005, 12);
  const { slippage: _, ...unknown } = input;
  expect(summarize(unknown)['implementation_shortfall']).toEqual({
    undefined: expect.stringContaining('prices at the decisions were not recorded') as string,
  });
});
