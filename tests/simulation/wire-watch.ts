import { canonicalJson } from '../../src/core/canonical.ts';
import type { HttpRequest } from '../../src/core/http.ts';
import type { World } from '../../src/core/world.ts';
import type { Broker, BrokerEvent } from '../../src/engine/ports.ts';
import type { EngineState, JournalEntry } from '../../src/ledger/journal.ts';
import type { OrderRequest } from '../../src/orders/request.ts';

/** Maximum age of a gate verdict when the first byte of its order leaves. */
const VERDICT_MS = 2_000;
/** Time until the engine knows what the stream reported. */
const HEARD_MS = 1_000;

/** An order in a request body. */
export interface WireBody {
  readonly client_order_id: string;
  readonly symbol: string;
  readonly side: string;
  readonly qty: string;
  readonly type: string;
  readonly time_in_force: string;
  readonly limit_price?: string | null;
}

/** Returns the economic terms of a body as one string. */
export function termsOnWire(body: WireBody): string {
  const { symbol, side, qty, type, time_in_force: tif, limit_price: limit } = body;
  return canonicalJson([symbol, side, qty, type, tif, limit ?? null]);
}

/** Returns the same terms of a journaled request. */
export function termsOfRequest(request: OrderRequest): string {
  const { symbol, side, size, terms, timeInForce } = request;
  const shares = size.kind === 'quantity' ? size.quantity.toString() : '';
  const limit = 'limitPrice' in terms ? terms.limitPrice.toString() : null;
  return canonicalJson([symbol, side, shares, terms.type, timeInForce, limit]);
}

/**
 * Watches the bytes that leave the engine, and checks each order against what is durable then.
 *
 * It survives every run of the engine, like an observer of the disk and the wire.
 */
export class WireWatch {
  readonly findings: string[] = [];
  /** Orders that left, repeats included. */
  posts = 0;
  /** Whether a user's halt was confirmed and is still in force. */
  haltConfirmed = false;
  /** Number of user requests to resume. */
  resumes = 0;
  /** Called for every order that leaves; a crash may follow. */
  onPost: () => void = () => {};
  /** Called for every order that leaves, with whether it buys. */
  onOrder: (order: { readonly id: string; readonly buys: boolean }, at: number) => void = () => {};
  readonly #requests = new Map<string, OrderRequest>();
  readonly #approvedAt = new Map<string, number>();
  #state: EngineState = 'running';
  #up = false;
  #read = false;
  #changedAt = 0;
  #connections = 0;
  #durable = 0;
  #storeFailed = false;

  /** Records durable entries. */
  durable(entries: readonly JournalEntry[], at: number): void {
    this.#durable += entries.length;
    for (const { body } of entries) {
      if (body.kind === 'ordered') this.#requests.set(body.order.id, body.order);
      else if (body.kind === 'reviewed' && body.verdict === 'approved') {
        this.#approvedAt.set(body.order, at);
      } else if (body.kind === 'engine_state') this.#state = body.state;
    }
  }

  /** Records a journal read after a crash: entries unknown here but durable count too. */
  recovered(entries: readonly JournalEntry[], at: number): void {
    this.durable(entries.slice(this.#durable), at);
  }

  /** Records a store failure: nothing may leave before the journal is reopened. */
  storeFailed(): void {
    this.#storeFailed = true;
  }

  /** Starts a new run of the engine. */
  boot(at: number): void {
    this.#storeFailed = false;
    this.#link(false, at);
  }

  /** Returns the broker and watches its messages. */
  over(broker: Broker, world: World): Broker {
    const hear = (event: BrokerEvent): void => {
      if (event.kind === 'connected') this.#link(true, world.clock.monotonic());
      if (event.kind === 'disconnected') this.#link(false, world.clock.monotonic());
    };
    return {
      ...broker,
      async *events(signal) {
        for await (const event of broker.events(signal)) {
          hear(event);
          yield event;
        }
      },
      snapshot: async (since) => {
        const connection = this.#connections;
        const snapshot = await broker.snapshot(since);
        if (this.#up && connection === this.#connections) this.#read = true;
        return snapshot;
      },
    };
  }

  /** Returns the engine's world and watches its outgoing requests. */
  around(world: World): World {
    return {
      ...world,
      http: {
        ...world.http,
        send: (request, ...rest) => {
          this.#sending(request, world.clock.monotonic());
          return world.http.send(request, ...rest);
        },
      },
    };
  }

  #link(up: boolean, at: number): void {
    this.#up = up;
    this.#read = false;
    this.#changedAt = at;
    this.#connections += 1;
  }

  #sending({ method, url, body }: HttpRequest, at: number): void {
    if (method !== 'POST' || !url.endsWith('/v2/orders')) return;
    this.posts += 1;
    this.onPost();
    const order = JSON.parse(body ?? '') as WireBody;
    const id = order.client_order_id;
    const found = (invariant: string, what: string): void =>
      void this.findings.push(`${invariant}: ${id} left ${what}`);
    if (this.#storeFailed) found('INV-37', 'after the journal had failed');
    const approvedAt = this.#approvedAt.get(id);
    const request = this.#requests.get(id);
    if (approvedAt === undefined || request === undefined) {
      found('INV-02', 'before its intent and its approval were durable');
      return;
    }
    if (termsOfRequest(request) !== termsOnWire(order)) {
      found('INV-03', `as ${termsOnWire(order)}, approved was ${termsOfRequest(request)}`);
    }
    if (at - approvedAt > VERDICT_MS) found('INV-03', `${at - approvedAt} ms after its verdict`);
    if (this.#state === 'halted') found('INV-21', 'after the halt was durable');
    if (this.haltConfirmed) found('INV-21', 'after a person was told that the engine is halted');
    this.onOrder({ id, buys: order.side === 'buy' }, at);
    const doubtful = !this.#up || !this.#read;
    if (order.side === 'buy' && doubtful && at - this.#changedAt > HEARD_MS) {
      found('INV-35', 'while nobody had read the account since the stream was lost');
    }
  }
}
