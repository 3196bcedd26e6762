/** Alpaca for programs: `quipu-portfolio/alpaca`. */
import './require-node.ts';
import { type Alpaca, type AlpacaOptions, openAlpaca } from './alpaca/direct/open-alpaca.ts';
import { createRealWorldFor } from './app/host/real-world.ts';
import type { LogLevel, World } from './core/world.ts';

export type { AlpacaErrorCode } from './alpaca/errors.ts';
export type { PriceAdjustment } from './alpaca/client/market-data.ts';
export type { Alpaca, AlpacaOptions, BarsQuery, When } from './alpaca/direct/open-alpaca.ts';
export type { NewOrder } from './alpaca/direct/new-order.ts';
export type { OrderUpdate } from './alpaca/direct/order-updates.ts';
export type { OrderAnswer, RefusalReason, Submit, SubmitOptions } from './alpaca/direct/submit.ts';
export type { AccountReport } from './alpaca/wire/account.ts';
export type { CalendarDay, ClockReport } from './alpaca/wire/clock.ts';
export type { OrderReport } from './alpaca/wire/order.ts';
export type { PositionReport } from './alpaca/wire/position.ts';
export type { Snapshot } from './alpaca/wire/prices.ts';
export type { World } from './core/world.ts';
export type { MarketEvent } from './market/event.ts';
export type { RiskLimits, RiskLimitsChange } from './risk/limits.ts';

/** The machine as a world, with a way to close its connections. */
export interface NodeWorld extends World {
  /** Cuts kept connections, so that the process can end. */
  close(): Promise<void>;
}

/** Returns the machine as a world: its clock, network, files and process. */
export function createNodeWorld(options: { readonly log?: LogLevel } = {}): NodeWorld {
  return createRealWorldFor(options.log);
}

/**
 * Opens a client of an Alpaca account; it keeps no journal.
 *
 * Every order is reviewed against the account and sent once under the caller's key. Close the
 * world (`createNodeWorld().close()`) when a program must end before its connections time out.
 *
 * @param world the machine by default
 * @throws QuipuError `alpaca.host_not_allowed`, `alpaca.credentials_missing`,
 *   `alpaca.credentials_conflict` when key and account disagree, `core.invalid_input` for limits
 */
export function createAlpaca(options: AlpacaOptions, world: World = createNodeWorld()): Alpaca {
  return openAlpaca(world, options);
}
