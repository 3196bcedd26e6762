import { countText } from '../../../core/number-text.ts';
import { defineControl, perOrder, type Review } from '../../control.ts';
import { shownQuantity } from '../../control-text.ts';
import { isOpenOrder, sharesOf } from '../../view.ts';

/** What an order may close, and what other books hold of it. */
interface Measured {
  /** Shares of the order. */
  readonly shares: number;
  /** Shares that its own book may close: what it holds, less what it is closing already. */
  readonly own: number;
  /** Other books with a position on the same side, with their shares: `balance 257`. */
  readonly holders: string;
}

/** The broker knows one position a symbol: what a book sells comes out of any of them. */
function measure({ order, facts, view }: Review): Measured {
  const direction = order.side === 'sell' ? 1 : -1;
  let own = 0;
  const holders: string[] = [];
  for (const { book, held } of view.holders(order.symbol)) {
    const closable = direction * held;
    if (!(closable > 0)) continue;
    if (book === order.book) own = closable;
    else holders.push(`${book} ${shownQuantity(closable)}`);
  }
  if (holders.length > 0 && own > 0) own -= closing(order, view);
  return { shares: facts.quantity, own: Math.max(0, own), holders: holders.join(', ') };
}

/** Shares that the book's other working orders on this side may still take. */
function closing(order: Review['order'], view: Review['view']): number {
  let shares = 0;
  for (const open of view.open) {
    const { request } = open;
    if (request.id === order.id || !isOpenOrder(open)) continue;
    if (request.book !== order.book || request.symbol !== order.symbol) continue;
    if (request.side !== order.side) continue;
    const price = view.market(order.symbol)?.price ?? Number.NaN;
    shares += sharesOf(request, price) - open.filled.toNumber();
  }
  return shares;
}

/** a book closes its own shares only; those of another book only when it is named. */
export const ownShares = defineControl({
  id: 'R-21',
  code: 'risk.other_book',
  title: 'Own shares only',
  limits: {},
  defaults: { live: {}, sim: {}, research: {} },
  check(review) {
    const { shares, own, holders } = measure(review);
    return holders === '' ? undefined : shares <= own;
  },
  inputs: (review) => ({ ...measure(review), side: review.order.side }),
  cause: ({ holders }) => ({ holders }),
  isFundamental: ({ holders }) => holders !== '',
  explain: ({ shares, own, holders, side }) =>
    `The order is for ${countText(shares, 'share')}, but its book can ` +
    `${side === 'sell' ? 'sell' : 'buy back'} only ${shownQuantity(own)}. Other books ` +
    `${side === 'sell' ? 'hold' : 'are short'}: ${holders}. Name the book to trade for.`,
  usage: () => perOrder('no shares of other books'),
  meaning: {
    means:
      'The order would close shares that another book holds. The broker keeps one position per ' +
      'symbol, so the other book would be left with shares that the account does not have.',
    atLimit: 'An order for exactly the shares that its own book may close passes.',
    remedy:
      'Name the book that holds the shares (`--book NAME`), trade fewer shares, or keep ' +
      'strategies with opposite views on different symbols.',
  },
});
