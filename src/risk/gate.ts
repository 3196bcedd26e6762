import type { ControlResult } from '../ledger/journal.ts';
import type { Denial } from '../orders/event.ts';
import type { OrderRequest } from '../orders/request.ts';
import type { ApprovedOrder } from './approved.ts';
import { CONTROLS } from './controls.ts';
import type { RiskLimits } from './limits.ts';
import { orderFacts, type RiskView } from './view.ts';

/** The gate's answer, with the result of every control and what it looked at. */
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
 * The gate: the only place that makes an approved order.
 *
 * Every control is evaluated, none is skipped after the first denial, and there is no bypass.
 */
export function review(order: OrderRequest, view: RiskView, limits: RiskLimits): Verdict {
  const facts = orderFacts(order, view);
  const subject = { order, facts, view, limits };
  const controls: ControlResult[] = [];
  let denials: Denial[] | undefined;
  for (const control of CONTROLS) {
    const result = control.check(subject);
    controls.push(result);
    if (result.outcome !== 'deny') continue;
    denials ??= [];
    denials.push({ code: control.code, message: control.explain(result) });
  }
  if (denials !== undefined) return { verdict: 'denied', denials, controls };
  return { verdict: 'approved', order: order as ApprovedOrder, controls };
}
