import { checkNumber, invalidArgument } from '../arguments.ts';
import type { Holding } from './allocation.ts';

/** Prices moving together: by symbol, by sector, else by the market times beta. */
export interface Scenario {
  readonly name: string;
  /** Return of the market, a fraction. */
  readonly market: number;
  /** Returns of sectors, instead of beta times the market. */
  readonly sectors?: Readonly<Record<string, number>>;
  /** Returns of symbols, instead of anything else. */
  readonly symbols?: Readonly<Record<string, number>>;
}

/** What a scenario does to one holding. */
export interface StressedHolding {
  readonly symbol: string;
  /** The return assumed, a fraction, never below -1. */
  readonly move: number;
  /** Dollars gained or lost. */
  readonly pnl: number;
}

/** What a scenario does to a portfolio. */
export interface StressResult {
  readonly scenario: string;
  readonly pnl: number;
  readonly holdings: readonly StressedHolding[];
}

/**
 * Marks holdings to a scenario: pnl = value · move.
 *
 * @param betas slope of each symbol's returns on the market's; 1 where absent
 * @throws QuipuError `analysis.invalid_argument` for a move or a beta that is no number, and for a
 * symbol or sector of the scenario, or a symbol of the betas, that no holding has
 */
export function stress(
  holdings: readonly Holding[],
  scenario: Scenario,
  betas: Readonly<Record<string, number>> = {},
): StressResult {
  checkScenario(holdings, scenario, betas);
  const marked = holdings.map(({ symbol, value, sector }) => {
    const bySector = sector === undefined ? undefined : scenario.sectors?.[sector];
    const byBeta = scenario.market * (betas[symbol] ?? 1);
    const move = Math.max(-1, scenario.symbols?.[symbol] ?? bySector ?? byBeta);
    return { symbol, move, pnl: value * move };
  });
  return {
    scenario: scenario.name,
    pnl: marked.reduce((total, { pnl }) => total + pnl, 0),
    holdings: marked,
  };
}

function checkScenario(
  holdings: readonly Holding[],
  { market, sectors = {}, symbols = {} }: Scenario,
  betas: Readonly<Record<string, number>>,
): void {
  checkNumber('move of the market', market);
  for (const { symbol, value } of holdings) checkNumber(`value of ${symbol}`, value);
  const held = holdings.map(({ symbol }) => symbol);
  checkNamed('symbol', symbols, held);
  checkNamed('symbol with a beta', betas, held);
  checkNamed('sector', sectors, [...new Set(holdings.flatMap(({ sector }) => sector ?? []))]);
}

function checkNamed(
  what: string,
  moves: Readonly<Record<string, number>>,
  known: readonly string[],
): void {
  for (const [name, move] of Object.entries(moves)) {
    checkNumber(`number of '${name}'`, move);
    if (known.includes(name)) continue;
    const held = known.length === 0 ? 'none' : known.join(', ');
    throw invalidArgument(
      `a ${what} that a holding has (${held})`,
      `'${name}'`,
      'Correct the name, or leave it out.',
    );
  }
}
