import { moneyText } from '../../core/number-text.ts';
import { type Money, type Price, price, type Quantity } from '../../core/decimal.ts';
import { QuipuError } from '../../core/errors.ts';
import { exact, invalidInput, object, oneOf, optional, text } from '../../core/schema.ts';
import type { Asset } from '../../market/asset.ts';
import { instrumentOf, unitsFor } from '../../market/instrument.ts';
import { isTicker } from '../../market/symbol.ts';
import type { Denial } from '../../orders/event.ts';
import type { BookId, ClientOrderId, Side, TimeInForce } from '../../orders/request.ts';
import { MANUAL_BOOK, orderTerms } from '../../orders/request.ts';
import type { TradeContext } from '../context/app-context.ts';
import { appError } from '../kit/errors.ts';
import { nearest } from '../kit/nearest.ts';
import { firstBrokerResponse, operate } from '../context/operate.ts';
import { type Call, defineOperation } from '../operation/define.ts';
import { signature } from '../operation/principal.ts';
import { orderSchema, orderView, type OrderView } from '../views/order.ts';

const input = object({
  symbol: text({ min: 1, max: 32, description: 'Symbol, such as SPY.' }),
  quantity: optional(
    exact<'unit'>({ positive: true, description: 'Number of shares; or use notional.' }),
  ),
  notional: optional(
    exact<'USD'>({
      positive: true,
      description: 'Dollars, converted to shares at the last price.',
    }),
  ),
  limit: optional(
    exact<'USD/unit'>({
      positive: true,
      description: 'Worst acceptable price; any price if absent.',
    }),
  ),
  stop: optional(
    exact<'USD/unit'>({ positive: true, description: 'Trigger price of a stop order.' }),
  ),
  tif: oneOf(['day', 'gtc', 'ioc'], {
    default: 'day',
    description: 'Time in force.',
  }),
  book: optional(text({ min: 1, max: 64, description: 'Book to trade for; manual if absent.' })),
  reason: optional(text({ min: 1, max: 200, description: 'Reason, journaled with the order.' })),
  idempotencyKey: optional(
    text({
      min: 8,
      max: 128,
      pattern: /^[\x21-\x7e]+$/,
      what: 'a key of 8 to 128 visible characters',
      description:
        'Created by the caller and stored before sending: the same key is the same order.',
    }),
  ),
});

interface OrderInput {
  readonly symbol: string;
  readonly quantity?: Quantity | undefined;
  readonly notional?: Money | undefined;
  readonly limit?: Price | undefined;
  readonly stop?: Price | undefined;
  readonly tif: TimeInForce;
  readonly book?: string | undefined;
  readonly reason?: string | undefined;
  readonly idempotencyKey?: string | undefined;
}

const DESCRIPTION =
  'Give shares or dollars, an optional limit and stop, and the reason. The order passes through ' +
  'every risk control; a denial names the control. The answer is the first broker response: ' +
  'never report a fill before list_orders shows it.';

/** Buys, through the risk gate. */
export const ordersBuy = defineOperation({
  name: 'orders.buy',
  title: 'Buy',
  summary: 'Buys shares, through the risk gate',
  description: `Places an order to buy. ${DESCRIPTION}`,
  effect: 'trade',
  role: 'trader',
  input,
  output: orderSchema,
  rest: { method: 'POST', path: '/v1/orders/buy' },
  tool: { name: 'buy', idempotent: true },
  command: { words: 'buy', positional: ['symbol', 'quantity'] },
  run: (input, call: Call<TradeContext>) => place('buy', input, call),
});

/** Sells, through the risk gate. */
export const ordersSell = defineOperation({
  name: 'orders.sell',
  title: 'Sell',
  summary: 'Sells shares, through the risk gate',
  description: 'Places an order to sell; inputs, checks and answer are those of buy.',
  effect: 'trade',
  role: 'trader',
  input,
  output: orderSchema,
  rest: { method: 'POST', path: '/v1/orders/sell' },
  tool: { name: 'sell', idempotent: true },
  command: { words: 'sell', positional: ['symbol', 'quantity'] },
  run: (input, call: Call<TradeContext>) => place('sell', input, call),
});

async function place(side: Side, input: OrderInput, call: Call<TradeContext>): Promise<OrderView> {
  const { context, principal } = call;
  const key = `${principal.id}:${requireKey(input)}`;
  const reason = requireReason(input, call);
  const id = context.orderIds({ source: MANUAL_BOOK, key });
  // The same decision is the same order, even if the market has changed since.
  if (!context.engine.portfolio.orders.has(id)) {
    const asset = await findAsset(context, input.symbol);
    const terms = orderTerms(input);
    const draft = {
      symbol: asset.symbol,
      side,
      quantity: sharesOf(context, input, asset),
      terms,
      timeInForce: input.tif,
      extendedHours: false,
    };
    const { now: at } = context.engine;
    const by = signature(principal);
    const book = findBook(context, input);
    await operate(context, { kind: 'place', at, by, draft, key, reason, ...book });
  }
  await firstBrokerResponse(context, id);
  return verdictOn(context, id);
}

