import { MINUTE } from '../../core/time.ts';
import { type Control, input, type Review } from '../control.ts';

/** How long like orders wait after the broker's last refusal: longer each time, up to a bound. */
function waitOf({ facts, view, limits }: Review, times: number): number {
  const { firstMs, mostMs, mostReducingMs } = limits.refusalBackoff;
  // Where only reductions are allowed they are what the engine is open for.
  if (facts.reduces && view.engine === 'reduce_only') return 0;
  // A way out of a position is tried again sooner than a way in.
  const most = facts.reduces ? mostReducingMs : mostMs;
  return Math.min(most, firstMs * 2 ** (times - 1));
}

function measure(review: Review) {
  const refusal = review.view.refusal(review.order);
  // What was decided before the refusal is not its repetition.
  if (refusal === null || review.order.decidedAt < refusal.at) return null;
  const waitMs = waitOf(review, refusal.times);
  return { refusal, waitMs, leftMs: Math.max(0, refusal.at + waitMs - review.view.at) };
}

/**
 * R-12: what the broker has refused is not sent again at every bar.
 *
 * It begins anew when an order is executed or refused for another reason, and when the engine's
 * state, the book's state or the session changes; that the broker takes an order is no such sign,
 * because it may reject it a moment later.
 */
export const refusalBackoff: Control = {
  id: 'R-12',
  code: 'risk.refusal_backoff',
  title: 'Back-off after refusals',
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
  explain(inputs) {
    const times = input(inputs, 'times');
    const minutes = Math.round(input(inputs, 'waitMs') / MINUTE);
    return (
      `The broker has refused like orders ${times === 1 ? 'once' : `${times} times in a row`} ` +
      `(${String(inputs['said'])}); the next one may leave ${minutes} min after its last refusal.`
    );
  },
};
