import type { Money } from '../../core/decimal.ts';
import type { EpochMs } from '../../core/time.ts';
import { isOpen } from '../../market/calendar.ts';
import { createExchange } from '../../simulator/create-exchange.ts';
import type { Exchange, ExchangeEvent } from '../../simulator/exchange.ts';
import type { ExchangeOptions, FeeOptions, FillOptions } from '../../simulator/options.ts';
import { recordOf, restoreExchange } from '../../simulator/records.ts';
import { markOf, type MarketView } from './market-view.ts';

/** How the exchange behind the broker fills and charges. */
export interface ExchangeStyle {
  readonly fills?: FillOptions;
  readonly fees?: FeeOptions;
}

/** What an account's exchange is made from: its seed, its opening cash, and all that happened. */
export interface ExchangePast {
  readonly seed: number;
  readonly cash: Money;
  readonly openedAt: EpochMs;
  readonly events: readonly ExchangeEvent[];
}

/** Makes the exchange of a new account; its opening deposit waits to be drained. */
export function openExchange(
  style: ExchangeStyle,
  past: ExchangePast,
  market: MarketView,
  now: EpochMs,
): Exchange {
  const options = optionsOf(style, past, market);
  return withPrices(createExchange(options), options, market, now);
}

/** Makes the exchange that an account's events lead to. */
export function reopenExchange(
  style: ExchangeStyle,
  past: ExchangePast,
  market: MarketView,
  now: EpochMs,
): Exchange {
  const options = optionsOf(style, past, market);
  const records = past.events.map((event) => recordOf(event));
  return withPrices(restoreExchange(options, records), options, market, now);
}

function optionsOf(style: ExchangeStyle, past: ExchangePast, market: MarketView): ExchangeOptions {
  return {
    ...style,
    rules: 'alpaca',
    seed: past.seed,
    deposit: { amount: past.cash, at: past.openedAt },
    assets: (symbol) => market.bySymbol.get(symbol)?.asset,
  };
}

/**
 * The same exchange, told the latest prices and whether the session runs.
 *
 * Prices come with the market and are in no record. Showing them as events would let orders trade
 * on what was there before them; written into a snapshot they are known and no more.
 */
function withPrices(
  exchange: Exchange,
  options: ExchangeOptions,
  market: MarketView,
  now: EpochMs,
): Exchange {
  const prices = [...market.bySymbol.values()].map(({ asset, quote }) => ({
    symbol: asset.symbol,
    bid: quote?.bid ?? 0,
    ask: quote?.ask ?? 0,
    trade: markOf(market, asset.symbol) ?? 0,
  }));
  return createExchange(options, { ...exchange.snapshot(), prices, open: isOpen(now) });
}
