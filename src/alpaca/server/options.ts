import type { Money } from '../../core/decimal.ts';
import type { EpochMs } from '../../core/time.ts';
import type { ListenerHandlers, RecordLog, World } from '../../core/world.ts';
import type { Secret } from '../../core/secret.ts';
import type { MarketSource } from '../../simulator/source/source.ts';
import type { FeeOptions, FillOptions } from '../../simulator/options.ts';
import type { BrokerCredentials } from './auth.ts';

/** Optional settings; the defaults are those of a new Alpaca paper account. */
export interface PaperServerOptions {
  /** Cash of a new account, 100,000 by default; an account in the log keeps its own. */
  readonly cash?: Money;
  /** Fill settings in addition to market prices. */
  readonly fills?: FillOptions;
  /** Trading costs; none by default, as on Alpaca's paper accounts. */
  readonly fees?: FeeOptions;
  /** Seed of a new account's exchange; drawn from the world when absent. */
  readonly seed?: number;
  /** World milliseconds between two moves of the market; 50 by default. */
  readonly tickMs?: number;
  /** Requests allowed per minute, for trading and for data each; 200 by default. */
  readonly ratePerMinute?: number;
  /** Connections to one data endpoint at a time; unlimited by default (Alpaca allows one). */
  readonly dataConnectionsMax?: number;
  /** Symbols of one data connection; unlimited by default (Alpaca's free plan has 30). */
  readonly dataSymbolsMax?: number;
  /** The token of the control port; without one the control port answers nobody. */
  readonly controlToken?: Secret;
  /** Ports of the two handlers, for checking Host; 7411 and 7412 by default. */
  readonly ports?: BrokerPorts;
}

/** Ports of the broker and of its control. */
export interface BrokerPorts {
  readonly broker: number;
  readonly control: number;
}

/** Inputs of a paper broker. */
export interface PaperBrokerSetup {
  readonly world: World;
  readonly source: MarketSource;
  /** Log of the account; the caller closes it after the broker. */
  readonly log: RecordLog;
  readonly clock: {
    /** Start of a new market; one in the log resumes where it was. */
    readonly start: EpochMs;
    /**
     * Market milliseconds per world millisecond; 0 pauses the market, which then moves by steps
     * only.
     */
    readonly speed: number;
  };
  readonly credentials: BrokerCredentials;
  readonly options?: PaperServerOptions;
}

/** A running paper broker. */
export interface PaperBroker {
  /** Alpaca's paths, REST and streams, on one origin. */
  readonly handlers: ListenerHandlers;
  /** `/__sim/…`, for holders of the control token. */
  readonly control: ListenerHandlers;
  /** Sets the ports of the handlers, when they were not known before. */
  bindPorts(ports: BrokerPorts): void;
  /** The market's time. */
  now(): EpochMs;
  /** Advances the market by `ms` of market hours and resolves once every effect is durable. */
  step(ms: number): Promise<void>;
  /**
   * Stops the market, saves its time, waits for the log, and closes every stream.
   *
   * @throws the error of a failed log
   */
  close(): Promise<void>;
}
