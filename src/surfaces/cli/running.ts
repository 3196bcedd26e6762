import { countText, durationText, quantityText } from '../../core/number-text.ts';
import { isQuipuError, messageOf, QuipuError } from '../../core/errors.ts';
import { appError } from '../../app/kit/errors.ts';
import type { Server } from '../../app/host/server.ts';
import type { World } from '../../core/world.ts';
import type { ServerSummary } from '../../app/host/server-summary.ts';
import type { Io } from './io.ts';
import { durationMs, type RawOptions, textOption } from './settings.ts';
import { say, showMoney } from './text.ts';

/** A service that runs until it is stopped. */
export interface Running {
  readonly server: Server;
  /** Result of {@link untilStopped}, created before the run is announced. */
  readonly ended: Promise<'stopped'>;
  /** Stops everything; resolves with the summary. */
  stop(): Promise<ServerSummary>;
}

/** How a run ends automatically, and how it prints its end. */
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
 * Must be called before the start is announced: an immediate stop must not hit the platform's
 * default handling of signals.
 */
export function untilStopped(world: World, forMs: number | undefined): Promise<'stopped'> {
  return new Promise((resolve) => {
    world.process.onStop(() => resolve('stopped'));
    if (forMs !== undefined) world.clock.timer(forMs, () => resolve('stopped'));
  });
}

/**
 * Waits for a signal, `quipu stop`, the time limit or a failure; then stops and prints a summary.
 *
 * @throws QuipuError the engine's failure, which sets the exit code
 */
export async function runUntilDone(io: Io, running: Running, { json }: RunOptions): Promise<void> {
  const failed = running.server.finished.then((error) => ({ error }));
  const asked = running.server.stopRequested.then((): 'stopped' => 'stopped');
  const outcome = await Promise.race([running.ended, asked, failed]);
  const summary = await running.stop();
  if (outcome !== 'stopped') throw engineFailure(outcome.error);
  if (json) io.out(`${JSON.stringify(summaryJson(summary))}\n`);
  else say(io, summaryText(summary));
}

/** Returns the failure of an engine as an error with a code and a next step. */
function engineFailure(thrown: unknown): QuipuError {
  if (isQuipuError(thrown)) {
    const { code, message, next, facts } = thrown;
    const stopped = `The engine has stopped and sends no more orders: ${message}`;
    return new QuipuError(code, stopped, next === undefined ? { facts } : { next, facts });
  }
  return appError('app.engine_stopped', `The engine has stopped: ${messageOf(thrown)}.`, {
    next: 'Start it again; it continues from its journal.',
    cause: thrown,
  });
}

function summaryJson(summary: ServerSummary): Readonly<Record<string, unknown>> {
  const { mode, account, asOf } = summary;
  const data = {
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
  return { data, meta: { mode, account, as_of: asOf } };
}

function summaryText(summary: ServerSummary): string {
  return (
    `\n  ${summary.mode.toUpperCase()} stopped after ${durationText(summary.elapsedMs)}: ` +
    `${countText(summary.orders, 'order')}, ${countText(summary.fills, 'fill')}, ` +
    `${quantityText(summary.denied)} denied, equity ${showMoney(summary.equity)}\n` +
    `  Journal ${countText(summary.entries, 'entry', 'entries')}, digest ${summary.digest}\n`
  );
}
