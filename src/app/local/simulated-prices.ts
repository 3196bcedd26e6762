import { newYorkInstant } from '../../market/calendar.ts';
import type { Timeframe } from '../../market/bar.ts';
import { parseInstant, epochMs, isoDate } from '../../core/time.ts';
import type { Ticker } from '../../market/symbol.ts';
import type { MarketSource } from '../../simulator/source/source.ts';
import { createSyntheticMarket } from '../../simulator/source/synthetic.ts';
import { BENCHMARK } from '../../simulator/source/universe.ts';
import type { Strategy } from '../../strategy/define.ts';
import { appError } from '../kit/errors.ts';
import type { PriceLoader } from '../library/fresh-backtest.ts';

/** The end of the simulated history: the same prices every day. */
const ENDS_AT = parseInstant('2026-01-02T14:30:00Z');
/** Sessions of daily bars: five years, so that a year's return can be measured for four. */
const DAILY_SESSIONS = 1_260;
const MINUTE_SESSIONS = 40;

/** Past prices of the simulated market. */
export interface SimulatedPrices {
  readonly load: PriceLoader;
  /** The symbols to run over: those that were named, or as many as the strategy has. */
  symbolsFor(strategy: Strategy, named: readonly string[] | undefined): readonly string[];
}

/** Creates the simulated market of a seed, for backtests without a folder of prices. */
export function simulatedPrices(seed: number): SimulatedPrices {
  let market: { readonly timeframe: Timeframe; readonly source: MarketSource } | undefined;
  const sourceFor = (timeframe: Timeframe): MarketSource => {
    if (market?.timeframe === timeframe) return market.source;
    const isDaily = timeframe === '1Day';
    const source = createSyntheticMarket({
      seed,
      start: ENDS_AT,
      minuteSessions: isDaily ? 0 : MINUTE_SESSIONS,
      dailySessions: isDaily ? DAILY_SESSIONS : MINUTE_SESSIONS,
    });
    market = { timeframe, source };
    return source;
  };
  return {
    load: async ({ symbol, timeframe }) => {
      const source = sourceFor(timeframe);
      const span = { from: newYorkInstant(isoDate('1990-01-02'), 0), to: epochMs(ENDS_AT - 1) };
      if (!source.assets.some((asset) => asset.symbol === symbol)) throw unknown(symbol, source);
      const columns = source.history(symbol, timeframe, span);
      const actions = source.actions(symbol, span);
      return { series: { symbol, timeframe, columns, actions }, findings: [] };
    },
    symbolsFor({ symbols, timeframe }, named) {
      if (named !== undefined) return named;
      const listed = sourceFor(timeframe).assets.map(({ symbol }) => symbol);
      if (symbols.every((symbol) => listed.includes(symbol))) return symbols;
      const companies = listed.filter((symbol) => symbol !== BENCHMARK);
      return symbols.length === 1 ? [BENCHMARK] : companies.slice(0, symbols.length);
    },
  };
}

function unknown(symbol: Ticker, { assets }: MarketSource): Error {
  const names = assets.map((asset) => asset.symbol).join(', ');
  return appError('app.no_data', `There is no ${symbol} in the simulated market.`, {
    next: `Choose with --symbols from ${names}, or name a folder of prices with --data.`,
  });
}
