import { frameText } from '../../src/alpaca/wire/json.ts';
import type { HttpResponse } from '../../src/core/http.ts';
import type { Socket, World } from '../../src/core/world.ts';
import type { JournalEntry } from '../../src/ledger/journal.ts';
import type { OrderEvent } from '../../src/orders/event.ts';

/** Number of "no such order" responses on a later trading day before an order counts as expired. */
const PROOFS = 2;

interface WireOrder {
  readonly id?: unknown;
  readonly client_order_id?: unknown;
  readonly status?: unknown;
  readonly filled_qty?: unknown;
  readonly legs?: unknown;
  /** Fields of an activity row. */
  readonly order_id?: unknown;
  readonly cum_qty?: unknown;
}

/**
 * The evidence law: an order reaches a final state only after a broker message, received by the
 * engine itself, has named exactly that state. An accepted cancel request names none.
 *
 * It reads raw responses and frames, so that it does not depend on the client's code.
 */
export class EvidenceLaw {
  readonly findings: string[] = [];
  /** Statuses that the broker reported, by client order id, with executions as `fill N`. */
  readonly #named = new Map<string, Set<string>>();
  readonly #clientIds = new Map<string, string>();
  /** Executions reported before the broker named the client order that they belong to. */
  readonly #early = new Map<string, Set<string>>();
  readonly #notFound = new Map<string, number>();

  /** Returns the engine's world and records everything that the engine receives. */
  around(world: World): World {
    return {
      ...world,
      http: {
        ...world.http,
        send: async (request, ...rest) => {
          const response = await world.http.send(request, ...rest);
          this.#answered(request, response);
          return response;
        },
      },
      sockets: {
        ...world.sockets,
        connect: async (...given) => this.#overhear(await world.sockets.connect(...given)),
      },
    };
  }

  /** Checks entries that are about to become durable. */
  check(entries: readonly JournalEntry[]): void {
    for (const { body } of entries) if (body.kind === 'order_event') this.#judge(body.event);
  }

  #judge(event: OrderEvent): void {
    const { kind, order } = event;
    const named = this.#named.get(order);
    if (kind === 'filled') {
      const told = `fill ${Number(event.fill.cumulative.toString())}`;
      if (named?.has(told) === true) return;
      this.findings.push(`evidence: ${order} has "${told}", which the broker never told`);
      return;
    }
    if (kind !== 'rejected' && kind !== 'canceled' && kind !== 'expired' && kind !== 'replaced') {
      return;
    }
    const { source, status, message } = event.evidence;
    const absent = kind === 'expired' && source === 'query' && status === 404;
    if (absent && (this.#notFound.get(order) ?? 0) >= PROOFS) return;
    const refused = kind === 'rejected' && source === 'response' && (status ?? 0) >= 400;
    const words = refused ? 'refused' : kind;
    if (named?.has(words) !== true) {
      this.findings.push(`evidence: ${order} is called ${kind}, the broker never said so`);
    } else if (!refused && !message.includes(kind)) {
      this.findings.push(`evidence: ${order} is called ${kind} on the words "${message}"`);
    }
  }

  #answered(
    request: { readonly method: string; readonly url: string; readonly body?: string },
    { status, body }: HttpResponse,
  ): void {
    const { method, url } = request;
    if (!url.includes('/v2/orders') && !url.includes('/v2/account/activities')) return;
    if (method === 'POST' && status >= 400 && status < 500) {
      const { client_order_id: id } = JSON.parse(request.body ?? '{}') as WireOrder;
      this.#name(String(id), 'refused');
    } else if (status === 404 && url.includes(':by_client_order_id')) {
      const id = new URL(url).searchParams.get('client_order_id') ?? '';
      this.#notFound.set(id, (this.#notFound.get(id) ?? 0) + 1);
    } else if (status === 200) {
      this.#read(body);
    }
  }

  #overhear(socket: Socket): Socket {
    const read = (data: string | Uint8Array): void => {
      const text = frameText(data);
      if (text.includes('"trade_updates"')) this.#read(text);
    };
    return {
      send: (data) => socket.send(data),
      close: (...why) => socket.close(...why),
      events: {
        async *[Symbol.asyncIterator]() {
          for await (const event of socket.events) {
            if (event.kind === 'message') read(event.data);
            yield event;
          }
        },
      },
    };
  }

  #read(text: string): void {
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      // An answer that is not JSON names nothing.
      return;
    }
    if (Array.isArray(value)) for (const item of value) this.#order(item as WireOrder);
    else
      this.#order(((value as { data?: { order?: WireOrder } }).data?.order ?? value) as WireOrder);
  }

  #order(wire: WireOrder): void {
    const { id, client_order_id: client, status, filled_qty: filled, legs } = wire;
    if (typeof wire.order_id === 'string' && wire.cum_qty !== undefined) {
      this.#execution(wire.order_id, `fill ${Number(wire.cum_qty)}`);
    }
    if (typeof id !== 'string' || typeof client !== 'string') return;
    this.#clientIds.set(id, client);
    for (const told of this.#early.get(id) ?? []) this.#name(client, told);
    this.#early.delete(id);
    this.#name(client, String(status));
    this.#name(client, `fill ${Number(filled)}`);
    if (Array.isArray(legs)) for (const leg of legs) this.#order(leg as WireOrder);
  }

  #execution(brokerId: string, told: string): void {
    const client = this.#clientIds.get(brokerId);
    if (client !== undefined) {
      this.#name(client, told);
      return;
    }
    const early = this.#early.get(brokerId) ?? new Set();
    this.#early.set(brokerId, early.add(told));
  }

  #name(client: string, words: string): void {
    const named = this.#named.get(client) ?? new Set();
    this.#named.set(client, named.add(words));
  }
}
