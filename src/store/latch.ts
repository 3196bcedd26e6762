import type { QuipuError } from '../core/errors.ts';
import { storeError } from './errors.ts';

/** Guard of every write to one database: the first failure shuts it permanently. */
export interface Latch {
  /**
   * Runs a write; a synchronous one is complete before `run` returns.
   *
   * @throws QuipuError the failure's own code the first time, `store.latched` from then on
   */
  run<T>(write: () => T | Promise<T>): Promise<T>;
}

/** Database that a latch guards. */
export interface LatchTarget {
  /** Name of the database for messages: its path, or its URL without a password. */
  readonly name: string;
  /** Throws when the database is no longer the one that was opened. */
  readonly check: () => void;
  /** Maps the error of a write to a store error. */
  readonly failure: (error: unknown) => QuipuError;
}

/**
 * Creates the latch of a database.
 *
 * After a failed flush a database may accept the next write although earlier bytes are lost, so
 * nothing is written after a failure until everything has been read again.
 */
export function createLatch({ name, check, failure }: LatchTarget): Latch {
  let first: QuipuError | undefined;
  return {
    async run(write) {
      if (first !== undefined) throw latched(name, first);
      try {
        check();
        const written = write();
        return written instanceof Promise ? await written : written;
      } catch (error) {
        first ??= failure(error);
        throw first;
      }
    },
  };
}

function latched(name: string, first: QuipuError): QuipuError {
  return storeError(
    'store.latched',
    `${name} accepts no more entries after an earlier failure (${first.code}).`,
    {
      next: first.next ?? 'Start Quipu again.',
      facts: { path: name, first: first.code },
      cause: first,
    },
  );
}
