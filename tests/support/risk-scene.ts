import { price, quantity } from '../../src/core/decimal.ts';
import { epochMs } from '../../src/core/time.ts';
import { instrumentOf } from '../../src/market/instrument.ts';
import { ticker } from '../../src/market/symbol.ts';
import {
  approvedOrder,
  type OrderState,
  plannedOrder,
  transition,
} from '../../src/orders/lifecycle.ts';
import type {
  BookId,
  BrokerOrderId,
  ClientOrderId,
  OrderRequest,
  OrderTerms,
  Side,
} from '../../src/orders/request.ts';
import { review } from '../../src/risk/gate.ts';
import { changeLimits, type RiskLimitsChange, SIM_LIMITS } from '../../src/risk/limits.ts';
import type { HeldSymbol, RiskView, UsageView } from '../../src/risk/view.ts';

/** The instant of every review. */
export const NOW = epochMs(1_700_000_000_000);

/** The symbol of every order. */
export const SPY = ticker('SPY');

/** Order fields set by a test; the rest is a market buy of ten shares. */
export interface SceneOrder {
  readonly side?: Side;
  readonly shares?: number;
  readonly book?: string;
  readonly terms?: OrderTerms;
  readonly id?: string;
  readonly decidedAt?: number;
}

/** An order of the book `trend`. */
export function request({
  side = 'buy',
  book = 'trend',
  shares = 10,
  terms,
  id = 'qp1-new',
  decidedAt = NOW,
}: SceneOrder = {}): OrderRequest {
  return {
    id: id as ClientOrderId,
    book: book as BookId,
    symbol: SPY,
    instrument: instrumentOf(SPY),
    side,
    size: { kind: 'quantity', quantity: quantity(shares) },
    terms: terms ?? { type: 'market' },
    timeInForce: 'day',
    extendedHours: false,
    reason: 'a test',
    decidedAt: epochMs(decidedAt),
  };
}

/** Account fields set by a test. */
export interface Scene extends Partial<RiskView> {
  readonly held?: number;
  readonly positions?: readonly HeldSymbol[];
}

/** An account of 10,000 with a fresh price of 100, unless the scene differs. */
export function view(scene: Scene = {}): UsageView {
  return {
    at: NOW,
    engine: 'running',
    equity: 10_000,
    dayStartEquity: 10_000,
    drawdown: 0,
    cash: 10_000,
    buyingPower: null,
    gross: 0,
    holding: () => scene.held ?? 0,
    holders: () => [],
    market: () => ({ price: 100, source: 'quote', at: NOW, periodMs: 0 }),
    open: [],
    recent: [],
    unreconciled: new Set(),
    refusal: () => null,
    cashDrift: 0,
    positions: [],
    ...scene,
  };
}

/** Broker statuses in which an order waits for another event. */
export type Inert = 'held' | 'suspended' | 'pending_review';

/** An order of ours that has been sent, with what has happened to it since. */
export function open(
  words: SceneOrder = {},
  ...statuses: readonly ('unknown' | 'gap' | Inert)[]
): OrderState {
  let order = approvedOrder(plannedOrder(request({ id: 'qp1-old', ...words })), NOW);
  const evidence = { source: 'response', message: '' } as const;
  for (const status of statuses) {
    const at = NOW;
    const { id } = order.request;
    const brokerId = 'b' as BrokerOrderId;
    const next =
      status === 'unknown'
        ? transition(order, { kind: 'outcome_unknown', at, order: id, attempt: 1, evidence })
        : status === 'gap'
          ? transition(order, {
              kind: 'fill_gap',
              at,
              order: id,
              cumulative: quantity(1),
              evidence,
            })
          : transition(order, { kind: 'accepted', at, order: id, brokerId, status, evidence });
    order = next as OrderState;
  }
  return order;
}

/** An order of one share of another symbol. */
export function elsewhere(symbol: string, status: 'unknown' | Inert): OrderState {
  const order = open({ shares: 1, id: `qp1-${symbol}` }, status);
  return { ...order, request: { ...order.request, symbol: ticker(symbol) } };
}

/** The codes by which the gate denies an order under the limits of `sim`; none when it passes. */
export function denied(
  words: SceneOrder = {},
  scene: Scene = {},
  change: RiskLimitsChange = {},
): readonly string[] {
  const limits = changeLimits(SIM_LIMITS, change);
  const verdict = review(request(words), { view: view(scene), limits, detail: 'all' });
  return verdict.verdict === 'approved' ? [] : verdict.denials.map(({ code }) => code);
}

/** Positions of books: `{ trend: 10, balance: 257 }`. */
export const heldBy = (shares: Readonly<Record<string, number>>): Scene => ({
  held: Object.values(shares).reduce((sum, held) => sum + held, 0),
  holders: () => Object.entries(shares).map(([book, held]) => ({ book: book as BookId, held })),
});

/** Terms of a limit order. */
export const limit = (at: number): OrderTerms => ({ type: 'limit', limitPrice: price(at) });

/** Terms of a stop order. */
export const stop = (at: number): OrderTerms => ({ type: 'stop', stopPrice: price(at) });

/** A last price of some age. */
export const market = (
  at: number,
  ageMs = 0,
  source: 'quote' | 'bar' = 'quote',
  periodMs = 0,
): Scene => ({
  market: () => ({ price: at, source, at: epochMs(NOW - ageMs), periodMs }),
});

/** Returns the number of similar orders the broker refused, and the age of the last refusal. */
export const refused = (times: number, agoMs: number): Scene => ({
  refusal: () => ({
    cause: { code: 403, reason: 'no' },
    message: 'no',
    times,
    at: epochMs(NOW - agoMs),
  }),
});
