import { canonicalJson } from '../../src/core/canonical.ts';
import type { HttpRequest } from '../../src/core/http.ts';
import type { World } from '../../src/core/world.ts';
import type { Broker, BrokerEvent } from '../../src/engine/ports.ts';
import type { EngineState, JournalEntry } from '../../src/ledger/journal.ts';
import type { OrderRequest } from '../../src/orders/request.ts';

/** How old a verdict of the gate may be when the first byte of its order leaves. */
const VERDICT_MS = 2_000;
/** What the stream said is known to the engine a moment later. */
const HEARD_MS = 1_000;

/** An order as it stands in the body of a request. */
export interface WireBody {
  readonly client_order_id: string;
  readonly symbol: string;
  readonly side: string;
  readonly qty: string;
  readonly type: string;
  readonly time_in_force: string;
  readonly limit_price?: string | null;
}

/** The economic terms of a body, as one text. */
export function termsOnWire(body: WireBody): string {
  const { symbol, side, qty, type, time_in_force: tif, limit_price: limit } = body;
  return canonicalJson([symbol, side, qty, type, tif, limit ?? null]);
}

/** The same terms of a journaled request. */
export function termsOfRequest(request: OrderRequest): string {
  const { symbol, side, size, terms, timeInForce } = request;
  const shares = size.kind === 'quantity' ? size.quantity.toString() : '';
  const limit = 'limitPrice' in terms ? terms.limitPrice.toString() : null;
  return canonicalJson([symbol, side, shares, terms.type, timeInForce, limit]);
}

/**
 * Stands where bytes leave the engine, and judges each order by what is durable at that moment.
 *
 * It outlives the engine's lives, as somebody who reads the disk and the wire would.
 */
export class WireWatch {
  readonly findings: string[] = [];
  /** Orders that left, repeats included. */
  posts = 0;
  /** Whether a person's halt was confirmed and not yet taken back. */
  haltConfirmed = false;
  /** Told of every order that leaves; a crash may follow. */
  onPost: () => void = () => {};
  readonly #requests = new Map<string, OrderRequest>();
  readonly #approvedAt = new Map<string, number>();
  #state: EngineState = 'running';
  #up = false;
  #read = false;
  #changedAt = 0;
  #connections = 0;

  /** Entries became durable. */
  durable(entries: readonly JournalEntry[], at: number): void {
    for (const { body } of entries) {
      if (body.kind === 'ordered') this.#requests.set(body.order.id, body.order);
      else if (body.kind === 'reviewed' && body.verdict === 'approved') {
        this.#approvedAt.set(body.order, at);
      } else if (body.kind === 'engine_state') this.#state = body.state;
    }
  }

  /** A new life of the engine begins. */
  boot(at: number): void {
    this.#link(false, at);
  }

  /** The broker, overheard. */
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

  /** The engine's world, with its outgoing requests seen. */
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
    const doubtful = !this.#up || !this.#read;
    if (order.side === 'buy' && doubtful && at - this.#changedAt > HEARD_MS) {
      found('INV-35', 'while nobody had read the account since the stream was lost');
    }
  }
}
