import { affordable, type Money, type Price, price, type Quantity } from '../../core/decimal.ts';
import { QuipuError } from '../../core/errors.ts';
import { exact, invalidInput, object, oneOf, optional, text } from '../../core/schema.ts';
import type { Asset } from '../../market/asset.ts';
import { isTicker } from '../../market/symbol.ts';
import type { Denial } from '../../orders/event.ts';
import type { ClientOrderId, OrderTerms, Side, TimeInForce } from '../../orders/request.ts';
import { MANUAL_BOOK } from '../../orders/request.ts';
import type { AppContext } from '../context.ts';
import { appError } from '../errors.ts';
import { nearest } from '../nearest.ts';
import { firstWord, operate } from '../operate.ts';
import { type Call, defineOperation } from '../operation.ts';
import { signature } from '../principal.ts';
import { orderSchema, orderView, type OrderView } from '../views/order.ts';

const input = object({
  symbol: text({ min: 1, max: 32, description: 'What to trade, such as SPY.' }),
  quantity: optional(
    exact<'unit'>({ positive: true, description: 'How many shares; or use notional.' }),
  ),
  notional: optional(
    exact<'USD'>({
      positive: true,
      description: 'How many dollars, turned into shares at the last price.',
    }),
  ),
  limit: optional(
    exact<'USD/unit'>({
      positive: true,
      description: 'The worst price accepted; without it, any price.',
    }),
  ),
  stop: optional(exact<'USD/unit'>({ positive: true, description: 'The price that triggers it.' })),
  tif: oneOf(['day', 'gtc', 'ioc'], {
    default: 'day',
    description: 'How long it works: this day, until canceled, or at once or never.',
  }),
  reason: optional(text({ min: 1, max: 200, description: 'Why; it is journaled with the order.' })),
  idempotencyKey: optional(
    text({
      min: 8,
      max: 128,
      pattern: /^[\x21-\x7e]+$/,
      what: 'a key of 8 to 128 visible characters',
      description: 'Minted by the caller and kept before sending: the same key is the same order.',
    }),
  ),
});

interface Wish {
  readonly symbol: string;
  readonly quantity?: Quantity | undefined;
  readonly notional?: Money | undefined;
  readonly limit?: Price | undefined;
  readonly stop?: Price | undefined;
  readonly tif: TimeInForce;
  readonly reason?: string | undefined;
  readonly idempotencyKey?: string | undefined;
}

const DESCRIPTION =
  'Give shares or dollars, a limit and a stop where wanted, and the reason. The order goes ' +
  'through every risk control; a denial names the control. The answer is what the broker said ' +
  'first: never report a fill before list_orders shows it.';

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
  run: (wish, call) => place('buy', wish, call),
});

/** Sells, through the risk gate. */
export const ordersSell = defineOperation({
  name: 'orders.sell',
  title: 'Sell',
  summary: 'Sells shares, through the risk gate',
  description: `Places an order to sell. ${DESCRIPTION}`,
  effect: 'trade',
  role: 'trader',
  input,
  output: orderSchema,
  rest: { method: 'POST', path: '/v1/orders/sell' },
  tool: { name: 'sell', idempotent: true },
  command: { words: 'sell', positional: ['symbol', 'quantity'] },
  run: (wish, call) => place('sell', wish, call),
});

async function place(side: Side, wish: Wish, call: Call): Promise<OrderView> {
  const { context, principal } = call;
  const key = `${principal.id}:${requireKey(wish)}`;
  const reason = requireReason(wish, call);
  const id = context.orderIds({ source: MANUAL_BOOK, key });
  // The same decision again is the same order, whatever the market says of it by now.
  if (!context.engine.portfolio.orders.has(id)) {
    const asset = await findAsset(context, wish.symbol);
    const terms = termsOf(wish);
    const draft = {
      symbol: asset.symbol,
      side,
      quantity: sharesOf(context, wish, asset),
      terms,
      timeInForce: wish.tif,
      extendedHours: false,
    };
    const { now: at } = context.engine;
    await operate(context, { kind: 'place', at, by: signature(principal), draft, key, reason });
  }
  await firstWord(context, id);
  return verdictOn(context, id);
}

