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

/** Whether the inputs of controls that passed are kept, or only those of denials. */
export type Detail = 'all' | 'denials';

const NONE: readonly ControlResult[] = [];

/**
 * The gate: the only place that makes an approved order.
 *
 * Every control is evaluated, none is skipped after the first denial, and there is no bypass.
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
  let controls: ControlResult[] | undefined;
  let denials: Denial[] | undefined;
  for (let index = 0; index < CONTROLS.length; index += 1) {
    const control = CONTROLS[index]!;
    const passed = control.check(subject);
    if (passed !== false && detail === 'denials') continue;
    const { id, code } = control;
    const inputs = control.inputs(subject);
    const outcome = passed === undefined ? 'not_applicable' : passed ? 'pass' : 'deny';
    controls ??= [];
    controls.push({ control: id, code, outcome, inputs });
    if (passed !== false) continue;
    denials ??= [];
    denials.push({ code, message: control.explain(inputs) });
  }
  if (denials !== undefined) return { verdict: 'denied', denials, controls: controls ?? NONE };
  // The one cast in the house that approves.
  return { verdict: 'approved', order: order as ApprovedOrder, controls: controls ?? NONE };
}
