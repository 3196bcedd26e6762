import { isQuipuError, messageOf, type QuipuError } from '../../core/errors.ts';
import { appError } from '../../app/kit/errors.ts';
import type { Io } from './io.ts';

/** Exit codes by error code or by its prefix; the longest match applies. */
const EXIT: Readonly<Record<string, number>> = {
  core: 2,
  market: 2,
  engine: 2,
  research: 2,
  analysis: 2,
  risk: 7,
  strategy: 3,
  ledger: 13,
  'research.strategy_failed': 3,
  simulator: 5,
  store: 70,
  'store.lease_held': 6,
  'store.locked': 6,
  'store.fenced': 6,
  'store.corrupt': 13,
  'alpaca.unauthorized': 4,
  'alpaca.forbidden': 4,
  'alpaca.not_found': 5,
  'alpaca.rate_limited': 11,
  'alpaca.credentials_missing': 3,
  'alpaca.credentials_conflict': 3,
  'alpaca.host_not_allowed': 3,
  'alpaca.unavailable': 10,
  'world.port_busy': 6,
  'world.disk_full': 70,
  'world.file_failed': 70,
  'world.no_permission': 70,
  'world.read_only': 70,
  'world.network': 10,
  'world.timeout': 10,
  'app.broker_rejected': 8,
  'app.config_invalid': 3,
  'app.config_unreadable': 3,
  'app.config_conflict': 3,
  'app.data_row': 3,
  'app.difference_changed': 6,
  'app.engine_stopped': 70,
  'app.forbidden': 4,
  'app.unauthorized': 4,
  'app.idempotency_mismatch': 6,
  'app.idempotency_in_progress': 6,
  'app.invalid_name': 2,
  'app.invalid_order': 2,
  'app.journal_unsound': 13,
  'app.live_not_armed': 7,
  'app.name_taken': 6,
  'app.no_data': 5,
  'app.no_difference': 5,
  'app.no_file': 5,
  'app.no_market': 7,
  'app.not_found': 5,
  'app.order_not_found': 5,
  'app.run_not_found': 5,
  'app.unknown_metric': 5,
  'app.unknown_symbol': 5,
  'app.unknown_word': 5,
  'app.unknown_strategy': 5,
  'app.outcome_unknown': 12,
  'app.problems_found': 13,
  'app.server_unreachable': 10,
  'app.strategy_missing': 3,
  'app.strategy_syntax': 3,
  'app.strategy_unreadable': 3,
  'app.usage': 2,
  'app.unreliable_result': 13,
  'app.unsupported_media': 2,
  'app.unreadable_body': 2,
  'app.idempotency_key_missing': 2,
};

/** Returns the exit code of an error code. */
export function exitCodeOf(code: string): number {
  const known = [code, code.split('.')[0] ?? ''].find((name) => Object.hasOwn(EXIT, name));
  return known === undefined ? 1 : EXIT[known]!;
}

/** Failures that are already in a printed JSON document. */
const printed = new WeakSet<QuipuError>();

/** Formats an error as JSON. */
export function failureJson({ code, message, next, retry, facts }: QuipuError): unknown {
  return { code, message, next: next ?? null, retry, facts };
}

/** Marks a failure as printed with its answer; one document is enough. */
export function markPrinted(error: QuipuError): void {
  printed.add(error);
}

/** Prints an error as one sentence with its code and the next step; returns the exit code. */
export function tellFailure(io: Io, thrown: unknown, json: boolean): number {
  const error = asQuipuError(thrown);
  const { code, message, next } = error;
  if (json) {
    if (!printed.has(error)) io.out(`${JSON.stringify({ error: failureJson(error) })}\n`);
  } else {
    const sentence = message.endsWith('.') || message.endsWith('?') ? message : `${message}.`;
    io.err(`quipu: ${printable(sentence)} (${code})\n`);
    if (next !== undefined) io.err(`  Next: ${printable(next)}\n`);
  }
  return exitCodeOf(code);
}

function asQuipuError(thrown: unknown): QuipuError {
  if (isQuipuError(thrown)) return thrown;
  // A stack does not help a user; a bug report needs only the message.
  return appError('app.bad_answer', `Quipu failed unexpectedly: ${messageOf(thrown)}.`, {
    next: 'Run the command again. If it fails again, report it with this message.',
    cause: thrown,
  });
}

// Text from others must not control the terminal that shows it.
const CONTROLS = // oxlint-disable-next-line no-control-regex -- they are what it looks for
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2066-\u2069]/g;

/** Makes text from any source safe for a terminal. */
export function printable(text: string): string {
  return text.replace(CONTROLS, '?');
}
