import {
  allocate,
  decimal,
  type Decimal,
  money,
  price,
  quantity,
  type Quantity,
  ZERO_MONEY,
  ZERO_QUANTITY,
} from '../../core/decimal.ts';
import type { EpochMs } from '../../core/time.ts';
import type { BrokerSnapshot, Drift, JournalBody } from '../../ledger/journal.ts';
import { COST_SCALE } from '../../ledger/lots.ts';
import { type Book, holding, type Portfolio, type Position } from '../../ledger/portfolio.ts';
import { type Instrument, notional } from '../../market/instrument.ts';
import type { Ticker } from '../../market/symbol.ts';
import { type BookId, MANUAL_BOOK } from '../../orders/request.ts';

/** An entry that books a part of a difference; the journal adds who and why. */
export type Adjustment = Omit<JournalBody & { kind: 'adjusted' }, 'cause'>;

/** What a symbol stands for and its last price; NaN when there is none. */
export interface LastMarket {
  readonly instrument: Instrument;
  readonly price: number;
}

/** What the broker has and the ledger lacks, and what would make them equal. */
export interface Difference {
  /** The instant of the statement, on the broker's clock. */
  readonly asOf: EpochMs;
  /** The broker's excess over the ledger, such as `cash -1000, SPY +3`: what the user confirms. */
  readonly words: string;
  readonly drift: readonly Drift[];
  readonly adjustments: readonly Adjustment[];
}

/** Describes the broker's excess over the ledger, item by item; empty when there is none. */
export function describeDifference(drift: readonly Drift[]): string {
  return drift
    .map(({ symbol, ours, theirs }) => {
      const more = decimal(theirs).minus(decimal(ours));
      return `${symbol ?? 'cash'} ${more.sign() > 0 ? '+' : ''}${more.trimmed().toString()}`;
    })
    .join(', ');
}

/**
 * What would have to be booked so that the ledger is equal to the broker's statement.
 *
 * Cash and shares that are new come to the manual book. Shares that are gone are taken from the
 * manual book first and then from the others in the order of their names, oldest lots first. Shares
 * count at their last price, so that taking them in is neither a gain nor a loss of the day.
 *
 * @param marketOf the instrument and its last price, NaN when there is none; then the broker's
 *   average price is used, and for what it does not hold any more the cost of the lots
 */
export function differenceOf(
  portfolio: Portfolio,
  { at: asOf, positions }: Pick<BrokerSnapshot, 'at' | 'positions'>,
  parts: { readonly drift: readonly Drift[]; readonly marketOf: (symbol: Ticker) => LastMarket },
): Difference {
  const { drift, marketOf } = parts;
  const adjustments: Adjustment[] = [];
  for (const { symbol, ours, theirs } of drift) {
    if (symbol === null) {
      adjustments.push(inCash(money(theirs).minus(money(ours))));
      continue;
    }
    const held = positions.find((position) => position.symbol === symbol);
    const average = held?.averagePrice.toNumber();
    const { price: last, instrument: listed } = marketOf(symbol);
    const instrument = held?.instrument ?? listed;
    const each = Number.isNaN(last) ? (average ?? Number.NaN) : last;
    const more = quantity(theirs).minus(quantity(ours));
    adjustments.push(...inShares(portfolio, { instrument, more, each }));
  }
  return { asOf, words: describeDifference(drift), drift, adjustments };
}

function inCash(cash: Decimal<'USD'>): Adjustment {
  const quantity = ZERO_QUANTITY;
  return {
    kind: 'adjusted',
    book: MANUAL_BOOK,
    symbol: null,
    instrument: null,
    quantity,
    cost: ZERO_MONEY,
    cash,
  };
}

function inShares(
  portfolio: Portfolio,
  { instrument: stated, more, each }: { instrument: Instrument; more: Quantity; each: number },
): readonly Adjustment[] {
  const { symbol } = stated;
  const adjustments: Adjustment[] = [];
  const add = (book: BookId, shares: Quantity, held: Position | undefined): void => {
    const instrument = held?.instrument ?? stated;
    const cost = valueOf(shares, { instrument, each, held });
    adjustments.push({
      kind: 'adjusted',
      book,
      symbol,
      instrument,
      quantity: shares,
      cost,
      cash: ZERO_MONEY,
    });
  };
  let left = more;
  for (const { id, positions } of inOrder(portfolio)) {
    const held = positions.get(symbol);
    if (held === undefined || held.quantity.sign() !== -left.sign()) continue;
    const whole = !left.abs().lessThan(held.quantity.abs());
    const shares = whole ? held.quantity.negated() : left;
    add(id, shares, held);
    left = left.minus(shares);
    if (left.isZero()) break;
  }
  if (!left.isZero()) add(MANUAL_BOOK, left, undefined);
  return adjustments;
}

function inOrder({ books }: Portfolio): readonly Book[] {
  const rank = ({ id }: Book): string => (id === MANUAL_BOOK ? '' : id);
  return [...books.values()].sort((a, b) => (rank(a) < rank(b) ? -1 : 1));
}

function valueOf(
  shares: Quantity,
  parts: { instrument: Instrument; each: number; held: Position | undefined },
): Decimal<'USD'> {
  const { instrument, each, held } = parts;
  if (!Number.isNaN(each)) return notional(instrument, price(each), shares);
  if (held === undefined) return ZERO_MONEY;
  const { cost, quantity: whole } = held;
  return allocate(cost, { part: shares, whole, scale: COST_SCALE });
}

/** What the ledger holds before adjustments, and after them: cash, and shares by symbol. */
export function beforeAndAfter(
  portfolio: Portfolio,
  adjustments: readonly Adjustment[],
): readonly { readonly what: string; readonly before: string; readonly after: string }[] {
  const rows = new Map<string, { before: Decimal<string>; after: Decimal<string> }>();
  for (const { symbol, quantity: shares, cash } of adjustments) {
    const what = symbol ?? 'cash';
    const before: Decimal<string> = symbol === null ? portfolio.cash : holding(portfolio, symbol);
    const row = rows.get(what) ?? { before, after: before };
    rows.set(what, { before, after: row.after.plus(symbol === null ? cash : shares) });
  }
  return [...rows].map(([what, { before, after }]) => ({
    what,
    before: before.trimmed().toString(),
    after: after.trimmed().toString(),
  }));
}
