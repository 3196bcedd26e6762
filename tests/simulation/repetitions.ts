import { MINUTE } from '../../src/core/time.ts';
import type { JournalEntry } from '../../src/ledger/journal.ts';
import type { OrderEvent } from '../../src/orders/event.ts';
import { type ClientOrderId, MANUAL_BOOK, type OrderRequest } from '../../src/orders/request.ts';

interface Told {
  denied?: string;
  refused?: { readonly words: string; readonly times: number; readonly at: number };
}

/**
 * R-12, checked from the journal alone: a strategy is denied once per cause, and an order that the
 * broker rejected is not sent again immediately.
 */
export function repetitions(entries: readonly JournalEntry[]): string[] {
  const found: string[] = [];
  const told = new Map<string, Told>();
  const orders = new Map<ClientOrderId, OrderRequest>();
  for (const { body, at } of entries) {
    if (body.kind === 'engine_state') told.clear();
    else if (body.kind === 'session' && body.phase === 'open') told.clear();
    else if (body.kind === 'book_state') {
      for (const key of told.keys()) if (key.startsWith(`${body.book} `)) told.delete(key);
    } else if (body.kind === 'ordered') {
      orders.set(body.order.id, body.order);
    } else if (body.kind === 'reviewed' && body.verdict === 'approved') {
      const order = orders.get(body.order)!;
      const { refused } = told.get(keyOf(order)) ?? {};
      if (refused === undefined || order.decidedAt < refused.at) continue;
      const wait = refused.times >= 3 ? 4 * MINUTE : MINUTE;
      if (at >= refused.at + wait) continue;
      found.push(`R-12: ${order.id} leaves too soon after the broker refused "${refused.words}"`);
    } else if (body.kind === 'order_event') {
      const order = orders.get(body.event.order);
      if (order !== undefined && order.book !== MANUAL_BOOK) {
        found.push(...hear(told, { order, event: body.event, at }));
      }
    }
  }
  return found;
}

function keyOf({ book, symbol, side }: OrderRequest): string {
  return `${book} ${symbol} ${side}`;
}

function hear(
  told: Map<string, Told>,
  { order, event, at }: { order: OrderRequest; event: OrderEvent; at: number },
): string[] {
  const key = keyOf(order);
  const known = told.get(key) ?? {};
  told.set(key, known);
  if (event.kind === 'filled') {
    told.delete(key);
  } else if (event.kind === 'accepted') {
    // Accepted is not filled: earlier rejections count until the broker fills an order.
    delete known.denied;
  } else if (event.kind === 'rejected') {
    const words = event.evidence.message.replaceAll(/\d/g, '');
    const times = known.refused?.words === words ? known.refused.times + 1 : 1;
    told.set(key, { refused: { words, times, at } });
  } else if (event.kind === 'denied') {
    const codes = event.denials.map(({ code }) => code).join(' ');
    const before = known.denied;
    const causes = JSON.stringify(event.denials.map(({ code, cause }) => [code, cause]));
    known.denied = causes;
    // The driver withholds orders that waited too long; the gate did not deny them.
    if (codes === 'risk.withheld') return [];
    if (before === causes) return [`R-12: ${order.id} is denied (${codes}) as the last one was`];
  }
  return [];
}
