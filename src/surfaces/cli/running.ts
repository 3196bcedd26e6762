import { isQuipuError, messageOf, QuipuError } from '../../core/errors.ts';
import { appError } from '../../app/errors.ts';
import type { Server } from '../../app/server.ts';
import type { World } from '../../core/world.ts';
import type { ServerSummary } from '../../app/server-summary.ts';
import type { Io } from './io.ts';
import { durationMs, type RawOptions, textOption } from './settings.ts';
import { amount } from './text.ts';

/** Something that runs until it is told to stop. */
export interface Running {
  readonly server: Server;
  /** Of {@link untilStopped}, made before the run was told of. */
  readonly ended: Promise<'stopped'>;
  /** Stops everything; resolves with what came of it. */
  stop(): Promise<ServerSummary>;
}

/** How a run ends by itself, and how it tells of it. */
export interface RunOptions {
  readonly forMs: number | undefined;
  readonly json: boolean;
}

/** Reads `--for` and `--json`. */
export function runOptions(options: RawOptions): RunOptions {
  const limit = textOption(options, 'for');
  return {
    forMs: limit === undefined ? undefined : durationMs(limit, '--for'),
    json: options['json'] === true,
  };
}

/**
 * Resolves at a signal, or after `forMs`.
 *
 * To be called before anybody is told that something runs: whoever stops it at once must not meet
 * the platform's own way of ending a process.
 */
export function untilStopped(world: World, forMs: number | undefined): Promise<'stopped'> {
  return new Promise((resolve) => {
    world.process.onStop(() => resolve('stopped'));
    if (forMs !== undefined) world.clock.timer(forMs, () => resolve('stopped'));
  });
}

/**
 * Waits until a signal, the time that was given, or a failure; then stops and sums up.
 *
 * @throws QuipuError what the engine ended with, so that the exit code says it
 */
export async function runUntilDone(io: Io, running: Running, { json }: RunOptions): Promise<void> {
  const failed = running.server.finished.then((error) => ({ error }));
  const outcome = await Promise.race([running.ended, failed]);
  const summary = await running.stop();
  if (outcome !== 'stopped') throw engineFailure(outcome.error);
  if (json) io.out(`${JSON.stringify(summaryJson(summary))}\n`);
  else io.out(summaryText(summary));
}

/** Why an engine ended, as an error with a code and a next step. */
function engineFailure(thrown: unknown): QuipuError {
  if (isQuipuError(thrown)) {
    const { code, message, next, facts } = thrown;
    const stopped = `The engine has stopped and sends nothing more: ${message}`;
    return new QuipuError(code, stopped, next === undefined ? { facts } : { next, facts });
  }
  return appError('app.engine_stopped', `The engine has stopped: ${messageOf(thrown)}.`, {
    next: 'Start it again; it goes on from its journal.',
    cause: thrown,
  });
}

function summaryJson(summary: ServerSummary): Readonly<Record<string, unknown>> {
  return {
    mode: summary.mode,
    account: summary.account,
    as_of: summary.asOf,
    fills: summary.fills,
    orders: summary.orders,
    denied: summary.denied,
    open_orders: summary.openOrders,
    positions: summary.positions,
    equity: summary.equity,
    cash: summary.cash,
    realized_pnl: summary.realizedPnl,
    fees: summary.fees,
    state: summary.state,
    drift: summary.drift,
    entries: summary.entries,
    digest: summary.digest,
    elapsed_ms: summary.elapsedMs,
  };
}

function summaryText(summary: ServerSummary): string {
  return (
    `\n  ${summary.mode.toUpperCase()} stopped after ${(summary.elapsedMs / 1000).toFixed(1)} s: ` +
    `${summary.orders} orders, ${summary.fills} fills, ${summary.denied} denied, ` +
    `equity ${amount(summary.equity)}\n` +
    `  Journal ${summary.entries} entries, digest ${summary.digest}\n`
  );
}
