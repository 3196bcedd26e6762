import { type Money, type Quantity, ZERO_MONEY, ZERO_QUANTITY } from '../../core/decimal.ts';
import type { EpochMs } from '../../core/time.ts';
import type { Ticker } from '../../market/symbol.ts';
import type { BrokerOrderId, Side } from '../../orders/request.ts';
import type {
  ExchangeEvent,
  ExchangeOrderState,
  ExchangeStatus,
} from '../../simulator/exchange.ts';
import type { AccountConfiguration, AccountRecord } from './records.ts';

/** What an order does to the position it meets, as Alpaca infers it at placing. */
export type PositionIntent = 'buy_to_open' | 'buy_to_close' | 'sell_to_open' | 'sell_to_close';

/** An order with the instants of its life, which the exchange itself does not keep. */
export interface OrderFile {
  /** The place among all orders of the account, from 0. */
  readonly ordinal: number;
  /** Sets orders of one millisecond apart, as nanoseconds do at Alpaca. */
  readonly nanos: number;
  state: ExchangeOrderState;
  readonly intent: PositionIntent;
  filledAt: EpochMs | null;
  canceledAt: EpochMs | null;
  expiredAt: EpochMs | null;
  failedAt: EpochMs | null;
  replacedAt: EpochMs | null;
}

/** An event that the account's statement lists: an execution, or what moved without a trade. */
export type ActivityEvent = Extract<
  ExchangeEvent,
  { kind: 'fill' | 'partial_fill' | 'cash' | 'split' }
>;

/** Everything that the broker knows of the account beside what the exchange keeps. */
export interface AccountFile {
  id: string;
  number: string;
  seed: number;
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
  /** The latest instant that any record names. */
  lastAt: EpochMs | undefined;
}

/** What holds until the owner changes it; Alpaca's own defaults. */
const DEFAULT_CONFIGURATION: AccountConfiguration = {
  suspendTrade: false,
  noShorting: false,
  fractionalTrading: true,
  tradeConfirmEmail: 'all',
  maxMarginMultiplier: '4',
};

/** A file in which nothing has been opened yet. */
export function emptyFile(): AccountFile {
  return {
    id: '',
    number: '',
    seed: 0,
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

/** Enters a record; the same function serves the running broker and the one that reads its log. */
export function enter(file: AccountFile, record: AccountRecord): void {
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

function open(file: AccountFile, record: Extract<AccountRecord, { kind: 'opened' }>): void {
  const { at, id, number, seed, cash } = record;
  Object.assign(file, emptyFile(), { id, number, seed, openedAt: at, openingCash: cash });
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

/** What an order would do to the position as it is: an order against it closes, any other opens. */
export function inferredIntent(
  file: AccountFile,
  order: { readonly symbol: Ticker; readonly side: Side },
): PositionIntent {
  const held = quantityOf(file, order.symbol).sign();
  if (order.side === 'buy') return held < 0 ? 'buy_to_close' : 'buy_to_open';
  return held > 0 ? 'sell_to_close' : 'sell_to_open';
}

/** Shares held of a symbol after the events entered so far; negative when short. */
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
export function isOpenOrder(state: ExchangeOrderState): boolean {
  return !ENDED.has(state.status);
}
