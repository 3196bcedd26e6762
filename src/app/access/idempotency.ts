import { canonicalJson } from '../../core/canonical.ts';
import { sha256Hex } from '../../core/sha256.ts';
import { anything, integer, object, optional, text } from '../../core/schema.ts';
import type { World } from '../../core/world.ts';
import type { Documents } from '../../store/ports.ts';
import { appError } from '../kit/errors.ts';

const COLLECTION = 'idempotency';

const kept = object({ digest: text(), at: integer(), answer: optional(anything()) });

/** An answer, and whether it repeats an earlier one. */
export interface Once {
  readonly answer: unknown;
  readonly replayed: boolean;
}

/** Stores the answer of each key, so that a repeated request changes nothing. */
export interface Idempotency {
  /**
   * Runs `work` once per key; the same key with the same request returns the first answer again.
   *
   * @throws QuipuError `app.idempotency_mismatch` for another request under the same key,
   *   `app.idempotency_in_progress` while the first is still running
   */
  once(
    request: { readonly key: string; readonly content: unknown },
    work: () => Promise<unknown>,
  ): Promise<Once>;
}

/**
 * Creates an idempotency store over documents.
 *
 * A request whose answer was never stored (the process ended first) runs again: its work is itself
 * idempotent, because the key determines the order's identity. A failed request is forgotten, so
 * that it can be corrected or retried.
 */
export function createIdempotency(world: Pick<World, 'clock'>, documents: Documents): Idempotency {
  const running = new Set<string>();
  return {
    async once({ key, content }, work) {
      const digest = sha256Hex(canonicalJson(content));
      if (running.has(key)) throw inProgress();
      running.add(key);
      try {
        const fresh = { digest, at: world.clock.now() };
        const first = await documents.insertIfAbsent(COLLECTION, key, fresh);
        if (!first.inserted) {
          const checked = kept.judge(first.found);
          if (checked.ok && checked.value.digest !== digest) throw mismatch();
          if (checked.ok && checked.value.answer !== undefined) {
            return { answer: checked.value.answer, replayed: true };
          }
        }
        const answer = await workOrForget(documents, key, work);
        await documents.put(COLLECTION, key, { ...fresh, answer });
        return { answer, replayed: false };
      } finally {
        running.delete(key);
      }
    },
  };
}

async function workOrForget(
  documents: Documents,
  key: string,
  work: () => Promise<unknown>,
): Promise<unknown> {
  try {
    return await work();
  } catch (error) {
    await documents.remove(COLLECTION, key);
    throw error;
  }
}

function inProgress(): Error {
  return appError('app.idempotency_in_progress', 'A request with this key is still running.', {
    next: 'Wait for its answer; do not send another.',
    retry: 'verify_first',
  });
}

function mismatch(): Error {
  return appError('app.idempotency_mismatch', 'This key was used for a different request.', {
    next: 'Use a new key for each decision.',
  });
}
