import { type Control, judged } from '../control.ts';

/** nothing is added to a symbol while an order or a position of it is in doubt. */
export const doubtfulSymbol: Control = {
  id: 'R-28',
  code: 'risk.symbol_in_doubt',
  title: 'Symbol in doubt',
  check({ order, facts, view }) {
    let unknown: string | null = null;
    for (const open of view.open) {
      if (open.request.symbol !== order.symbol || open.request.id === order.id) continue;
      const { status } = open;
      const doubt = status === 'unknown' || status === 'quarantined' || status === 'abandoned';
      if (doubt || open.gap) unknown = open.request.id;
    }
    const drift = view.doubtful.has(order.symbol);
    const ok = facts.reduces || (unknown === null && !drift);
    return judged(doubtfulSymbol, ok, { unknown, drift });
  },
  explain({ inputs }) {
    return inputs['unknown'] === null
      ? 'The broker states another position in this symbol than our ledger; nothing is added to it.'
      : `The fate of order ${String(inputs['unknown'])} in this symbol is not known yet.`;
  },
};
