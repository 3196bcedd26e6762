import type { QuipuError } from '../../core/errors.ts';
import { appError } from '../../app/errors.ts';
import { findServer } from '../../app/find-server.ts';
import type { Operation } from '../../app/operation.ts';
import { createServerClient, type WireAnswer } from '../../app/server-client.ts';
import type { Io } from './io.ts';
import { failureJson, markPrinted } from './failure.ts';
import { rendererOf } from './render.ts';
import type { Settings } from './settings.ts';
import { createPen } from './text.ts';

/** Asks the running server for an operation as this user. */
export async function ask(
  io: Io,
  settings: Settings,
  request: { readonly operation: Operation; readonly input: Readonly<Record<string, unknown>> },
): Promise<WireAnswer> {
  const { url, dataDir, tokenFile, timeoutMs } = settings;
  const address = await findServer(io.world, { url, dataDir, tokenFile, as: 'owner' });
  const client = createServerClient(io.world, address, { via: 'cli', timeoutMs });
  return client.perform(request.operation, request.input);
}

/** Prints an answer: as JSON in one line, or as text for people. */
export function print(io: Io, settings: Settings, operation: string, answer: WireAnswer): void {
  if (settings.json) {
    io.out(`${JSON.stringify(answer)}\n`);
    return;
  }
  io.out(rendererOf(operation)(answer.data, answer.meta, createPen(io.color)));
}

/**
 * Prints an answer, and fails when, though given, it says that something is not well.
 *
 * In JSON both stand in one document, the failure as `error` beside the data.
 */
export function conclude(io: Io, settings: Settings, operation: string, answer: WireAnswer): void {
  const failure = failureIn(operation, answer.data);
  if (failure === undefined) {
    print(io, settings, operation, answer);
    return;
  }
  if (settings.json) {
    io.out(`${JSON.stringify({ ...answer, error: failureJson(failure) })}\n`);
    markPrinted(failure);
  } else {
    print(io, settings, operation, answer);
  }
  throw failure;
}

/** What is not well by an answer; undefined when all is. */
function failureIn(operation: string, data: unknown): QuipuError | undefined {
  const { status, id, sound, first_bad: bad, problems } = data as Readonly<Record<string, unknown>>;
  if ((operation === 'orders.buy' || operation === 'orders.sell') && status === 'unknown') {
    return appError('app.outcome_unknown', `The fate of order ${String(id)} is not known yet.`, {
      next: `Look before you send anything again: quipu order show ${String(id)}.`,
      retry: 'verify_first',
    });
  }
  if (operation === 'journal.verify' && sound === false) {
    const { seq, why } = bad as { readonly seq: number; readonly why: string };
    return appError('app.journal_unsound', `Entry ${seq} of the journal is bad: ${why}.`, {
      next: 'Keep the file, stop the server, and restore the last backup.',
      facts: { seq },
    });
  }
  if (operation === 'doctor.run' && typeof problems === 'number' && problems > 0) {
    const found = problems === 1 ? 'a problem' : `${problems} problems`;
    return appError('app.problems_found', `The check-up found ${found}.`, {
      next: 'Do what it says beside each of them.',
    });
  }
  return undefined;
}
