/** How a caller may treat a failed call: never again, again at will, or only after checking. */
export type Retry = 'no' | 'safe' | 'verify_first';

/** What a {@link QuipuError} carries beside its sentence. */
export interface ErrorDetails {
  /** The next step for the person who reads it, as one sentence or one command. */
  readonly next?: string;
  readonly retry?: Retry;
  readonly cause?: unknown;
  /** Machine-readable facts of the case; never a secret. */
  readonly facts?: Readonly<Record<string, string | number | boolean | null>>;
}

/**
 * An operating error: something outside the program's control went wrong, and a person can act.
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

/** Whether a caught value is one of ours, so that its code and next step can be shown. */
export function isQuipuError(value: unknown): value is QuipuError {
  return value instanceof QuipuError;
}

/** The message of anything that was thrown, for a sentence that names its cause. */
export function messageOf(thrown: unknown): string {
  try {
    return String(thrown instanceof Error ? thrown.message : thrown);
  } catch {
    // What a user's file throws may refuse even to be shown.
    return 'something that cannot be shown';
  }
}
