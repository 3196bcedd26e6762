import { invalidInput } from '../../core/schema.ts';
import { DAY, type EpochMs, epochMs, isIsoDate, isoDate, parseInstant } from '../../core/time.ts';
import type { World } from '../../core/world.ts';
import type { Mode } from '../../ledger/journal.ts';
import type { Asset } from '../../market/asset.ts';
import type { BarSeries, Timeframe } from '../../market/bar.ts';
import { newYorkInstant } from '../../market/calendar.ts';
import type { MarketEvent } from '../../market/event.ts';
import type { Quote, Trade } from '../../market/quote.ts';
import { ticker } from '../../market/symbol.ts';
import type { BrokerOrderId } from '../../orders/request.ts';
import {
  changeLimits,
  LIVE_LIMITS,
  type RiskLimits,
  type RiskLimitsChange,
  SIM_LIMITS,
} from '../../risk/limits.ts';
import type { CancelAnswer } from '../../engine/ports.ts';
import { createAccountReads } from '../client/account-reads.ts';
import { createAlpacaBroker, tradingRestOptions } from '../client/broker.ts';
import { readAlpacaAccess } from '../client/credentials.ts';
import { type AlpacaEnvironment, alpacaEnvironment, modeOfUrl } from '../client/environment.ts';
import { createAlpacaFeed } from '../client/feed.ts';
import { type PriceAdjustment, createMarketData } from '../client/market-data.ts';
import { createReferenceData } from '../client/reference-data.ts';
import { createRest } from '../client/rest.ts';
import type { AccountReport } from '../wire/account.ts';
import type { CalendarDay, ClockReport } from '../wire/clock.ts';
import type { OrderReport } from '../wire/order.ts';
import type { PositionReport } from '../wire/position.ts';
import type { Snapshot } from '../wire/prices.ts';
import { positionIn } from './account-view.ts';
import { type OrderUpdate, orderUpdates } from './order-updates.ts';
import { createSubmit, type Submit } from './submit.ts';

/** Keys, account and limits of a client. */
export type AlpacaOptions = {
  readonly keyId: string;
  readonly secretKey: string;
  /** Changes of the risk limits that every order is reviewed under; see the limits' reference. */
  readonly limits?: RiskLimitsChange;
  /** Feed of stock prices, `iex` or `sip`; by default, what the subscription allows. */
  readonly feed?: string;
} & (
  | {
      /** Whether the account is a paper account. */
      readonly paper: true;
      /**
       * Address of the trading API of a paper account: Alpaca's, or a paper broker on this machine
       * such as `http://127.0.0.1:7411`. Keys are sent to no other host.
       */
      readonly baseUrl?: string;
    }
  | { readonly paper: false; readonly baseUrl?: never }
);

/**
 * Date or time: a trading day `YYYY-MM-DD` in New York, text with a zone, a `Date`, or epoch ms.
 */
export type When = string | number | Date;

/** Query of bars. */
export interface BarsQuery {
  readonly symbols: readonly string[];
  /** Default `1Day`. */
  readonly timeframe?: Timeframe;
  readonly from: When;
  /** Included. */
  readonly to: When;
  /** Default `raw`; the caller then handles splits and dividends. */
  readonly adjustment?: PriceAdjustment;
}

/** Alpaca for a program: account, orders, positions, data and streams. */
export interface Alpaca {
  /** `sim` for a paper broker on this machine. */
  readonly mode: Mode;
  /** The limits that every order is reviewed under. */
  readonly limits: RiskLimits;
  readonly account: {
    get(): Promise<AccountReport>;
  };
  readonly orders: {
    /**
     * Reviews an order against account, positions, open orders and quote, and sends it once.
     *
     * There is no journal: after a crash only the broker knows what was sent, so save the key
     * before the call and call again with it.
     *
     * @throws QuipuError `core.invalid_input`, `alpaca.key_reused` for a key of another order, or
     *   `alpaca.*` when the account could not be read; nothing was sent then
     */
    readonly submit: Submit;
    /** Returns the order submitted under a key; undefined when the broker does not know it. */
    find(key: string): Promise<OrderReport | undefined>;
    list(query?: { readonly status?: 'open' | 'closed' | 'all' }): Promise<readonly OrderReport[]>;
    /** Requests a cancel; `requested` is not yet canceled. */
    cancel(brokerId: string): Promise<CancelAnswer>;
  };
  readonly positions: {
    list(): Promise<readonly PositionReport[]>;
    /** Returns the position in a symbol; undefined without one. */
    get(symbol: string): Promise<PositionReport | undefined>;
  };
  readonly data: {
    /** Returns bars by symbol, in the given order, ready for `runBacktest`. */
    bars(query: BarsQuery): Promise<readonly BarSeries[]>;
    quote(symbol: string): Promise<Quote | undefined>;
    trade(symbol: string): Promise<Trade | undefined>;
    snapshot(symbol: string): Promise<Snapshot | undefined>;
    asset(symbol: string): Promise<Asset | undefined>;
    clock(): Promise<ClockReport>;
    /** Returns trading days from one date to another, `YYYY-MM-DD`, both included. */
    calendar(from: string, to: string): Promise<readonly CalendarDay[]>;
  };
  readonly streams: {
    /**
     * Yields every update of the account's orders until the signal aborts; reconnects
     * automatically.
     */
    orders(signal: AbortSignal): AsyncIterable<OrderUpdate>;
    /**
     * Yields quotes, trades and minute bars until the signal aborts; a `gap` reports a missed span.
     */
    market(
      symbols: readonly string[],
      signal: AbortSignal,
      channels?: readonly ('quotes' | 'trades' | 'bars')[],
    ): AsyncIterable<MarketEvent>;
  };
}

