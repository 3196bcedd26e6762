/** Alpaca's client for programs of one's own: `quipu-portfolio/alpaca`. */
export type { AlpacaErrorCode } from './alpaca/errors.ts';
export {
  type AlpacaAccess,
  type Credentials,
  readAlpacaAccess,
} from './alpaca/client/credentials.ts';
export {
  type AlpacaEnvironment,
  alpacaEnvironment,
  type AlpacaUrls,
} from './alpaca/client/environment.ts';
export {
  type AlpacaBrokerOptions,
  createAlpacaBroker,
  tradingRestOptions,
} from './alpaca/client/broker.ts';
export { type AlpacaFeedOptions, createAlpacaFeed } from './alpaca/client/feed.ts';
export {
  type Adjustment,
  createMarketData,
  type HistoryQuery,
  type MarketData,
  type MarketDataOptions,
} from './alpaca/client/market-data.ts';
export { createReferenceData, type ReferenceData } from './alpaca/client/reference-data.ts';
export { createRest, type Exchange, type Rest, type RestOptions } from './alpaca/client/rest.ts';
export type { CalendarDay, MarketClock } from './alpaca/wire/clock.ts';
export type { Snapshot } from './alpaca/wire/prices.ts';
