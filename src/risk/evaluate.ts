import type { ControlResult } from '../ledger/journal.ts';
import type { Denial } from '../orders/event.ts';
import type { Control, Review } from './control.ts';
import type { LimitsOf } from './limits.ts';

/** Whether the inputs of controls that passed are kept, or only those of denials. */
export type Detail = 'all' | 'denials';

/** What a list of controls found about one order; no denial means that all of them pass it. */
export interface Evaluation {
  readonly controls: readonly ControlResult[];
  readonly denials: readonly Denial[];
}

const NO_RESULTS: readonly ControlResult[] = [];
const NO_DENIALS: readonly Denial[] = [];

/**
 * Evaluates every control of a list; none is skipped after the first denial. Fundamental denials
 * come first, otherwise they keep the order of the list.
 *
 * Approves nothing: only the gate does, and with all of its controls.
 *
 * @param detail `denials` in research runs whose journal nobody keeps: the checks are the same
 */
export function evaluate<const C extends readonly Control[]>(
  list: C,
  subject: Review<LimitsOf<C>>,
  detail: Detail,
): Evaluation {
  let controls: ControlResult[] | undefined;
  let denials: Denial[] | undefined;
  let fundamental = 0;
  for (let index = 0; index < list.length; index += 1) {
    const control = list[index]!;
    const passed = control.check(subject);
    if (passed !== false && detail === 'denials') continue;
    const { id, code } = control;
    const inputs = control.inputs(subject);
    const outcome = passed === undefined ? 'not_applicable' : passed ? 'pass' : 'deny';
    controls ??= [];
    controls.push({ control: id, code, outcome, inputs });
    if (passed !== false) continue;
    const cause = control.cause?.(inputs);
    const message = control.explain(inputs);
    denials ??= [];
    const denial = cause === undefined ? { code, message } : { code, cause, message };
    if (control.isFundamental?.(inputs) === true) denials.splice(fundamental++, 0, denial);
    else denials.push(denial);
  }
  return { controls: controls ?? NO_RESULTS, denials: denials ?? NO_DENIALS };
}
