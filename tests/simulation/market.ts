import type { Ticker } from '../../src/market/symbol.ts';
import { createSyntheticMarket } from '../../src/simulator/source/synthetic.ts';
import type { MarketSource } from '../../src/simulator/source/source.ts';
import { COMPANIES } from '../../src/simulator/source/universe.ts';
import { shortDays, type TimePlan } from './time-law.ts';

/** Builds a small synthetic market from an instant on; its history is short, and few companies are traded, to keep seeds fast. */
export function simulatedMarket(
  seed: number,
  time: Pick<TimePlan, 'start' | 'shortDays'>,
): MarketSource {
  const { start } = time;
  const source = createSyntheticMarket({
    seed,
    start,
    minuteSessions: 1,
    dailySessions: 2,
    symbols: universeSymbols(),
  });
  return time.shortDays ? shortDays(source) : source;
}

const UNIVERSE: readonly Ticker[] = COMPANIES.slice(0, 7).map(({ symbol }) => symbol);

/** Returns the symbols that the seeds trade, in the order of the synthetic market. */
export function universeSymbols(): readonly Ticker[] {
  return UNIVERSE;
}
