import { isoDate } from '../../src/core/time.ts';
import { sessionOn } from '../../src/market/calendar.ts';
import type { Ticker } from '../../src/market/symbol.ts';
import { createSyntheticMarket } from '../../src/simulator/market/synthetic.ts';
import type { MarketSource } from '../../src/simulator/market/source.ts';

/** The session that every seed is played in. */
export const SESSION = sessionOn(isoDate('2024-01-03'))!;

/** A small synthetic market: a short past, so that a seed costs little. */
export function simulatedMarket(seed: number): MarketSource {
  return createSyntheticMarket({
    seed,
    start: SESSION.open,
    minuteSessions: 1,
    dailySessions: 2,
  });
}

/** The symbols of the synthetic market, in its order. */
export function universeSymbols(): readonly Ticker[] {
  return simulatedMarket(1).assets.map(({ symbol }) => symbol);
}
