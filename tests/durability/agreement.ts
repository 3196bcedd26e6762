import { quantity, ZERO_QUANTITY } from '../../src/core/decimal.ts';
import { apply } from '../../src/ledger/apply.ts';
import { emptyPortfolio, type Portfolio } from '../../src/ledger/portfolio.ts';
import { isTerminal } from '../../src/orders/lifecycle.ts';
import { isOwnOrderId } from '../../src/orders/request.ts';
import { openJournalReader } from '../../src/store/sqlite/journal.ts';
import type { BrokerTruth, WireOrder } from '../support/broker-truth.ts';

/** Folds the journal of a data folder; the state that a restart would have. */
export async function foldJournal(dataDir: string): Promise<Portfolio> {
  const reader = openJournalReader(dataDir);
  const portfolio = emptyPortfolio();
  for await (const { entry } of reader.read()) apply(portfolio, entry);
  await reader.close();
  return portfolio;
}

/** Every place where the journal and the broker differ, one sentence each. */
export function differences(truth: BrokerTruth, ours: Portfolio): readonly string[] {
  return [
    ...twice(truth.orders),
    ...truth.orders.flatMap((order) => meant(order, ours)),
    ...lost(truth, ours),
    ...executions(truth, ours),
    ...balances(truth, ours),
  ];
}

function twice(orders: readonly WireOrder[]): string[] {
  const seen = new Set<string>();
  return orders.flatMap(({ client_order_id: id }) => {
    if (seen.has(id)) return [`two orders at the broker carry ${id}`];
    seen.add(id);
    return [];
  });
}

/** Each order at the broker was meant, is what was meant, and has the same end on both sides. */
function meant(order: WireOrder, { orders }: Portfolio): string[] {
  const { client_order_id: id, status } = order;
  if (!isOwnOrderId(id)) return [`${id} at the broker is not an id of ours`];
  const own = orders.get(id);
  if (own === undefined) return [`${id} is at the broker, its intent is not in the journal`];
  const { symbol, side, size } = own.request;
  const found: string[] = [];
  const shares = size.kind === 'quantity' ? size.quantity.toString() : undefined;
  const wanted = `${side} ${shares} ${symbol}`;
  const got = `${order.side} ${order.qty} ${order.symbol}`;
  if (wanted !== got) found.push(`${id} was meant as ${wanted}, is ${got}`);
  if (own.status !== status) found.push(`${id} is ${status}, the journal calls it ${own.status}`);
  if (!own.filled.equals(quantity(order.filled_qty))) {
    const has = own.filled.toString();
    found.push(`${id} filled ${order.filled_qty}, the journal has ${has}`);
  }
  return found;
}

/** What never arrived at the broker is denied or in doubt, never called alive or filled. */
function lost({ orders }: BrokerTruth, ours: Portfolio): string[] {
  const there = new Set(orders.map(({ client_order_id: id }) => id));
  const found: string[] = [];
  for (const { request, status } of ours.orders.values()) {
    if (there.has(request.id) || status === 'unknown' || status === 'abandoned') continue;
    if (isTerminal(status) && status !== 'filled') continue;
    found.push(`${request.id} is ${status} in the journal, the broker never had it`);
  }
  return found;
}

/** The executions of both sides are one set, told by client order id and cumulative quantity. */
function executions({ fills, orders }: BrokerTruth, ours: Portfolio): string[] {
  const names = new Map(orders.map(({ id, client_order_id: client }) => [id, client]));
  const theirs = fills.map(
    ({ order_id: id, qty, price, cum_qty: cum }) =>
      `${names.get(id)}: ${qty} at ${price} to ${cum}`,
  );
  const booked = [...ours.orders.values()].flatMap(({ fills: known }) =>
    known.map(
      ({ order, quantity: qty, price, cumulative }) =>
        `${order}: ${qty.toString()} at ${price.toString()} to ${cumulative.toString()}`,
    ),
  );
  const a = new Set(theirs);
  const b = new Set(booked);
  const found = [
    ...theirs.filter((one) => !b.has(one)).map((one) => `the journal misses ${one}`),
    ...booked.filter((one) => !a.has(one)).map((one) => `the broker never made ${one}`),
  ];
  if (a.size !== theirs.length) found.push('the broker tells an execution twice');
  if (b.size !== booked.length) found.push('an execution was booked twice');
  return found;
}

function balances({ cash, positions }: BrokerTruth, ours: Portfolio): string[] {
  const found: string[] = [];
  if (!cash.equals(ours.cash)) {
    found.push(`cash is ${ours.cash.toString()} here and ${cash.toString()} at the broker`);
  }
  for (const symbol of new Set<string>([...positions.keys(), ...ours.holdings.keys()])) {
    const theirs = positions.get(symbol) ?? ZERO_QUANTITY;
    const here = ours.holdings.get(symbol as never) ?? ZERO_QUANTITY;
    if (here.equals(theirs)) continue;
    found.push(`${symbol} is ${here.toString()} here and ${theirs.toString()} at the broker`);
  }
  if (ours.external.size > 0) found.push(`${ours.external.size} orders were taken for others'`);
  return found;
}
