import type { QuipuError } from '../../core/errors.ts';
import { appError } from '../../app/kit/errors.ts';
import { findServer } from '../../app/client/find-server.ts';
import type { Operation } from '../../app/operation/define.ts';
import { createServerClient, type WireAnswer } from '../../app/client/server-client.ts';
import type { Io } from './io.ts';
import { failureJson, markPrinted } from './failure.ts';
import { renderAnswer } from './render/render.ts';
import type { Settings } from './settings.ts';
import { createPen, say } from './text.ts';

/** Calls an operation of the running server as this user. */
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
  const pen = createPen(io, settings.zone);
  say(io, renderAnswer(operation, answer, pen));
}

/**
 * Prints an answer, and fails if the answer itself reports a problem.
 *
 * In JSON both are in one document, the failure as `error` next to the data.
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

/** Returns the problem that an answer reports; undefined if there is none. */
function failureIn(operation: string, data: unknown): QuipuError | undefined {
  const { status, id, sound, first_bad: bad, problems } = data as Readonly<Record<string, unknown>>;
  if ((operation === 'orders.buy' || operation === 'orders.sell') && status === 'unknown') {
    return appError(
      'app.outcome_unknown',
      `The outcome of order ${String(id)} is unknown so far.`,
      {
        next: `Check it before you send anything again: quipu order show ${String(id)}.`,
        retry: 'verify_first',
      },
    );
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
      next: 'Apply the fix shown next to each one.',
    });
  }
  return undefined;
}
