import { approvedOrder, type OrderState, plannedOrder } from '../../orders/lifecycle.ts';
import type { BookId, ClientOrderId, OrderRequest, OrderTerms } from '../../orders/request.ts';
import type { Detail } from '../../risk/evaluate.ts';
import { review, type Verdict } from '../../risk/gate.ts';
import type { RiskLimits } from '../../risk/limits.ts';
import type { RiskView } from '../../risk/view.ts';
import type { Ticker } from '../../market/symbol.ts';
import type { OrderDraft } from '../../strategy/intent.ts';
import { AssumedView } from './assumed-view.ts';
import type { PlannedStep, TargetPlan } from './plan-target.ts';

/** A plan of one intent, and where its orders' ids come from. */
export interface PlannedDecision {
  readonly plan: TargetPlan;
  readonly book: BookId;
  readonly symbol: Ticker;
  readonly reason: string;
  /** The id of each step, from 0. */
  readonly idOf: (step: number) => ClientOrderId;
}

/** An order of a plan as it would be sent, with the gate's answer. */
export interface ReviewedOrder {
  readonly request: OrderRequest;
  readonly verdict: Verdict;
}

/** What a review of plans reads from. */
export interface PlanReviewParts {
  readonly view: RiskView;
  readonly limits: RiskLimits;
  readonly detail: Detail;
  /** Makes the request of a draft, decided now. */
  readonly request: (
    draft: OrderDraft,
    decision: Pick<OrderRequest, 'book' | 'id' | 'reason' | 'waits' | 'together'>,
  ) => OrderRequest;
}

const AT_MARKET: OrderTerms = { type: 'market' };

/**
 * Reviews the orders of plans that pass or fail together, each as the account will be when it is
 * sent: what it waits for has ended, and the orders of the plans before it are working.
 *
 * @returns every order, or those up to the first that is denied, which is then the last
 */
export function reviewPlans(
  plans: readonly PlannedDecision[],
  { view, limits, detail, request }: PlanReviewParts,
): readonly ReviewedOrder[] {
  const ended = new Set(plans.flatMap(({ plan }) => plan.steps.flatMap(({ after }) => after)));
  const ids = plans.map(({ plan, idOf }) => plan.steps.map((_, step) => idOf(step)));
  const together = plans.length === 1 ? {} : { together: ids.flat() };
  const reviewed: ReviewedOrder[] = [];
  const working: OrderState[] = [];
  for (const [place, { plan, book, symbol, reason }] of plans.entries()) {
    const own: OrderRequest[] = [];
    for (const [step, planned] of plan.steps.entries()) {
      const id = ids[place]![step]!;
      const before = own.at(-1);
      const waits = waitOf(planned, before);
      const decided = request(draftOf(symbol, planned), {
        book,
        id,
        reason,
        ...waits,
        ...together,
      });
      const filled = planned.follows && before !== undefined ? [before] : [];
      const assumed = new AssumedView(view, { ended, filled, working });
      const verdict = review(decided, { view: assumed, limits, detail });
      reviewed.push({ request: decided, verdict });
      if (verdict.verdict === 'denied') return reviewed;
      own.push(decided);
    }
    working.push(...own.map((one) => approvedOrder(plannedOrder(one), one.decidedAt)));
  }
  return reviewed;
}

/** The draft of a step: at the market, or in its own terms. */
function draftOf(symbol: Ticker, { side, quantity, terms }: PlannedStep): OrderDraft {
  const own = terms ?? { terms: AT_MARKET, timeInForce: 'day', extendedHours: false };
  return { symbol, side, quantity, ...own };
}

function waitOf(
  { after, follows, reduces }: PlannedStep,
  before: OrderRequest | undefined,
): Pick<OrderRequest, 'waits'> {
  if (follows && before !== undefined) {
    return { waits: { for: 'fill', orders: [before.id], reduces } };
  }
  return after.length === 0 ? {} : { waits: { for: 'end', orders: after, reduces } };
}
