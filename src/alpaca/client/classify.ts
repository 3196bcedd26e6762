import { messageOf } from '../../core/errors.ts';
import type { EpochMs } from '../../core/time.ts';
import type { CancelAnswer, Submission } from '../../engine/ports.ts';
import { type Evidence, isWorking } from '../../orders/event.ts';
import type { OrderRequest } from '../../orders/request.ts';
import { parseErrorBody } from '../wire/error-body.ts';
import { decodeJson } from '../wire/json.ts';
import { type OrderReport, parseOrder } from '../wire/order.ts';
import { unlike } from './order-status.ts';
import { type HttpResult, excerptOf } from './rest.ts';

/** Outcome of a submission, with the order in the response if there was one. */
export interface Classified {
  readonly submission: Submission;
  readonly report: OrderReport | null;
}

/**
 * Alpaca's codes for an order that was refused; they prove that no order exists.
 *
 * Any other 4xx response (a proxy's 403 without a code, for example) proves nothing.
 */
const BUSINESS_CODES: ReadonlySet<number> = new Set([
  40010000, 40010001, 40310000, 40310100, 40410000, 42210000,
]);
const BUSINESS_STATUSES: ReadonlySet<number> = new Set([400, 403, 404, 422]);
const DUPLICATE_CODE = 40010001;
const DUPLICATE = /client_order_id must be unique/i;

/**
 * Classifies the response to a new or replaced order. Only a documented broker error proves that an
 * order does not exist; a timeout, a lost connection, an HTML page or a 429 leaves it unknown.
 *
 * @param request the order sent, compared with the order the broker reports
 * @param now the time to use when the response has no timestamp
 */
export function classifySubmission(
  exchange: HttpResult,
  request: OrderRequest,
  now: EpochMs,
): Classified {
  if (exchange.kind === 'withheld') {
    const evidence = { source: 'own_decision', message: excerptOf(exchange) } as const;
    return { submission: { kind: 'withheld', at: now, evidence }, report: null };
  }
  if (exchange.kind === 'failed') {
    const message = exchange.sent ? exchange.message : `nothing was sent: ${exchange.message}`;
    return unknown(now, { source: 'response', message });
  }
  const { status, body } = exchange.response;
  if (status >= 200 && status < 300) return accepted(exchange.response, request, now);
  const evidence = evidenceOf(status, body);
  if (evidence.code === undefined || !BUSINESS_STATUSES.has(status)) return unknown(now, evidence);
  if (evidence.code === DUPLICATE_CODE && DUPLICATE.test(evidence.message)) {
    return { submission: { kind: 'duplicate', at: now, evidence }, report: null };
  }
  return BUSINESS_CODES.has(evidence.code)
    ? { submission: { kind: 'refused', at: now, evidence }, report: null }
    : unknown(now, evidence);
}

function accepted(
  { status, body }: { readonly status: number; readonly body: string },
  request: OrderRequest,
  now: EpochMs,
): Classified {
  let report: OrderReport;
  try {
    report = parseOrder(decodeJson(body));
  } catch (error) {
    return unknown(now, { source: 'response', status, message: messageOf(error) });
  }
  const at = report.updatedAt;
  const difference = unlike(request, report);
  const evidence: Evidence = { source: 'response', status, message: `status ${report.status}` };
  if (difference !== undefined) {
    const message = `the broker booked a different order: ${difference}`;
    return { submission: { kind: 'unknown', at, evidence: { ...evidence, message } }, report };
  }
  if (report.status === 'rejected')
    return { submission: { kind: 'refused', at, evidence }, report };
  return {
    submission: {
      kind: 'acknowledged',
      brokerId: report.id,
      // Later states (filled, canceled) are reported by separate events.
      status: isWorking(report.status) ? report.status : 'new',
      at,
      evidence,
    },
    report,
  };
}

function unknown(at: EpochMs, evidence: Evidence): Classified {
  return { submission: { kind: 'unknown', at, evidence }, report: null };
}

function evidenceOf(status: number, body: string): Evidence {
  const { code, message } = parseErrorBody(body);
  return {
    source: 'response',
    status,
    ...(code === null ? {} : { code }),
    message: message.slice(0, 500),
  };
}

/**
 * Classifies the response to a cancel request. Success means requested, never canceled; after a
 * refusal (`already filled`, not found) the order must be read again.
 */
export function classifyCancel(exchange: HttpResult): CancelAnswer {
  if (exchange.kind !== 'answered') {
    return { kind: 'unknown', evidence: { source: 'response', message: excerptOf(exchange) } };
  }
  const { status, body } = exchange.response;
  if (status >= 200 && status < 300) return { kind: 'requested' };
  const evidence = evidenceOf(status, body);
  const refused = evidence.code !== undefined && BUSINESS_CODES.has(evidence.code);
  return { kind: refused && status !== 429 ? 'refused' : 'unknown', evidence };
}
