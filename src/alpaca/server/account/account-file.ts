import { type Money, type Quantity, ZERO_MONEY, ZERO_QUANTITY } from '../../../core/decimal.ts';
import type { EpochMs } from '../../../core/time.ts';
import type { Ticker } from '../../../market/symbol.ts';
import type { BrokerOrderId, Side } from '../../../orders/request.ts';
import type {
  ExchangeEvent,
  ExchangeOrderState,
  ExchangeStatus,
} from '../../../simulator/exchange.ts';
import type { AccountConfiguration, AccountLogRecord } from './records.ts';

/** Effect of an order on the current position, as Alpaca infers it when the order is placed. */
export type PositionIntent = 'buy_to_open' | 'buy_to_close' | 'sell_to_open' | 'sell_to_close';

/** Order with its lifecycle timestamps, which the exchange itself does not store. */
export interface OrderFile {
  /** Index among all orders of the account, from 0. */
  readonly ordinal: number;
  /** Distinguishes orders of the same millisecond, as nanoseconds do at Alpaca. */
  readonly nanos: number;
  state: ExchangeOrderState;
  readonly intent: PositionIntent;
  filledAt: EpochMs | null;
  canceledAt: EpochMs | null;
  expiredAt: EpochMs | null;
  failedAt: EpochMs | null;
  replacedAt: EpochMs | null;
}

/** Event listed in the account's statement: an execution, or a movement without a trade. */
export type ActivityEvent = Extract<
  ExchangeEvent,
  { kind: 'fill' | 'partial_fill' | 'cash' | 'split' }
>;

/** Account data that the broker keeps in addition to the exchange's. */
export interface AccountFile {
  id: string;
  number: string;
  seed: number;
  /** Whether order and execution ids derive from the account's id rather than from the seed. */
  ownIds: boolean;
  openedAt: EpochMs;
  openingCash: Money;
  configuration: AccountConfiguration;
  readonly orders: Map<BrokerOrderId, OrderFile>;
  /** The same orders, oldest first. */
  list: OrderFile[];
  activities: ActivityEvent[];
  /** Shares held after the events so far. */
  readonly quantities: Map<Ticker, Quantity>;
  /** Equity and maintenance margin at the last close. */
  lastEquity: Money;
  lastMaintenance: Money;
  /** Latest timestamp of any record. */
  lastAt: EpochMs | undefined;
}

/** Default settings, the same as Alpaca's. */
const DEFAULT_CONFIGURATION: AccountConfiguration = {
  suspendTrade: false,
  noShorting: false,
  fractionalTrading: true,
  tradeConfirmEmail: 'all',
  maxMarginMultiplier: '4',
};

/** Creates an empty account file. */
export function emptyFile(): AccountFile {
  return {
    id: '',
    number: '',
    seed: 0,
    ownIds: true,
    openedAt: 0 as EpochMs,
    openingCash: ZERO_MONEY,
    configuration: DEFAULT_CONFIGURATION,
    orders: new Map(),
    list: [],
    activities: [],
    quantities: new Map(),
    lastEquity: ZERO_MONEY,
    lastMaintenance: ZERO_MONEY,
    lastAt: undefined,
  };
}

/** Applies a record; both the running broker and log replay use this function. */
export function recordEvent(file: AccountFile, record: AccountLogRecord): void {
  if (file.lastAt === undefined || record.at > file.lastAt) file.lastAt = record.at;
  switch (record.kind) {
    case 'opened':
      open(file, record);
      return;
    case 'event':
      enterEvent(file, record.event);
      return;
    case 'day_closed':
      file.lastEquity = record.equity;
      file.lastMaintenance = record.maintenance;
      return;
    case 'configured':
      file.configuration = record.configuration;
      return;
    case 'clock':
      return;
  }
}

function open(file: AccountFile, record: Extract<AccountLogRecord, { kind: 'opened' }>): void {
  const { at, id, number, seed, cash } = record;
  const ownIds = record.ids === 'account';
  const terms = { id, number, seed, ownIds, openedAt: at, openingCash: cash };
  Object.assign(file, emptyFile(), terms);
  file.lastEquity = cash;
  file.lastAt = at;
}

function enterEvent(file: AccountFile, event: ExchangeEvent): void {
  switch (event.kind) {
    case 'cash':
      file.activities.push(event);
      return;
    case 'split':
      file.quantities.set(event.symbol, event.to);
      file.activities.push(event);
      return;
    case 'fill':
    case 'partial_fill': {
      const { symbol, side, quantity } = event.fill;
      const held = quantityOf(file, symbol);
      const after = side === 'buy' ? held.plus(quantity) : held.minus(quantity);
      file.quantities.set(symbol, after.trimmed());
      file.activities.push(event);
      break;
    }
    default:
      break;
  }
  enterOrder(file, event);
}

function enterOrder(
  file: AccountFile,
  event: Exclude<ExchangeEvent, { kind: 'cash' | 'split' }>,
): void {
  const order = orderFile(file, event.order);
  order.state = event.order;
  if (event.kind === 'fill') order.filledAt = event.at;
  else if (event.kind === 'canceled') order.canceledAt = event.at;
  else if (event.kind === 'expired') order.expiredAt = event.at;
  else if (event.kind === 'rejected') order.failedAt = event.at;
  else if (event.kind === 'replaced') order.replacedAt = event.at;
}

function orderFile(file: AccountFile, state: ExchangeOrderState): OrderFile {
  const known = file.orders.get(state.id);
  if (known !== undefined) return known;
  const last = file.list.at(-1);
  const nanos = last !== undefined && last.state.createdAt === state.createdAt ? last.nanos + 1 : 0;
  const made: OrderFile = {
    ordinal: file.list.length,
    nanos,
    state,
    intent: inferredIntent(file, state),
    filledAt: null,
    canceledAt: null,
    expiredAt: null,
    failedAt: null,
    replacedAt: null,
  };
  file.orders.set(state.id, made);
  file.list.push(made);
  return made;
}

/** Returns an order's effect on the current position: an opposite order closes, any other opens. */
export function inferredIntent(
  file: AccountFile,
  order: { readonly symbol: Ticker; readonly side: Side },
): PositionIntent {
  const held = quantityOf(file, order.symbol).sign();
  if (order.side === 'buy') return held < 0 ? 'buy_to_close' : 'buy_to_open';
  return held > 0 ? 'sell_to_close' : 'sell_to_open';
}

/** Returns the shares held of a symbol after the events applied so far; negative when short. */
export function quantityOf(file: AccountFile, symbol: Ticker): Quantity {
  return file.quantities.get(symbol) ?? ZERO_QUANTITY;
}

const ENDED: ReadonlySet<ExchangeStatus> = new Set<ExchangeStatus>([
  'filled',
  'canceled',
  'expired',
  'rejected',
  'replaced',
]);

/** Whether an order may still trade. */
export function isOpenState(state: ExchangeOrderState): boolean {
  return !ENDED.has(state.status);
}
