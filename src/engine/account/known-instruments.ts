import type { BrokerSnapshot } from '../../ledger/journal.ts';
import type { Instrument } from '../../market/instrument.ts';
import type { Ticker } from '../../market/symbol.ts';
import type { BrokerOrder, Fill } from '../../orders/event.ts';
import type { Answer } from '../events.ts';
import type { BrokerEvent } from '../ports.ts';

/**
 * Gives what a broker reports the instruments of its assets: a message names a symbol and a class,
 * and neither a multiplier nor increments.
 */
export class KnownInstruments {
  readonly #of: ((symbol: Ticker) => Instrument) | undefined;

  /** @param of what a symbol stands for; absent where reports are complete, as in a backtest */
  constructor(of: ((symbol: Ticker) => Instrument) | undefined) {
    this.#of = of;
  }

  /** Returns the event with the instruments of its assets; the same event where nothing changes. */
  inEvent(event: BrokerEvent): BrokerEvent {
    if (this.#of === undefined) return event;
    if (event.kind === 'external') return { ...event, order: this.#inOrder(event.order) };
    if (event.kind !== 'order' || event.event.kind !== 'filled') return event;
    return { ...event, event: { ...event.event, fill: this.#in(event.event.fill) } };
  }

  /** Returns the answer with the instruments of its assets; see {@link inEvent}. */
  inAnswer(answer: Answer): Answer {
    if (this.#of === undefined) return answer;
    if (answer.kind === 'snapshot') {
      return { ...answer, snapshot: this.#inSnapshot(answer.snapshot) };
    }
    if (answer.kind !== 'found' || answer.found === undefined) return answer;
    return { ...answer, found: this.#inOrder(answer.found) };
  }

  #inSnapshot(snapshot: BrokerSnapshot): BrokerSnapshot {
    return {
      ...snapshot,
      positions: snapshot.positions.map((position) => this.#in(position)),
      openOrders: snapshot.openOrders.map((order) => this.#inOrder(order)),
      fills: snapshot.fills.map((fill) => this.#in(fill)),
    };
  }

  #inOrder(order: BrokerOrder): BrokerOrder {
    const fills = order.fills.map((fill): Fill => this.#in(fill));
    return { ...order, request: this.#in(order.request), fills };
  }

  /** The class that a message names is the broker's own; what differs from it is not known. */
  #in<T extends { readonly instrument: Instrument }>(of: T): T {
    const known = this.#of?.(of.instrument.symbol);
    if (known === undefined || known === of.instrument) return of;
    return known.assetClass === of.instrument.assetClass ? { ...of, instrument: known } : of;
  }
}
