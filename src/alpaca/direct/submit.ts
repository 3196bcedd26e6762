import { canonicalJson } from '../../core/canonical.ts';
import type { EpochMs } from '../../core/time.ts';
import type { Broker, Submission } from '../../engine/ports.ts';
import type { ClientOrderId, OrderRequest } from '../../orders/request.ts';
import { review } from '../../risk/gate.ts';
import type { RiskLimits } from '../../risk/limits.ts';
import { unlike } from '../client/order-status.ts';
import { alpacaError } from '../errors.ts';
import { toNewOrder } from '../wire/order-request.ts';
import type { OrderReport } from '../wire/order.ts';
import { type AccountSources, readAccountView } from './account-view.ts';
import { type NewOrder, orderIdOf, requestOf } from './new-order.ts';

/** Reason for refusing an order. */
export interface RefusalReason {
  /** A control's code such as `risk.max_order_value`; the broker's code, or `rejected`. */
  readonly code: string;
  readonly message: string;
}

/** Result of submitting an order. */
export type OrderAnswer = { readonly key: string } &
  /** The broker has it. `status` is the first one reported; a fill comes later. */
  (
    | { readonly kind: 'acknowledged'; readonly brokerId: string; readonly status: string }
    /** The broker does not have it: a limit denied it and it was not sent, or the broker did. */
    | {
        readonly kind: 'refused';
        readonly by: 'limits' | 'broker';
        readonly reasons: readonly RefusalReason[];
      }
    /** It may or may not exist. Ask `find` before anything else; the same key is the same order. */
    | {
        readonly kind: 'unknown';
        readonly message: string;
        /** Asks the broker for the order; undefined when the broker does not know it (yet). */
        find(): Promise<OrderReport | undefined>;
      }
  );

/** Dependencies of a submission. */
export interface SubmitParts extends AccountSources {
  readonly broker: Pick<Broker, 'submit'>;
  readonly limits: RiskLimits;
}

/** Options of one submission. */
export interface SubmitOptions {
  /**
   * The caller's id of this order, 8 to 48 visible characters such as a UUID: save it before the
   * call. The broker takes one order per key, so a call may be repeated after a crash.
   */
  readonly key: string;
}

/** Submits one order after the other, each reviewed against the account as the last one left it. */
export type Submit = (order: NewOrder, options: SubmitOptions) => Promise<OrderAnswer>;

/** Creates the function that reviews and sends orders, without a journal. */
export function createSubmit(parts: SubmitParts): Submit {
  /** Orders without a response, which count as open until the broker reports them. */
  const unknown = new Map<ClientOrderId, OrderRequest>();
  let last: Promise<unknown> = Promise.resolve();
  return (order, { key }) => {
    const turn = last.then(() => submitOne(parts, unknown, { order, key }));
    last = turn.catch(() => undefined);
    return turn;
  };
}

async function submitOne(
  parts: SubmitParts,
  unknown: Map<ClientOrderId, OrderRequest>,
  { order, key }: { readonly order: NewOrder; readonly key: string },
): Promise<OrderAnswer> {
  const { reads, broker, limits } = parts;
  const id = orderIdOf(key);
  const draft = requestOf(order, { id, at: 0 as EpochMs });
  refuseOther(unknown.get(id), draft);
  const before = await reads.orderByClientId(id);
  if (before !== undefined) {
    unknown.delete(id);
    return answerOf(before, draft);
  }
  await forgetFound(parts, unknown);
  const asked = [...unknown.values()];
  const view = await readAccountView(parts, { symbol: draft.symbol, limits, unknown: asked });
  const request = { ...draft, decidedAt: view.at };
  const verdict = review(request, { view, limits, detail: 'denials' });
  if (verdict.verdict === 'denied') {
    const reasons = verdict.denials.map(({ code, message }) => ({ code, message }));
    return { key, kind: 'refused', by: 'limits', reasons };
  }
  unknown.set(id, request);
  const submission = await broker.submit(verdict.order);
  if (submission.kind === 'duplicate') {
    const found = await reads.orderByClientId(id);
    if (found === undefined) return unknownAnswer(parts, id, submission.evidence.message);
    unknown.delete(id);
    return answerOf(found, request);
  }
  const answer = answerTo(parts, submission, id);
  if (answer.kind !== 'unknown') unknown.delete(id);
  return answer;
}

function answerTo(
  parts: SubmitParts,
  submission: Exclude<Submission, { readonly kind: 'duplicate' }>,
  id: ClientOrderId,
): OrderAnswer {
  const { evidence } = submission;
  switch (submission.kind) {
    case 'acknowledged': {
      const { brokerId, status } = submission;
      return { key: id, kind: 'acknowledged', brokerId, status };
    }
    case 'refused':
    case 'withheld': {
      const code = String(evidence.code ?? evidence.status ?? 'rejected');
      const reasons = [{ code, message: evidence.message }];
      return { key: id, kind: 'refused', by: 'broker', reasons };
    }
    case 'unknown':
      return unknownAnswer(parts, id, evidence.message);
  }
}

function unknownAnswer({ reads }: SubmitParts, id: ClientOrderId, message: string): OrderAnswer {
  return { key: id, kind: 'unknown', message, find: () => reads.orderByClientId(id) };
}

/** Returns the result for an order that the broker already has. */
function answerOf(report: OrderReport, request: OrderRequest): OrderAnswer {
  const key = request.id;
  const difference = unlike(request, report);
  if (difference !== undefined) throw keyReused(key, difference);
  const { id: brokerId, status } = report;
  if (status !== 'rejected') return { key, kind: 'acknowledged', brokerId, status };
  const reasons = [{ code: 'rejected', message: 'The broker rejected the order.' }];
  return { key, kind: 'refused', by: 'broker', reasons };
}

/** Refuses an order under the key of another one whose outcome is unknown. */
function refuseOther(before: OrderRequest | undefined, next: OrderRequest): void {
  if (before === undefined) return;
  const [first, second] = [before, next].map((one) => canonicalJson(toNewOrder(one)));
  if (first !== second) throw keyReused(next.id, `${second} instead of ${first}`);
}

function keyReused(key: string, difference: string): Error {
  return alpacaError('alpaca.key_reused', `Key ${key} is of another order: ${difference}.`, {
    next: 'Use a new key for a new order.',
  });
}

/** Removes the orders found at the broker; one whose lookup fails stays unknown. */
async function forgetFound(
  { reads }: SubmitParts,
  unknown: Map<ClientOrderId, OrderRequest>,
): Promise<void> {
  for (const id of unknown.keys()) {
    if ((await reads.orderByClientId(id)) !== undefined) unknown.delete(id);
  }
}
