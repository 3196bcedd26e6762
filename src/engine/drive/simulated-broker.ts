import type { Money } from '../../core/decimal.ts';
import type { EpochMs } from '../../core/time.ts';
import type { BrokerSnapshot, Mode } from '../../ledger/journal.ts';
import type { MarketEvent } from '../../market/event.ts';
import { averagePrice } from '../../market/instrument.ts';
import type { BrokerOrder, Evidence, Fill, OrderEvent } from '../../orders/event.ts';
import {
  type BrokerOrderId,
  type ClientOrderId,
  parseClientOrderId,
} from '../../orders/request.ts';
import type { ApprovedOrder } from '../../risk/approved.ts';
import type { Exchange, ExchangeEvent, ExchangeOrderState } from '../../simulator/exchange.ts';
import { GTC_DAYS } from '../../simulator/session.ts';
import type { Answer, Command } from '../events.ts';
import type { Broker, BrokerEvent, CancelAnswer, Submission } from '../ports.ts';

const RESPONSE: Evidence = {
  source: 'response',
  status: 200,
  message: 'accepted by the simulator',
};
const STREAM: Evidence = { source: 'stream', message: 'told by the simulator' };
const AGED: Evidence = {
  source: 'stream',
  message: `a good-till-canceled order expires after ${GTC_DAYS} days`,
};
const NOTHING: readonly BrokerEvent[] = Object.freeze([]);

/**
 * The simulated exchange as a broker that answers immediately: what a backtest trades against.
 *
 * The same object behind {@link asBroker} is a broker for the live driver, which is how the two
 * drivers are held to the same journal.
 */
export class SimulatedBroker {
  readonly exchange: Exchange;
  readonly #account: string;
  #now: EpochMs;
  #greeted = false;
  #observed = false;
  #filled: ExchangeOrderState | undefined;
  /** The instant of the last execution. */
  #filledAt: EpochMs;
  readonly #fills = new Map<string, Fill[]>();
  readonly #keepFills: boolean;
  readonly #seesEveryBar: boolean;

  constructor(parts: {
    readonly exchange: Exchange;
    readonly account: string;
    readonly startsAt: EpochMs;
    /** Whether executions are kept for `find`; a backtest, which never asks, does without. */
    readonly keepFills: boolean;
    /** Whether the exchange fills at closes and so has to see every bar. Default false. */
    readonly seesEveryBar?: boolean;
  }) {
    this.exchange = parts.exchange;
    this.#account = parts.account;
    this.#now = parts.startsAt;
    this.#filledAt = parts.startsAt;
    this.#keepFills = parts.keepFills;
    this.#seesEveryBar = parts.seesEveryBar ?? false;
  }

