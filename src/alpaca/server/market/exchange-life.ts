import type { Money } from '../../../core/decimal.ts';
import type { EpochMs } from '../../../core/time.ts';
import { isOpen } from '../../../market/calendar.ts';
import { createExchange } from '../../../simulator/create-exchange.ts';
import type { Exchange, ExchangeEvent } from '../../../simulator/exchange.ts';
import type { ExchangeOptions, FeeOptions, FillOptions } from '../../../simulator/options.ts';
import { recordOf, restoreExchange } from '../../../simulator/records.ts';
import { markOf, type ServedMarket } from './market-view.ts';

/** Fill and cost settings of the broker's exchange. */
export interface ExchangeStyle {
  readonly fills?: FillOptions;
  readonly fees?: FeeOptions;
}

/** Source of an account's exchange: its seed, its opening cash, and its events. */
export interface ExchangePast {
  readonly seed: number;
  /** Account that the ids derive from; absent for ids that derive from the seed. */
  readonly account?: string;
  readonly cash: Money;
  readonly openedAt: EpochMs;
  readonly events: readonly ExchangeEvent[];
}

/** Creates the exchange of a new account; its opening deposit waits to be drained. */
export function openExchange(
  style: ExchangeStyle,
  past: ExchangePast,
  market: ServedMarket,
  now: EpochMs,
): Exchange {
  const options = optionsOf(style, past, market);
  return withPrices(createExchange(options), options, market, now);
}

/** Creates the exchange that results from an account's events. */
export function reopenExchange(
  style: ExchangeStyle,
  past: ExchangePast,
  market: ServedMarket,
  now: EpochMs,
): Exchange {
  const options = optionsOf(style, past, market);
  const records = past.events.map((event) => recordOf(event));
  return withPrices(restoreExchange(options, records), options, market, now);
}

function optionsOf(
  style: ExchangeStyle,
  past: ExchangePast,
  market: ServedMarket,
): ExchangeOptions {
  return {
    ...style,
    rules: 'alpaca',
    seed: past.seed,
    ...(past.account === undefined ? {} : { account: past.account }),
    deposit: { amount: past.cash, at: past.openedAt },
    assets: (symbol) => market.bySymbol.get(symbol)?.asset,
  };
}

/**
 * Returns the same exchange with the latest prices and the market state.
 *
 * Prices come with the market and are in no record. Replaying them as events would fill orders at
 * prices from before the orders; in a snapshot they are known without filling anything.
 */
function withPrices(
  exchange: Exchange,
  options: ExchangeOptions,
  market: ServedMarket,
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
