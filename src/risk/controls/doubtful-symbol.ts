import type { OrderState } from '../../orders/lifecycle.ts';
import { type Control, input, type Review } from '../control.ts';

/** What is not known of an order that is not over; null when all is. */
export function doubtOf({ status, gap, brokerStatus }: OrderState): string | null {
  if (status === 'unknown' || status === 'quarantined' || status === 'abandoned') return status;
  if (gap) return 'gap';
  // It rests where nobody can say what becomes of it, so it may fill or never.
  const inert =
    brokerStatus === 'held' || brokerStatus === 'suspended' || brokerStatus === 'pending_review';
  return inert ? brokerStatus : null;
}

/** The doubt that stands in the way of an order, of its symbol and of the whole account. */
function measure({ order, view }: Review) {
  let inDoubt: string | null = null;
  let doubt: string | null = null;
  let unknownOrders = 0;
  let isLater = false;
  for (const open of view.open) {
    const { id, symbol } = open.request;
    if (id === order.id) {
      isLater = true;
      continue;
    }
    const found = doubtOf(open);
    // Of orders whose fate is unknown the one decided first is sent again first, or each would wait
    // for the other. All are counted at their worst meanwhile, so this adds nothing to the worst.
    if (found === null || (isLater && found === 'unknown')) continue;
    // What was given up for lost is watched for a day, and holds back its own symbol alone.
    if (found === 'unknown') unknownOrders += 1;
    if (symbol !== order.symbol) continue;
    inDoubt = id;
    doubt = found;
  }
  return { unknown: inDoubt, doubt, unknownOrders, drift: view.doubtful.has(order.symbol) };
}

/** nothing is added where an order or a position is in doubt, nor anywhere once many are. */
export const doubtfulSymbol: Control = {
  id: 'R-28',
  code: 'risk.symbol_in_doubt',
  title: 'Symbol in doubt',
  check(review) {
    if (review.facts.reduces) return true;
    const { unknown, unknownOrders, drift } = measure(review);
    return unknown === null && !drift && unknownOrders < review.limits.maxUnknownOrders;
  },
  inputs: (review) => ({ ...measure(review), maxUnknown: review.limits.maxUnknownOrders }),
  explain(inputs) {
    const { unknown, doubt } = inputs;
    if (unknown === null || unknown === undefined) {
      return inputs['drift'] === true
        ? 'The broker states another position in this symbol than our ledger; nothing is added ' +
            'to it until a statement agrees.'
        : `The fate of ${input(inputs, 'unknownOrders')} orders is not known yet; nothing is ` +
            'added to any position until the broker has answered.';
    }
    const order = `order ${String(unknown)} in this symbol`;
    if (doubt === 'held' || doubt === 'suspended' || doubt === 'pending_review') {
      return (
        `The broker calls ${order} "${doubt}"; nothing is added to it until the broker lets it ` +
        'go on or it is canceled.'
      );
    }
    return `The fate of ${order} is not known yet.`;
  },
};
