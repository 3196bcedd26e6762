/** Whether a failed call can be retried: never, always, or only after checking. */
export type Retry = 'no' | 'safe' | 'verify_first';

/** Data of a {@link QuipuError} in addition to its message. */
export interface ErrorDetails {
  /** Next step for the reader, as one sentence or one command. */
  readonly next?: string;
  readonly retry?: Retry;
  readonly cause?: unknown;
  /** Machine-readable facts; never a secret. */
  readonly facts?: Readonly<Record<string, string | number | boolean | null>>;
}

/**
 * Operating error: something outside the program's control went wrong, and a person can act.
 *
 * Programmer errors use `assert`; business outcomes are values, not errors.
 * `code` is stable, dotted lower case, and starts with the room that raises it.
 */
export class QuipuError extends Error {
  override readonly name = 'QuipuError';
  readonly code: string;
  readonly next: string | undefined;
  readonly retry: Retry;
  readonly facts: Readonly<Record<string, string | number | boolean | null>>;

  constructor(code: string, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.next = details.next;
    this.retry = details.retry ?? 'no';
    this.facts = details.facts ?? {};
  }
}

/** Whether a caught value is a QuipuError, so that its code and next step can be shown. */
export function isQuipuError(value: unknown): value is QuipuError {
  return value instanceof QuipuError;
}

/** Returns the message of any thrown value, for a sentence that names its cause. */
export function messageOf(thrown: unknown): string {
  try {
    return String(thrown instanceof Error ? thrown.message : thrown);
  } catch {
    // A value thrown by a user's file may even fail to convert to a string.
    return 'something that cannot be shown';
  }
}
