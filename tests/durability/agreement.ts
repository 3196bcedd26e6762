import { quantity, ZERO_QUANTITY } from '../../src/core/decimal.ts';
import { apply } from '../../src/ledger/apply.ts';
import { emptyPortfolio, type Portfolio } from '../../src/ledger/portfolio.ts';
import { isTerminal } from '../../src/orders/lifecycle.ts';
import { isOwnOrderId } from '../../src/orders/request.ts';
import { openJournalReader } from '../../src/store/sqlite/journal.ts';
import type { BrokerTruth, WireOrder } from '../support/broker-truth.ts';

/** Computes the state from the journal of a data folder, as a restart would. */
export async function foldJournal(dataDir: string): Promise<Portfolio> {
  const reader = openJournalReader(dataDir);
  const portfolio = emptyPortfolio();
  for await (const { entry } of reader.read()) apply(portfolio, entry);
  await reader.close();
  return portfolio;
}

/** Returns every difference between journal and broker, one sentence each. */
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

/**
 * Checks that each broker order was intended, has the intended terms, and ends the same way on both
 * sides.
 */
function meant(order: WireOrder, { orders }: Portfolio): string[] {
  const { client_order_id: id, status } = order;
  if (!isOwnOrderId(id)) return [`${id} at the broker is not a Quipu id`];
  const own = orders.get(id);
  if (own === undefined) return [`${id} is at the broker, its intent is not in the journal`];
  const { symbol, side, size } = own.request;
  const found: string[] = [];
  const shares = size.kind === 'quantity' ? size.quantity.toString() : undefined;
  const wanted = `${side} ${shares} ${symbol}`;
  const got = `${order.side} ${order.qty} ${order.symbol}`;
  if (wanted !== got) found.push(`${id} was intended as ${wanted}, is ${got}`);
  if (own.status !== status) found.push(`${id} is ${status}, in the journal ${own.status}`);
  if (!own.filled.equals(quantity(order.filled_qty))) {
    const has = own.filled.toString();
    found.push(`${id} filled ${order.filled_qty}, the journal has ${has}`);
  }
  return found;
}

/** Checks that orders missing at the broker are denied or unknown, never open or filled. */
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

/** Checks that both sides have the same executions, by client order id and cumulative quantity. */
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
    ...theirs.filter((one) => !b.has(one)).map((one) => `the journal lacks ${one}`),
    ...booked.filter((one) => !a.has(one)).map((one) => `the broker never made ${one}`),
  ];
  if (a.size !== theirs.length) found.push('the broker reports an execution twice');
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
  if (ours.external.size > 0) found.push(`${ours.external.size} orders were booked as external`);
  return found;
}
