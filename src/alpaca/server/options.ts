import type { Money } from '../../core/decimal.ts';
import type { EpochMs } from '../../core/time.ts';
import type { ListenerHandlers, RecordLog, World } from '../../core/world.ts';
import type { Secret } from '../../core/secret.ts';
import type { MarketSource } from '../../simulator/market/source.ts';
import type { FeeOptions, FillOptions } from '../../simulator/options.ts';
import type { BrokerCredentials } from './auth.ts';

/** What may be left out; the defaults are those of a new Alpaca paper account. */
export interface PaperBrokerOptions {
  /** Money in a new account, 100,000 by default; an account that is in the log keeps its own. */
  readonly cash?: Money;
  /** How orders fill beside the market's prices. */
  readonly fills?: FillOptions;
  /** What fills cost; nothing by default, as on Alpaca's paper accounts. */
  readonly fees?: FeeOptions;
  /** Seeds the exchange of a new account; drawn from the world when absent. */
  readonly seed?: number;
  /** World milliseconds between two moves of the market; 50 by default. */
  readonly tickMs?: number;
  /** Requests a minute that are answered, for trading and for data each; 200 by default. */
  readonly ratePerMinute?: number;
  /** Connections to one data endpoint at a time; unlimited by default (Alpaca allows one). */
  readonly dataConnectionsMax?: number;
  /** Symbols of one data connection; unlimited by default (Alpaca's free plan has 30). */
  readonly dataSymbolsMax?: number;
  /** The token of the control port; without one the control port answers nobody. */
  readonly controlToken?: Secret;
  /** Where the two handlers are served, for judging Host; 7411 and 7412 by default. */
  readonly ports?: BrokerPorts;
}

/** The ports of the broker and of its control. */
export interface BrokerPorts {
  readonly broker: number;
  readonly control: number;
}

/** What a paper broker is made from. */
export interface PaperBrokerSetup {
  readonly world: World;
  readonly source: MarketSource;
  /** Holds the account; the caller closes it after the broker. */
  readonly log: RecordLog;
  readonly clock: {
    /** Where a new market starts; one that is in the log goes on where it was. */
    readonly start: EpochMs;
    /** Market milliseconds per world millisecond; 0 stands still and moves by steps only. */
    readonly speed: number;
  };
  readonly credentials: BrokerCredentials;
  readonly options?: PaperBrokerOptions;
}

/** A running paper broker. */
export interface PaperBroker {
  /** Alpaca's paths, REST and streams, on one origin. */
  readonly handlers: ListenerHandlers;
  /** `/__sim/…` for whoever holds the control token. */
  readonly control: ListenerHandlers;
  /** Says on which ports the handlers are served, when they were not known before. */
  bindPorts(ports: BrokerPorts): void;
  /** The market's time. */
  now(): EpochMs;
  /** Moves the market by `ms` of open market and resolves once all it caused is durable. */
  step(ms: number): Promise<void>;
  /**
   * Stops the market, keeps its time, waits for the log, and closes every stream.
   *
   * @throws what the log failed with, when it did
   */
  close(): Promise<void>;
}
