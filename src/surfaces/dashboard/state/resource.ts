import { type ReadonlySignal, signal } from '@preact/signals';
import { Problem } from '../link/api.ts';

/** Why an operation returned no value. */
export interface Failure {
  readonly operation: string;
  readonly reason: string;
  readonly next: string;
  readonly requestId: string;
  /** Whether the signed-in role may not use the operation. */
  readonly isForbidden: boolean;
  /** Time of the next retry, on the page's monotonic clock. */
  readonly retryAt: number;
}

/** Last value of an operation, and its current error. */
export interface Resource<T> {
  /** Undefined until the first response. */
  readonly value: ReadonlySignal<T | undefined>;
  /** Undefined while the operation succeeds; an error does not remove the last value. */
  readonly failure: ReadonlySignal<Failure | undefined>;
  /** Requests the value again; never rejects. */
  readonly refresh: () => Promise<void>;
  readonly everyMs: number;
}

/** Creates a value that is polled from the server. */
export function createResource<T>(
  operation: string,
  read: () => Promise<T>,
  everyMs: number,
): Resource<T> {
  const value = signal<T | undefined>(undefined);
  const failure = signal<Failure | undefined>(undefined);
  return {
    value,
    failure,
    everyMs,
    async refresh() {
      try {
        value.value = await read();
        failure.value = undefined;
      } catch (error) {
        failure.value = failureOf(operation, error, performance.now() + everyMs);
      }
    },
  };
}

function failureOf(operation: string, error: unknown, retryAt: number): Failure {
  if (error instanceof Problem) {
    const { message, next, requestId, status } = error;
    return { operation, reason: message, next, requestId, isForbidden: status === 403, retryAt };
  }
  const reason = 'Quipu did not respond.';
  return { operation, reason, next: '', requestId: '', isForbidden: false, retryAt };
}
