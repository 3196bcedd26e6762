import { durationText } from '../../../core/number-text.ts';
import { integer, object } from '../../../core/schema.ts';
import { HOUR, MINUTE } from '../../../core/time.ts';
import { defineControl, everywhere, perOrder, type Review } from '../../control.ts';

interface Limits {
  readonly refusalBackoff: {
    readonly firstMs: number;
    readonly mostMs: number;
    readonly mostReducingMs: number;
  };
}

/** The wait in ms after so many consecutive refusals: doubled each time, up to `mostMs`. */
export function refusalBackoffMs(
  { firstMs, mostMs }: Pick<Limits['refusalBackoff'], 'firstMs' | 'mostMs'>,
  times: number,
): number {
  return Math.min(mostMs, firstMs * 2 ** (times - 1));
}

function waitOf({ facts, view, limits }: Review<Limits>, times: number): number {
  const { firstMs, mostMs, mostReducingMs } = limits.refusalBackoff;
  // Where only reductions are allowed they are what the engine is open for.
  if (facts.reduces && view.engine === 'reduce_only') return 0;
  // A way out of a position is tried again sooner than a way in.
  return refusalBackoffMs({ firstMs, mostMs: facts.reduces ? mostReducingMs : mostMs }, times);
}

function measure(review: Review<Limits>) {
  const refusal = review.view.refusal(review.order);
  // What was decided before the refusal is not its repetition.
  if (refusal === null || review.order.decidedAt < refusal.at) return null;
  const waitMs = waitOf(review, refusal.times);
  return { refusal, waitMs, leftMs: Math.max(0, refusal.at + waitMs - review.view.at) };
}

/**
 * R-12: what the broker has refused is not sent again at every bar.
 *
 * The wait starts again from its beginning when an order is executed or refused for another
 * reason, and when the engine's state, the book's state or the trading day changes; that the
 * broker accepts an order is no such sign, because it may reject it a moment later.
 */
export const refusalBackoff = defineControl({
  id: 'R-12',
  code: 'risk.refusal_backoff',
  title: 'Back-off after refusals',
  limits: {
    refusalBackoff: object({
      firstMs: integer({ min: 0, description: 'wait after the first refusal, then doubled' }),
      mostMs: integer({ min: 0, description: 'longest wait of what adds to a position' }),
      mostReducingMs: integer({ min: 0, description: 'longest wait of what reduces one' }),
    }),
  },
  defaults: everywhere({
    refusalBackoff: { firstMs: MINUTE, mostMs: HOUR, mostReducingMs: 4 * MINUTE },
  }),
  check(review) {
    const measured = measure(review);
    return measured === null ? undefined : measured.leftMs === 0;
  },
  inputs(review) {
    const measured = measure(review);
    if (measured === null) return { times: 0, waitMs: 0, leftMs: 0, said: null };
    const { refusal, waitMs, leftMs } = measured;
    return { times: refusal.times, waitMs, leftMs, said: refusal.message };
  },
  explain({ times, waitMs, said }) {
    return (
      `The broker has refused like orders ${times === 1 ? 'once' : `${times} consecutive times`} ` +
      `(${String(said)}); the next one can be sent ${durationText(waitMs)} after its last refusal.`
    );
  },
  usage({ limits }) {
    const { firstMs, mostMs, mostReducingMs } = limits.refusalBackoff;
    return perOrder(
      `a like order waits ${durationText(firstMs)} after a refusal, ` +
        `${durationText(mostMs)} at most, ${durationText(mostReducingMs)} if it reduces`,
    );
  },
  meaning: {
    means: 'The broker refused a like order a moment ago, and the repeat waits.',
    atLimit: 'The order passes exactly at the end of its wait.',
    remedy: 'See why it was refused with quipu order list; the wait ends automatically.',
  },
});
