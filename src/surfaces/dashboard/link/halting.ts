import { Problem } from './api.ts';

/** Time that a halt is retried before the page reports that the server did not respond. */
const HALT_PATIENCE_MS = 10_000;

const BETWEEN_MS = 400;

/** Outcome of a halt. */
export type HaltOutcome =
  | { readonly kind: 'done' }
  /** The server denied it; a retry would not help. */
  | { readonly kind: 'refused'; readonly message: string }
  /** No response: it is unknown whether the server received the halt. */
  | { readonly kind: 'no_response' };

/** The page's monotonic clock, so that a test needs no real seconds. */
export interface Pacing {
  readonly now: () => number;
  readonly wait: (ms: number) => Promise<void>;
}

/**
 * Sends a halt until the server responds, for ten seconds at most.
 *
 * Halting twice is halting once, so an attempt without a response is repeated.
 */
export async function haltUntilAnswered(
  send: () => Promise<void>,
  { now, wait }: Pacing,
): Promise<HaltOutcome> {
  const start = now();
  for (;;) {
    try {
      // oxlint-disable-next-line no-await-in-loop
      await send();
      return { kind: 'done' };
    } catch (error) {
      if (error instanceof Problem && error.status < 500) {
        return { kind: 'refused', message: `${error.message} ${error.next}`.trim() };
      }
    }
    if (now() - start >= HALT_PATIENCE_MS) return { kind: 'no_response' };
    // oxlint-disable-next-line no-await-in-loop
    await wait(BETWEEN_MS);
  }
}