  /** Passes an event to the exchange, which may fill resting orders. */
  observe(event: MarketEvent): void {
    if (event.at > this.#now) this.#now = event.at;
    // A bar without resting orders changes nothing at the exchange.
    if (event.kind === 'bar' && this.exchange.restingCount === 0 && !this.#seesEveryBar) return;
    this.exchange.observe(event);
    this.#observed = true;
  }

  /** Whether there may be events to take. */
  get hasNews(): boolean {
    return this.#observed;
  }

  /** Returns the broker's events since the last call; the first call greets. */
  take(): readonly BrokerEvent[] {
    this.#observed = false;
    const told = this.exchange.drain();
    if (this.#greeted && told.length === 0) return NOTHING;
    const events: BrokerEvent[] = [];
    if (!this.#greeted) events.push({ kind: 'connected', at: this.#now });
    this.#greeted = true;
    for (const event of told) {
      const translated = this.#translate(event);
      if (translated !== undefined) events.push(translated);
    }
    return events;
  }

  /** Carries out a command and returns the answer; undefined when the command has none. */
  perform(command: Command): Answer | undefined {
    switch (command.kind) {
      case 'submit':
        return {
          kind: 'submission',
          order: command.order.id,
          attempt: command.attempt,
          submission: this.submit(command.order),
        };
      case 'cancel':
        return {
          kind: 'cancel',
          at: this.#now,
          order: command.order,
          answer: this.cancel(command.brokerId),
        };
      case 'find':
        return {
          kind: 'found',
          at: this.#now,
          // Nothing is ever pending here.
          askedAt: 0,
          order: command.order,
          found: this.find(command.order),
        };
      case 'snapshot':
        return { kind: 'snapshot', statement: command.statement, snapshot: this.snapshot() };
      case 'history':
        return undefined;
    }
  }

  submit(order: ApprovedOrder): Submission {
    // An order that reverses a position is placed at the execution that closed it.
    const follows = order.waits?.for === 'fill';
    const at = follows ? this.#filledAt : this.#now;
    const placed = this.exchange.place(
      follows ? { ...toExchange(order), follows: at } : toExchange(order),
      at,
    );
    if (placed.kind === 'placed') {
      const { id } = placed.order;
      return { kind: 'acknowledged', brokerId: id, status: 'new', at, evidence: RESPONSE };
    }
    const { status, code, message } = placed.refusal;
    return { kind: 'refused', at, evidence: { source: 'response', status, code, message } };
  }

  /** The answer for an order that must no longer be sent. */
  withhold(): Submission {
    const evidence = { source: 'own_decision', message: 'it was not to be sent any more' } as const;
    return { kind: 'withheld', at: this.#now, evidence };
  }

  cancel(id: BrokerOrderId): CancelAnswer {
    const refusal = this.exchange.cancel(id, this.#now);
    if (refusal === undefined) return { kind: 'requested' };
    const { status, code, message } = refusal;
    return { kind: 'refused', evidence: { source: 'response', status, code, message } };
  }

  find(id: ClientOrderId): BrokerOrder | undefined {
    const state = this.exchange.orderByClientId(id);
    return state === undefined ? undefined : this.#describe(state);
  }

  snapshot(): BrokerSnapshot {
    const { cash, positions } = this.exchange.account();
    const openOrders: BrokerOrder[] = [];
    if (this.exchange.restingCount > 0) {
      for (const state of this.exchange.orders()) {
        if (state.status === 'new' || state.status === 'partially_filled') {
          openOrders.push(this.#describe(state));
        }
      }
    }
    let equity: Money = cash;
    for (const { cost } of positions) equity = equity.plus(cost);
    return {
      at: this.#now,
      account: {
        id: this.#account,
        status: 'ACTIVE',
        cash,
        equity,
        buyingPower: cash,
        tradingBlocked: false,
      },
      positions: positions.map(({ symbol, instrument, quantity, cost }) => ({
        symbol,
        instrument,
        quantity,
        averagePrice: averagePrice(instrument, cost, { units: quantity }),
      })),
      openOrders,
      fills: [],
      flows: [],
    };
  }

  #translate(event: ExchangeEvent): BrokerEvent | undefined {
    const { at } = event;
    switch (event.kind) {
      case 'fill':
      case 'partial_fill': {
        const { fill } = event;
        this.#filled = event.order;
        this.#filledAt = at;
        if (this.#keepFills) this.#keep(fill);
        const complete = event.kind === 'fill';
        const told: OrderEvent = {
          kind: 'filled',
          at,
          order: fill.order,
          fill,
          complete,
          evidence: STREAM,
        };
        return { kind: 'order', event: told };
      }
      case 'canceled':
      case 'expired':
      case 'rejected': {
        const order = parseClientOrderId(event.order.clientId);
        const isAged = event.kind === 'expired' && event.order.timeInForce === 'gtc';
        const evidence = isAged ? AGED : STREAM;
        return { kind: 'order', event: { kind: event.kind, at, order, evidence } };
      }
      case 'cash': {
        const { flow: kind, symbol, amount, id, note } = event;
        const order = event.order === null ? null : this.#clientIdOf(event.order);
        const flow =
          symbol === null
            ? { kind, amount, id, note, at, order }
            : { kind, amount, symbol, id, note, at, order };
        return { kind: 'flow', at, flow };
      }
      // The answer to the submission said it already; a split comes with the market's events.
      case 'new':
      case 'accepted':
      case 'pending_new':
      case 'triggered':
      case 'split':
      case 'replaced':
      case 'done_for_day':
        return undefined;
    }
  }

  /** A fee is reported right after its execution, so its order is mostly the last one filled. */
  #clientIdOf(id: BrokerOrderId): string | null {
    if (this.#filled?.id === id) return this.#filled.clientId;
    return this.exchange.order(id)?.clientId ?? null;
  }

  #keep(fill: Fill): void {
    const known = this.#fills.get(fill.order);
    if (known === undefined) this.#fills.set(fill.order, [fill]);
    else known.push(fill);
  }

  #describe(state: ExchangeOrderState): BrokerOrder {
    const { id, clientId, symbol, instrument, side, status, filled, size, terms, timeInForce } =
      state;
    const { extendedHours, createdAt, updatedAt, replacedBy } = state;
    return {
      id,
      clientId,
      symbol,
      side,
      status,
      filled,
      request: {
        symbol,
        instrument,
        side,
        size,
        terms,
        timeInForce,
        extendedHours,
        decidedAt: createdAt,
      },
      updatedAt,
      replacedBy,
      fills: this.#fills.get(clientId) ?? [],
    };
  }
}

function toExchange(order: ApprovedOrder) {
  const { id: clientId, symbol, side, size, terms, timeInForce, extendedHours } = order;
  return { clientId, symbol, side, size, terms, timeInForce, extendedHours };
}

/**
 * The simulated broker as the live driver's port: the same answers, through promises.
 *
 * @param next gives the broker's events as they are taken from {@link SimulatedBroker.take}
 */
export function asBroker(
  simulated: SimulatedBroker,
  next: (signal: AbortSignal) => AsyncIterable<BrokerEvent>,
): Broker {
  const mode: Mode = 'sim';
  return {
    mode,
    submit: (order, canStillSend) =>
      Promise.resolve(canStillSend?.() === false ? simulated.withhold() : simulated.submit(order)),
    find: (id) => Promise.resolve(simulated.find(id)),
    cancel: (id) => Promise.resolve(simulated.cancel(id)),
    replace: () => Promise.reject(new Error('the engine replaces by canceling and deciding anew')),
    events: next,
    snapshot: () => Promise.resolve(simulated.snapshot()),
  };
}
