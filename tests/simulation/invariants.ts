import { canonicalJson } from '../../src/core/canonical.ts';
import type { ServerResponse } from '../../src/core/http.ts';
import { type Money, money, quantity } from '../../src/core/decimal.ts';
import type { JournalEntry } from '../../src/ledger/journal.ts';
import type { Portfolio } from '../../src/ledger/portfolio.ts';
import type { PaperBroker } from '../../src/alpaca/server/options.ts';
import { isOwnOrderId } from '../../src/orders/request.ts';
import { foldedFrom } from './folded.ts';
import { type Disks, HEADERS } from './house.ts';
import { identities } from './identity-law.ts';
import { repetitions } from './repetitions.ts';
import { tradingDays } from './time-law.ts';
import { termsOfRequest, termsOnWire } from './wire-watch.ts';

/** The broker's own state, queried directly and not over the network. */
export interface Truth {
  readonly cash: Money;
  readonly positions: ReadonlyMap<string, string>;
  readonly orders: readonly WireOrder[];
  readonly fills: readonly WireFill[];
}

interface WireOrder {
  readonly id: string;
  readonly client_order_id: string;
  readonly symbol: string;
  readonly side: string;
  readonly qty: string;
  readonly type: string;
  readonly time_in_force: string;
  readonly limit_price: string | null;
  readonly filled_qty: string;
  readonly status: string;
  readonly submitted_at: string;
  readonly updated_at: string;
}

interface WireFill {
  readonly id: string;
  readonly order_id: string;
  readonly qty: string;
  readonly cum_qty: string;
  readonly price: string;
  readonly transaction_time: string;
}

/** Reads the broker's whole state, page by page. */
export async function truthOf(broker: PaperBroker): Promise<Truth> {
  const account = await get<{ cash: string }>(broker, '/v2/account', '');
  const positions = await get<{ symbol: string; qty: string }[]>(broker, '/v2/positions', '');
  const orders: WireOrder[] = [];
  for (let after = ''; ;) {
    const query = `status=all&limit=500&direction=asc${after}`;
    const page = await get<WireOrder[]>(broker, '/v2/orders', query);
    orders.push(...page);
    if (page.length < 500) break;
    after = `&after_order_id=${page.at(-1)!.id}`;
  }
  const fills: WireFill[] = [];
  for (let token = ''; ;) {
    const query = `direction=asc&page_size=100${token}`;
    const page = await get<WireFill[]>(broker, '/v2/account/activities/FILL', query);
    fills.push(...page);
    if (page.length < 100) break;
    token = `&page_token=${page.at(-1)!.id}`;
  }
  return {
    cash: money(account.cash),
    positions: new Map(positions.map(({ symbol, qty }) => [symbol, qty])),
    orders,
    fills,
  };
}

async function get<T>(broker: PaperBroker, path: string, query: string): Promise<T> {
  const request = { method: 'GET', path, query, headers: HEADERS, body: '' };
  const { status, body }: ServerResponse = await broker.handlers.handle(request);
  if (status !== 200 || typeof body !== 'string') throw new Error(`${path} answered ${status}`);
  return JSON.parse(body) as T;
}

/** The keys that the users of `script.ts` order under, with spares. */
const MANUAL_KEYS: readonly string[] = ['call', 'race'].flatMap((name) =>
  Array.from({ length: 64 }, (_, nth) => `${name}-${nth}`),
);

/** Returns the broken invariants, one sentence each; an empty list when all hold. */
export function broken(truth: Truth, disks: Disks, live: Portfolio): readonly string[] {
  const { entries } = disks.journal;
  const folded = foldedFrom(entries);
  const same = stateText(folded.portfolio) === stateText(live);
  return [
    ...onceEach(truth),
    ...disks.wire.findings,
    ...disks.evidence.findings,
    ...disks.freshness.findings,
    ...disks.time.findings,
    ...tradingDays(entries),
    ...intents(truth, live),
    ...ends(truth, live),
    ...guesses(truth, entries),
    ...executions(truth, live),
    ...holdings(truth, live),
    ...repetitions(entries),
    ...identities(entries, { account: 'simulated', keys: MANUAL_KEYS }),
    ...folded.findings,
    ...(same ? [] : ['INV-33: the journal folds to another state than the live one']),
  ];
}

function onceEach({ orders }: Truth): string[] {
  const seen = new Set<string>();
  const found: string[] = [];
  for (const { client_order_id: id } of orders) {
    if (seen.has(id)) found.push(`INV-01: two orders at the broker carry ${id}`);
    seen.add(id);
  }
  return found;
}

function intents({ orders }: Truth, { orders: ours }: Portfolio): string[] {
  const found: string[] = [];
  for (const order of orders) {
    const id = order.client_order_id;
    if (!isOwnOrderId(id)) continue;
    const request = ours.get(id)?.request;
    if (request === undefined) {
      found.push(`INV-02: the broker has ${id}, the journal has not`);
      continue;
    }
    const asked = termsOfRequest(request);
    const got = termsOnWire(order);
    if (asked !== got) found.push(`INV-02: ${id} was meant as ${asked}, is ${got}`);
  }
  return found;
}

/** Whether an external order ended before our opening balance, which already includes it. */
function isEarlier(
  { client_order_id: client, updated_at: at }: WireOrder,
  openedAt: number | null,
) {
  return !isOwnOrderId(client) && openedAt !== null && Date.parse(at) <= openedAt;
}

