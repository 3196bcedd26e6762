import type { ControlResult } from '../ledger/journal.ts';
import type { Denial } from '../orders/event.ts';
import type { OrderRequest } from '../orders/request.ts';
import type { ApprovedOrder } from './approved.ts';
import { CONTROLS } from './controls.ts';
import { type Detail, evaluate } from './evaluate.ts';
import type { RiskLimits } from './limits.ts';
import { orderFacts, type RiskView } from './view.ts';

/** The gate's answer, with the result of every control and what it compared. */
export type Verdict =
  | {
      readonly verdict: 'approved';
      readonly order: ApprovedOrder;
      readonly controls: readonly ControlResult[];
    }
  | {
      readonly verdict: 'denied';
      readonly denials: readonly Denial[];
      readonly controls: readonly ControlResult[];
    };

/**
 * Reviews an order by every control; the only place that makes an approved order.
 *
 * There is no bypass: the list of controls is not a parameter.
 *
 * @param detail `denials` in research runs whose journal nobody keeps: the checks are the same
 */
export function review(
  order: OrderRequest,
  {
    view,
    limits,
    detail,
  }: {
    readonly view: RiskView;
    readonly limits: RiskLimits;
    readonly detail: Detail;
  },
): Verdict {
  const subject = { order, facts: orderFacts(order, view), view, limits };
  const { controls, denials } = evaluate(CONTROLS, subject, detail);
  if (denials.length > 0) return { verdict: 'denied', denials, controls };
  // The one cast that approves.
  return { verdict: 'approved', order: order as ApprovedOrder, controls };
}