function requireKey({ idempotencyKey }: OrderInput): string {
  if (idempotencyKey !== undefined) return idempotencyKey;
  throw appError('app.idempotency_key_missing', 'Expected an idempotency key, found none.', {
    next: 'Create a random key, store it, and send it in the Idempotency-Key header.',
  });
}

function requireReason({ reason }: OrderInput, { principal }: Call<TradeContext>): string {
  if (reason !== undefined) return reason;
  if (principal.via === 'mcp') {
    throw invalidInput([
      { path: 'reason', message: 'expected a reason for the order, found nothing' },
    ]);
  }
  return 'no reason given';
}

/** The named book, which must exist: an order never creates one. */
function findBook({ engine }: TradeContext, { book }: OrderInput): { readonly book?: BookId } {
  if (book === undefined) return {};
  const found = engine.portfolio.books.get(book as BookId);
  if (found !== undefined) return { book: found.id };
  const names = [...engine.portfolio.books.keys()];
  throw invalidInput([
    { path: 'book', message: `expected ${names.join(' or ')}, found "${book}"` },
  ]);
}

async function findAsset(context: TradeContext, wanted: string): Promise<Asset> {
  const symbol = wanted.toUpperCase();
  const assets = await context.market.assets();
  const asset = isTicker(symbol) ? assets.get(symbol) : undefined;
  if (asset === undefined) {
    const like = nearest(symbol, [...assets.keys()], 3);
    throw appError('app.unknown_symbol', `Expected a tradable symbol, found "${wanted}".`, {
      next:
        like.length === 0
          ? 'Check the spelling: the broker lists no symbol like it.'
          : `Did you mean ${like.join(', ')}?`,
    });
  }
  if (asset.tradable && asset.status === 'active') return asset;
  throw appError('app.invalid_order', `${asset.symbol} cannot be traded at the moment.`, {
    next: 'Choose another symbol.',
  });
}

/** Decimal places of the fractional shares that a dollar order becomes. */
const FRACTION_SCALE = 6;

function sharesOf({ engine }: TradeContext, input: OrderInput, asset: Asset): Quantity {
  const { quantity, notional, limit, tif, stop } = input;
  if ((quantity === undefined) === (notional === undefined)) {
    const found = quantity === undefined ? 'neither' : 'both';
    throw invalidInput([
      { path: 'quantity', message: `expected shares or dollars, found ${found}` },
    ]);
  }
  if (quantity !== undefined) return quantity;
  const last = engine.markets.states.get(asset.symbol)?.price ?? Number.NaN;
  if (limit === undefined && !(last > 0)) {
    throw appError('app.no_market', `There is no price for ${asset.symbol} yet.`, {
      next: 'Give the order in shares, or wait for the first quote.',
    });
  }
  const fractional =
    asset.fractionable && limit === undefined && stop === undefined && tif === 'day';
  const shares = unitsFor(instrumentOf(asset.symbol, asset), notional!, {
    price: limit ?? price(last),
    scale: scaleOf(asset, fractional),
  });
  if (!shares.isZero()) return shares.trimmed();
  throw appError('app.invalid_order', `${moneyText(notional!)} buys less than one share.`, {
    next: 'Give a larger amount, or shares.',
  });
}

/** Coins trade in parts in every order, shares only where the order may be fractional. */
function scaleOf(asset: Asset, fractional: boolean): number {
  if (asset.class === 'crypto') return instrumentOf(asset.symbol, asset).quantityIncrement.scale;
  return asset.class === 'us_equity' && fractional ? FRACTION_SCALE : 0;
}

/** Denials that explain the others: a halted engine, then a missing price. */
const TELLING = ['risk.engine_state', 'risk.stale_quote'];

function tellingDenial(denials: readonly Denial[]): Denial | undefined {
  for (const code of TELLING) {
    const found = denials.find((denial) => denial.code === code);
    if (found !== undefined) return found;
  }
  return denials[0];
}

/** Returns the order; throws the reason if our risk gate denied it or the broker rejected it. */
function verdictOn(context: TradeContext, id: ClientOrderId): OrderView {
  const order = context.engine.portfolio.orders.get(id);
  if (order === undefined) {
    throw appError('app.outcome_unknown', `The outcome of order ${id} is unknown so far.`, {
      next: `Check it before you send anything again: quipu order show ${id}.`,
      retry: 'verify_first',
      facts: { order: id },
    });
  }
  if (order.status === 'denied') {
    const first = tellingDenial(order.denials);
    const rest = order.denials.length - 1;
    const more = rest > 0 ? ` ${rest} more control${rest > 1 ? 's' : ''} denied it too.` : '';
    throw new QuipuError(first?.code ?? 'risk.denied', `${first?.message ?? 'Denied.'}${more}`, {
      next:
        first?.code === 'risk.engine_state'
          ? 'See the reason: quipu status. The owner can resume: quipu resume --reason "…".'
          : 'See the limits in force: quipu risk show.',
      facts: { order: id },
    });
  }
  if (order.status === 'rejected') {
    const message = order.evidence?.message ?? 'it gave no reason';
    throw appError('app.broker_rejected', `The broker rejected the order: ${message}.`, {
      next: `See the order: quipu order show ${id}.`,
      facts: { order: id },
    });
  }
  return orderView(order);
}
