import type { ServerRequest, ServerResponse } from '../../src/core/http.ts';
import type { SeededRandom } from '../../src/core/random.ts';
import { SECOND } from '../../src/core/time.ts';
import type { World } from '../../src/core/world.ts';

/** How often the broker answers a cancel with 204 and then does something else. */
export interface CancelFaults {
  /** Rate of cancels that are accepted and dropped: the order keeps working and may still fill. */
  readonly dropped: number;
  /** Rate of cancels that stay pending for seconds, during which the order may fill. */
  readonly held: number;
}

/** A broker that carries out every accepted cancel immediately. */
export const NO_CANCEL_FAULTS: CancelFaults = { dropped: 0, held: 0 };

/** Draws the two rates; each is zero in half of the seeds. */
export function drawCancelFaults(random: SeededRandom): CancelFaults {
  const rate = (): number => (random.chance(0.5) ? 0 : 0.1 + 0.5 * random.fraction());
  return { dropped: rate(), held: rate() };
}

/** One run of a broker with these faults. */
export interface FaultyCancels {
  /** Answers a cancel in the broker's place; undefined when the broker answers it. */
  take(request: ServerRequest): ServerResponse | undefined;
  /** Returns an order response in which orders with a held cancel are `pending_cancel`. */
  restated(answered: ServerResponse): ServerResponse;
}

const ACCEPTED: ServerResponse = { status: 204, headers: {}, body: '' };
const ONE_ORDER = /^\/v2\/orders\/([0-9a-f-]{36})$/;
const STATUS = /("status":")(new|accepted|partially_filled)(")/;

/**
 * Wraps the broker's handlers.
 *
 * @param parts.carryOut cancels at the broker itself, when a held cancel is due
 * @param parts.calm whether the fault phase is over
 */
export function faultyCancels(
  faults: CancelFaults,
  parts: {
    readonly world: World;
    readonly random: SeededRandom;
    readonly carryOut: (request: ServerRequest) => unknown;
    readonly calm: () => boolean;
  },
): FaultyCancels {
  const { world, random, carryOut, calm } = parts;
  const held = new Set<string>();
  return {
    take(request) {
      const id = ONE_ORDER.exec(request.path)?.[1];
      if (request.method !== 'DELETE' || id === undefined || calm()) return undefined;
      if (random.chance(faults.dropped)) return ACCEPTED;
      if (!random.chance(faults.held)) return undefined;
      held.add(id);
      world.clock.timer(SECOND + random.below(20 * SECOND), () => {
        held.delete(id);
        void carryOut(request);
      });
      return ACCEPTED;
    },
    restated(answered) {
      const { body } = answered;
      if (held.size === 0 || typeof body !== 'string') return answered;
      // Each order starts with its id; its status follows.
      const parted = body.split(/(?="id":")/);
      const changed = parted.map((part) =>
        held.has(part.slice(6, 42)) ? part.replace(STATUS, '$1pending_cancel$3') : part,
      );
      return { ...answered, body: changed.join('') };
    },
  };
}