function requireKey({ idempotencyKey }: Wish): string {
  if (idempotencyKey !== undefined) return idempotencyKey;
  throw appError('app.idempotency_key_missing', 'Expected an idempotency key, found none.', {
    next: 'Mint a random key, keep it, and send it as the Idempotency-Key header.',
  });
}

function requireReason({ reason }: Wish, { principal }: Call): string {
  if (reason !== undefined) return reason;
  if (principal.via === 'mcp') {
    throw invalidInput([{ path: 'reason', message: 'expected the reason of the order' }]);
  }
  return 'no reason given';
}

async function findAsset(context: AppContext, wanted: string): Promise<Asset> {
  const symbol = wanted.toUpperCase();
  const assets = await context.market.assets();
  const asset = isTicker(symbol) ? assets.get(symbol) : undefined;
  if (asset === undefined) {
    const like = nearest(symbol, [...assets.keys()], 3);
    throw appError(
      'app.unknown_symbol',
      `Expected a symbol that can be traded, found "${wanted}".`,
      {
        next: `Did you mean ${like.join(', ')}?`,
      },
    );
  }
  if (asset.tradable && asset.status === 'active') return asset;
  throw appError('app.invalid_order', `${asset.symbol} cannot be traded at present.`, {
    next: 'Choose another symbol.',
  });
}

function termsOf({ limit, stop }: Wish): OrderTerms {
  if (limit !== undefined && stop !== undefined) {
    return { type: 'stop_limit', stopPrice: stop, limitPrice: limit };
  }
  if (limit !== undefined) return { type: 'limit', limitPrice: limit };
  return stop === undefined ? { type: 'market' } : { type: 'stop', stopPrice: stop };
}

/** Digits of a fractional share that an order in dollars is turned into. */
const FRACTION_SCALE = 6;

function sharesOf({ engine }: AppContext, wish: Wish, asset: Asset): Quantity {
  const { quantity, notional, limit, tif, stop } = wish;
  if ((quantity === undefined) === (notional === undefined)) {
    const found = quantity === undefined ? 'neither' : 'both';
    throw invalidInput([
      { path: 'quantity', message: `expected shares or dollars, found ${found}` },
    ]);
  }
  if (quantity !== undefined) return quantity;
  const last = engine.markets.instruments.get(asset.symbol)?.price ?? Number.NaN;
  if (limit === undefined && !(last > 0)) {
    throw appError('app.no_market', `No price of ${asset.symbol} is known yet.`, {
      next: 'Give the order in shares, or wait for the first quote.',
    });
  }
  const fractional =
    asset.fractionable && limit === undefined && stop === undefined && tif === 'day';
  const shares = affordable(notional!, limit ?? price(last), fractional ? FRACTION_SCALE : 0);
  if (!shares.isZero()) return shares.trimmed();
  throw appError('app.invalid_order', `${notional!.toString()} dollars do not buy one share.`, {
    next: 'Give more dollars, or shares.',
  });
}

/** Denials that explain the others: a halted engine, then a price that is not known. */
const TELLING = ['risk.engine_state', 'risk.stale_quote'];

function tellingDenial(denials: readonly Denial[]): Denial | undefined {
  for (const code of TELLING) {
    const found = denials.find((denial) => denial.code === code);
    if (found !== undefined) return found;
  }
  return denials[0];
}

/** The order as it stands; what our gate or the broker refused is an error that says why. */
function verdictOn(context: AppContext, id: ClientOrderId): OrderView {
  const order = context.engine.portfolio.orders.get(id);
  if (order === undefined) {
    throw appError('app.outcome_unknown', `The fate of order ${id} is not known yet.`, {
      next: `Look before you send anything again: quipu order show ${id}.`,
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
          ? 'Look why: quipu status. The owner lets orders pass again: quipu resume --reason "…".'
          : 'Look at the limits in force: quipu risk show.',
      facts: { order: id },
    });
  }
  if (order.status === 'rejected') {
    const message = order.evidence?.message ?? 'it gave no reason';
    throw appError('app.broker_rejected', `The broker refused the order: ${message}.`, {
      next: `Look at the order: quipu order show ${id}.`,
      facts: { order: id },
    });
  }
  return orderView(order);
}
