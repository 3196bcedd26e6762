import { canonicalJson } from '../core/canonical.ts';
import { sha256Hex } from '../core/sha256.ts';
import { anything, integer, object, optional, text } from '../core/schema.ts';
import type { World } from '../core/world.ts';
import type { Documents } from '../store/ports.ts';
import { appError } from './errors.ts';

const COLLECTION = 'idempotency';

const kept = object({ digest: text(), at: integer(), answer: optional(anything()) });

/** An answer, and whether it is a repetition of an earlier one. */
export interface Once {
  readonly answer: unknown;
  readonly replayed: boolean;
}

/** Remembers what was answered under a key, so that a repeated request changes nothing. */
export interface Idempotency {
  /**
   * Runs `work` once for a key; the same key with the same request gets the first answer again.
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
 * Idempotency kept in documents.
 *
 * A request whose answer was never kept (the process ended in between) is run again: what it does
 * is itself idempotent on the key, because the key decides the order's identity. A request that
 * failed is forgotten, so that it may be corrected or tried again.
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
          const judged = kept.judge(first.found);
          if (judged.ok && judged.value.digest !== digest) throw mismatch();
          if (judged.ok && judged.value.answer !== undefined) {
            return { answer: judged.value.answer, replayed: true };
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
    next: 'Use a new key for a new decision.',
  });
}