/** Compares our final status of an order with the broker's. */
function ends({ orders }: Truth, { orders: ours, external, openedAt }: Portfolio): string[] {
  const found: string[] = [];
  for (const order of orders) {
    const { id, client_order_id: client, status, qty, filled_qty: filled } = order;
    if (isEarlier(order, openedAt)) continue;
    // An external order that expired unseen has moved nothing.
    const unseen = !isOwnOrderId(client) && external.get(id) === undefined;
    if (unseen && status === 'expired' && quantity(filled).isZero()) continue;
    const known = isOwnOrderId(client) ? ours.get(client)?.status : external.get(id)?.status;
    if (known !== status) found.push(`INV-06: ${client} is ${status}, we call it ${known}`);
    if (quantity(qty).lessThan(quantity(filled))) {
      found.push(`INV-04: ${client} filled ${filled} of ${qty}`);
    }
    if (!isOwnOrderId(client) && status === 'canceled') {
      found.push(`9.1: ${client} is not ours and was canceled`);
    }
  }
  return found;
}

/** Returns journaled final states that the broker does not know (INV-06). */
function guesses({ orders }: Truth, entries: readonly JournalEntry[]): string[] {
  const truth = new Map(orders.map(({ client_order_id: client, status }) => [client, status]));
  const found: string[] = [];
  for (const { body } of entries) {
    if (body.kind !== 'order_event') continue;
    const { event } = body;
    if (event.kind !== 'canceled' && event.kind !== 'expired' && event.kind !== 'rejected')
      continue;
    const { source, status } = event.evidence;
    // A rejection on submit concerns one copy of a request; another may have been accepted.
    if (event.kind === 'rejected' && source === 'response' && (status ?? 0) >= 400) continue;
    const known = truth.get(event.order);
    // Missing on a later trading day: the evidence law counted those broker responses.
    if (known === undefined && event.kind === 'expired' && status === 404) continue;
    if (known === event.kind) continue;
    found.push(`INV-06: ${event.order} was called ${event.kind}, the broker says ${known}`);
  }
  return found;
}

function executions(
  { fills, orders }: Truth,
  { orders: ours, booked: keys, openedAt }: Portfolio,
): string[] {
  const clientIds = new Map(orders.map(({ id, client_order_id: client }) => [id, client]));
  const later = fills.filter(({ transaction_time: time }) => Date.parse(time) > openedAt!);
  const theirs = later.map(({ order_id: order, qty, price, cum_qty: cum }) => {
    const client = clientIds.get(order) ?? order;
    // The ledger stores only the ids of external trades; cash and shares show the rest.
    return isOwnOrderId(client) ? `${client} ${qty} at ${price} to ${cum}` : `${client} to ${cum}`;
  });
  const booked: string[] = [];
  for (const key of keys) {
    const [kind, client, cum] = key.split(':');
    if (kind === 'fill') booked.push(`${client} to ${cum}`);
  }
  for (const { fills: known } of ours.values()) {
    for (const { order, quantity: qty, price, cumulative } of known) {
      booked.push(`${order} ${qty.toString()} at ${price.toString()} to ${cumulative.toString()}`);
    }
  }
  return difference('INV-07: executions', theirs, booked);
}

function difference(what: string, theirs: readonly string[], ours: readonly string[]): string[] {
  const a = new Set(theirs);
  const b = new Set(ours);
  const found: string[] = [];
  for (const item of a) if (!b.has(item)) found.push(`${what}: missed ${item}`);
  for (const item of b) if (!a.has(item)) found.push(`${what}: invented ${item}`);
  if (ours.length !== b.size) found.push(`${what}: one was booked twice`);
  return found;
}

function holdings({ cash, positions }: Truth, live: Portfolio): string[] {
  const found: string[] = [];
  if (!cash.equals(live.cash)) {
    found.push(`INV-14: cash is ${live.cash.toString()}, the broker has ${cash.toString()}`);
  }
  const symbols = new Set([...positions.keys(), ...live.holdings.keys()]);
  for (const symbol of symbols) {
    const theirs = quantity(positions.get(symbol) ?? '0');
    const ours = live.holdings.get(symbol as never) ?? quantity('0');
    if (ours.equals(theirs)) continue;
    found.push(`INV-13: ${symbol} is ${ours.toString()}, the broker has ${theirs.toString()}`);
  }
  let books = quantity('0');
  let account = quantity('0');
  for (const { positions: held } of live.books.values()) {
    for (const { quantity: shares } of held.values()) books = books.plus(shares);
  }
  for (const shares of live.holdings.values()) account = account.plus(shares);
  if (!books.equals(account)) found.push('INV-13: the books do not add up to the account');
  return found;
}

/** Returns a portfolio as one string, for comparisons and digests. */
export function stateText(portfolio: Portfolio): string {
  const {
    books,
    holdings: held,
    orders,
    open,
    external,
    booked,
    unreconciled,
    refusals,
    session,
    ...rest
  } = portfolio;
  return canonicalJson({
    ...rest,
    books: [...books.values()].map(({ positions, ...book }) => ({
      ...book,
      positions: [...positions.values()],
    })),
    holdings: [...held],
    orders: [...orders],
    open: [...open.keys()],
    external: [...external],
    booked: [...booked].sort(),
    unreconciled: [...unreconciled],
    refusals: [...refusals],
    session: session === null ? null : { ...session, openBooks: [...(session.openBooks ?? [])] },
  });
}