/**
 * Opens a client on a world.
 *
 * @throws QuipuError `alpaca.host_not_allowed`, `alpaca.credentials_missing`,
 *   `alpaca.credentials_conflict` when key and account disagree, `core.invalid_input` for limits
 *   or when `paper` is missing
 */
export function openAlpaca(world: World, options: AlpacaOptions): Alpaca {
  refuseDefaults(options);
  const { credentials } = readAlpacaAccess(
    { APCA_API_KEY_ID: options.keyId, APCA_API_SECRET_KEY: options.secretKey },
    options.paper ? 'paper' : 'live',
  );
  const environment = environmentOf(options);
  const { mode } = environment;
  const limits = changeLimits(mode === 'sim' ? SIM_LIMITS : LIVE_LIMITS, options.limits ?? {});
  const access = { environment, credentials };
  const rest = createRest(world, tradingRestOptions(access));
  const reads = createAccountReads(rest);
  const reference = createReferenceData(rest);
  const data = createMarketData(world, {
    ...access,
    ...(options.feed === undefined ? {} : { feed: options.feed }),
  });
  const broker = createAlpacaBroker(world, { ...access, rest });
  return {
    mode,
    limits,
    account: { get: () => reads.account() },
    orders: {
      submit: createSubmit({ reads, data, broker, limits }),
      find: (key) => reads.orderByClientId(key),
      list: ({ status = 'open' } = {}) => reads.orders({ status, after: null }),
      cancel: (brokerId) => broker.cancel(brokerId as BrokerOrderId),
    },
    positions: {
      list: () => reads.positions(),
      get: async (symbol) => positionIn(await reads.positions(), symbol),
    },
    data: {
      bars: ({ symbols, timeframe = '1Day', from, to, adjustment }) =>
        Promise.all(
          symbols.map(async (name) => {
            const symbol = ticker(name);
            const query = { symbol, timeframe, from: instantOf(from), to: instantOf(to, DAY - 1) };
            return {
              symbol,
              timeframe,
              columns: await data.columns(query, adjustment),
              actions: [],
            };
          }),
        ),
      quote: async (name) => only(await data.latestQuotes([ticker(name)])),
      trade: async (name) => only(await data.latestTrades([ticker(name)])),
      snapshot: async (name) => only(await data.snapshots([ticker(name)])),
      asset: (name) => reference.asset(ticker(name)),
      clock: () => reference.clock(),
      calendar: (from, to) => reference.calendar(isoDate(from), isoDate(to)),
    },
    streams: {
      orders: (signal) => orderUpdates(world, access, signal),
      market: (names, signal, channels) =>
        createAlpacaFeed(world, {
          ...access,
          marketData: data,
          reference,
          symbols: names.map((name) => ticker(name)),
          ...(channels === undefined ? {} : { channels }),
          ...(options.feed === undefined ? {} : { feed: options.feed }),
        }).events(signal),
    },
  };
}

/**
 * Refuses at run time what the types refuse, for programs without types: live money by omission.
 */
function refuseDefaults({ paper, baseUrl }: { paper: unknown; baseUrl?: string }): void {
  if (typeof paper !== 'boolean') {
    throw invalidInput([{ path: 'paper', message: 'expected true or false, found neither' }]);
  }
  if (!paper && baseUrl !== undefined) {
    throw invalidInput([{ path: 'baseUrl', message: 'expected no address for a live account' }]);
  }
}

/** Returns the addresses of the account: Alpaca's, or those of a paper broker on this machine. */
function environmentOf({ paper, baseUrl }: AlpacaOptions): AlpacaEnvironment {
  if (!paper) return alpacaEnvironment('live');
  if (baseUrl === undefined) return alpacaEnvironment('paper');
  const mode = modeOfUrl(baseUrl) === 'sim' ? 'sim' : 'paper';
  return alpacaEnvironment(mode, { trading: baseUrl });
}

/** Returns an instant; for a date, that many milliseconds after its midnight in New York. */
function instantOf(when: When, sinceMidnight = 0): EpochMs {
  if (typeof when !== 'string') return epochMs(Number(when));
  return isIsoDate(when) ? newYorkInstant(when, sinceMidnight) : parseInstant(when);
}

function only<T>(found: ReadonlyMap<unknown, T>): T | undefined {
  return found.values().next().value;
}
