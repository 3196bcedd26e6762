import { type Money, type Quantity } from '../../core/decimal.ts';
import {
  exact,
  flag,
  invalidInput,
  mapped,
  object,
  oneOf,
  optional,
  text,
} from '../../core/schema.ts';
import type { EpochMs } from '../../core/time.ts';
import { instrumentOf } from '../../market/instrument.ts';
import { type Ticker, ticker } from '../../market/symbol.ts';
import {
  type ClientOrderId,
  parseClientOrderId,
  isOwnOrderId,
  MANUAL_BOOK,
  type OrderRequest,
  type OrderSize,
  orderTerms,
  type Side,
  type TimeInForce,
} from '../../orders/request.ts';

/** Order input of a program: shares or dollars, and optional prices. */
export interface NewOrder {
  readonly symbol: string;
  readonly side: Side;
  /** Shares, above 0; decimal text keeps every digit. */
  readonly quantity?: number | string;
  /** Dollars instead of shares; for market day orders. */
  readonly notional?: number | string;
  /** Limit price in dollars per share; any price when absent. */
  readonly limit?: number | string;
  /** Stop price in dollars per share. */
  readonly stop?: number | string;
  /** Default `day`. */
  readonly timeInForce?: TimeInForce;
  /** Whether it may trade in extended hours; limit day orders only. Default false. */
  readonly extendedHours?: boolean;
}

const newOrder = object({
  symbol: mapped(text({ min: 1, max: 32, what: 'a symbol such as SPY' }), ticker),
  side: oneOf(['buy', 'sell']),
  quantity: optional(exact<'unit'>({ positive: true })),
  notional: optional(exact<'USD'>({ positive: true })),
  limit: optional(exact<'USD/unit'>({ positive: true })),
  stop: optional(exact<'USD/unit'>({ positive: true })),
  timeInForce: oneOf(['day', 'gtc', 'ioc', 'fok', 'opg', 'cls'], { default: 'day' }),
  extendedHours: flag({ default: false }),
});

const KEY = text({
  min: 8,
  max: 48,
  pattern: /^[\x21-\x7e]+$/,
  what: 'a key of 8 to 48 visible characters',
});

/**
 * Returns the key as a client order id, unchanged.
 *
 * @throws QuipuError `core.invalid_input`; engine order ids are not keys
 */
export function orderIdOf(key: string): ClientOrderId {
  const checked = KEY.judge(key);
  if (!checked.ok) {
    throw invalidInput(checked.findings.map(({ message }) => ({ path: 'key', message })));
  }
  if (!isOwnOrderId(key)) return parseClientOrderId(key);
  throw invalidInput([{ path: 'key', message: 'expected no id of an engine order (qp1-…)' }]);
}

/**
 * Returns the request for an order.
 *
 * @throws QuipuError `core.invalid_input` naming every field that does not fit
 */
export function requestOf(
  order: NewOrder,
  { id, at }: { readonly id: ClientOrderId; readonly at: EpochMs },
): OrderRequest {
  const { symbol, side, timeInForce, extendedHours, ...rest } = newOrder.parse(order);
  return {
    id,
    book: MANUAL_BOOK,
    symbol: symbol satisfies Ticker,
    instrument: instrumentOf(symbol),
    side,
    size: sizeOf(rest),
    terms: orderTerms(rest),
    timeInForce,
    extendedHours,
    reason: '',
    decidedAt: at,
  };
}

function sizeOf({
  quantity,
  notional,
}: {
  readonly quantity?: Quantity | undefined;
  readonly notional?: Money | undefined;
}): OrderSize {
  if (quantity !== undefined && notional === undefined) return { kind: 'quantity', quantity };
  if (notional !== undefined && quantity === undefined) return { kind: 'notional', notional };
  const found = quantity === undefined ? 'neither' : 'both';
  throw invalidInput([{ path: 'quantity', message: `expected shares or dollars, found ${found}` }]);
}
