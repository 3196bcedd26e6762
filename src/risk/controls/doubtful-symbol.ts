import type { Control, Review } from '../control.ts';

function unknownOf({ order, view }: Review): string | null {
  let unknown: string | null = null;
  for (const open of view.open) {
    if (open.request.symbol !== order.symbol || open.request.id === order.id) continue;
    const { status } = open;
    const doubt = status === 'unknown' || status === 'quarantined' || status === 'abandoned';
    if (doubt || open.gap) unknown = open.request.id;
  }
  return unknown;
}

function driftOf({ order, view }: Review): boolean {
  return view.doubtful.has(order.symbol);
}

/** nothing is added to a symbol while an order or a position of it is in doubt. */
export const doubtfulSymbol: Control = {
  id: 'R-28',
  code: 'risk.symbol_in_doubt',
  title: 'Symbol in doubt',
  check: (review) => review.facts.reduces || (unknownOf(review) === null && !driftOf(review)),
  inputs: (review) => ({ unknown: unknownOf(review), drift: driftOf(review) }),
  explain(inputs) {
    return inputs['unknown'] === null
      ? 'The broker states another position in this symbol than our ledger; nothing is added to it.'
      : `The fate of order ${String(inputs['unknown'])} in this symbol is not known yet.`;
  },
};
