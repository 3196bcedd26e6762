import { integer } from '../../../core/schema.ts';
import type { OrderState } from '../../../orders/lifecycle.ts';
import { defineControl, everywhere, type Review } from '../../control.ts';

/** Why the outcome of an order that has not ended is not known; null when it is. */
function unresolved({ status, gap, brokerStatus }: OrderState): string | null {
  if (status === 'unknown' || status === 'quarantined' || status === 'abandoned') return status;
  if (gap) return 'gap';
  // The broker holds it back: it may fill at any time or never.
  const inert =
    brokerStatus === 'held' || brokerStatus === 'suspended' || brokerStatus === 'pending_review';
  return inert ? brokerStatus : null;
}

/** What is unresolved in the order's symbol, and how many orders of the account are unknown. */
function measure({ order, view }: Review) {
  let unknown: string | null = null;
  let doubt: string | null = null;
  let unknownOrders = 0;
  let isLater = false;
  for (const open of view.open) {
    const { id, symbol } = open.request;
    if (id === order.id) {
      isLater = true;
      continue;
    }
    const found = unresolved(open);
    // Of unknown orders the one decided first is sent again first, or each would wait for the
    // other. All are counted at their worst meanwhile, so this adds nothing to the worst.
    if (found === null || (isLater && found === 'unknown')) continue;
    // An abandoned order is watched for a day, and blocks only its own symbol.
    if (found === 'unknown') unknownOrders += 1;
    if (symbol !== order.symbol) continue;
    unknown = id;
    doubt = found;
  }
  return { unknown, doubt, unknownOrders, drift: view.unreconciled.has(order.symbol) };
}

/** nothing is added where an order or position is unresolved, nor anywhere once many are. */
export const unreconciledSymbol = defineControl({
  id: 'R-28',
  code: 'risk.symbol_unreconciled',
  title: 'Unreconciled symbol',
  limits: {
    maxUnknownOrders: integer({
      min: 1,
      description: 'unknown orders from which on nothing is added to any position',
    }),
  },
  defaults: everywhere({ maxUnknownOrders: 3 }),
  check(review) {
    if (review.facts.reduces) return true;
    const { unknown, unknownOrders, drift } = measure(review);
    return unknown === null && !drift && unknownOrders < review.limits.maxUnknownOrders;
  },
  inputs: (review) => ({ ...measure(review), maxUnknown: review.limits.maxUnknownOrders }),
  explain({ unknown, doubt, unknownOrders, drift }) {
    if (unknown === null) {
      return drift
        ? 'The broker reports another position in this symbol than our ledger; only reducing ' +
            'orders pass until a statement agrees.'
        : `The outcome of ${unknownOrders} orders is not known yet; only reducing orders pass ` +
            'until the broker has answered.';
    }
    if (doubt === 'held' || doubt === 'suspended' || doubt === 'pending_review') {
      return (
        `The broker reports order ${unknown} in this symbol as "${doubt}"; only reducing orders ` +
        'pass until the broker releases it or it is canceled.'
      );
    }
    return `The outcome of order ${unknown} in this symbol is not known yet.`;
  },
  usage({ view, limits }) {
    let count = view.unreconciled.size;
    for (const open of view.open) if (unresolved(open) !== null) count += 1;
    return {
      limit:
        'no unresolved order or position in the symbol, ' +
        `fewer than ${limits.maxUnknownOrders} unknown orders`,
      value: String(count),
      used: null,
      breached: count > 0,
    };
  },
  meaning: {
    means:
      "An order or the position of the symbol is unreconciled, or too many orders' outcomes are " +
      'unknown.',
    atLimit:
      'One unresolved order or position blocks its own symbol; maxUnknownOrders unknown orders, ' +
      'not one fewer, block every symbol. Reducing orders pass.',
    remedy: 'See quipu order list --status open; the block ends once the broker has answered.',
  },
});
