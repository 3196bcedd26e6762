import { type EpochMs, isIsoDate } from '../../../core/time.ts';
import { newYorkDate } from '../../../market/calendar.ts';
import { sha256Hex } from '../../../core/sha256.ts';
import { ZERO_MONEY } from '../../../core/decimal.ts';
import { activityId, type Activity, toWireActivity } from '../../wire/activity.ts';
import type { ActivityEvent, OrderFile } from '../account/account-file.ts';
import { type RouteAnswer, ok } from './answer.ts';
import type { Desk } from '../desk.ts';
import {
  choice,
  compareInstants,
  count,
  csv,
  type FineInstant,
  instant,
  type Query,
} from './query.ts';
import { badParameter, refuse } from './refusals.ts';
import type { Route } from './router.ts';

/** `/v2/account/activities` and `/v2/account/activities/{type}`. */
export function activityRoutes(desk: Desk): readonly Route[] {
  const host = 'trading';
  const path = '/v2/account/activities';
  return [
    { method: 'GET', path, host, run: (call) => list(desk, call.query, typesAsked(call.query)) },
    {
      method: 'GET',
      path: `${path}/{activity_type}`,
      host,
      run: (call) => list(desk, call.query, known([call.params['activity_type'] ?? ''])),
    },
  ];
}

const TRADES = ['FILL'];
/** Every type that Alpaca documents for equities; ours are FILL, FEE, DIV, CSD and SPLIT. */
const NON_TRADES = [
  'FEE DIV CSD SPLIT CSW INT JNLC JNLS MA NC SPIN TRANS REORG SC SSO SSP ACATC ACATS MISC CFEE',
  'DIVCGL DIVCGS DIVFT DIVNRA DIVROC DIVTW DIVTXEX PTC PTR OPASN OPEXC OPEXP OPTRD',
].flatMap((line) => line.split(' '));

function typesAsked(query: Query): ReadonlySet<string> | undefined {
  const types = csv(query, 'activity_types');
  const category = choice(query, 'category', {
    values: ['trade_activity', 'non_trade_activity', ''],
    fallback: '',
    refusal: badParameter,
  });
  if (types.length > 0 && category !== '') {
    refuse(badParameter('only one of category or activity_types is accepted'));
  }
  if (category !== '') return new Set(category === 'trade_activity' ? TRADES : NON_TRADES);
  return types.length === 0 ? undefined : known(types);
}

function known(types: readonly string[]): ReadonlySet<string> {
  for (const type of types) {
    if (!TRADES.includes(type) && !NON_TRADES.includes(type)) {
      refuse(badParameter(`invalid activity type: ${type.slice(0, 40)}`));
    }
  }
  return new Set(types);
}

function list(desk: Desk, query: Query, types: ReadonlySet<string> | undefined): RouteAnswer {
  const date = query.get('date');
  if (date !== undefined && !isIsoDate(date.slice(0, 10))) {
    refuse(badParameter(`invalid date: ${date.slice(0, 40)}`));
  }
  const size = count(query, 'page_size', { max: 100, fallback: 100, refusal: badParameter });
  const direction = choice(query, 'direction', {
    values: ['asc', 'desc'],
    fallback: 'desc',
    refusal: badParameter,
  });
  const limit = date !== undefined && !query.has('page_size') ? Infinity : size;
  const fits = filterOf(query, types, date?.slice(0, 10));
  const window = windowOf(desk.file.activities, query);
  const ordered = direction === 'asc' ? window : window.toReversed();
  const token = query.get('page_token') ?? '';
  const start =
    token === '' ? 0 : 1 + ordered.findIndex((event) => rowOf(desk, event).id === token);
  if (token !== '' && start === 0) refuse(badParameter('invalid page_token'));
  const rows: Activity[] = [];
  for (let index = start; index < ordered.length && rows.length < limit; index += 1) {
    const event = ordered[index]!;
    const row = rowOf(desk, event);
    if (fits(event, row)) rows.push(row);
  }
  return ok(rows.map((row) => toWireActivity(row)));
}

/** Returns the events between `after` and `until`, both excluded; events are ordered by time. */
function windowOf(events: readonly ActivityEvent[], query: Query): readonly ActivityEvent[] {
  const after = instant(query, 'after', badParameter);
  const until = instant(query, 'until', badParameter);
  const from = after === undefined ? 0 : firstLaterThan(events, after, true);
  const to = until === undefined ? events.length : firstLaterThan(events, until, false);
  return events.slice(from, Math.max(from, to));
}

/** Returns the index of the first event after an instant, or at it when `strictly` is false. */
function firstLaterThan(
  events: readonly ActivityEvent[],
  bound: FineInstant,
  strictly: boolean,
): number {
  let low = 0;
  let high = events.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const order = compareInstants({ at: events[middle]!.at, nanos: 0 }, bound);
    if (order < 0 || (strictly && order === 0)) low = middle + 1;
    else high = middle;
  }
  return low;
}

function filterOf(
  query: Query,
  types: ReadonlySet<string> | undefined,
  date: string | undefined,
): (event: ActivityEvent, row: Activity) => boolean {
  const order = query.get('order_id') ?? '';
  return (event, row) => {
    if (types !== undefined && !types.has(typeOf(row))) return false;
    if (order !== '' && !(row.kind === 'fill' && row.order === order)) return false;
    return date === undefined || newYorkDate(event.at) === date;
  };
}

/** Cache of rows by event: an event never changes, and every page reads many of them. */
const rowsMade = new WeakMap<ActivityEvent, Activity>();

function rowOf(desk: Desk, event: ActivityEvent): Activity {
  const made = rowsMade.get(event) ?? activityOf(desk, event);
  rowsMade.set(event, made);
  return made;
}

function typeOf(row: Activity): string {
  return row.kind === 'fill' ? 'FILL' : row.activity;
}

const FLOWS = { deposit: 'CSD', dividend: 'DIV', fee: 'FEE' } as const;

/** Returns an exchange event as a row of the account's statement. */
function activityOf(desk: Desk, event: ActivityEvent): Activity {
  const { at } = event;
  switch (event.kind) {
    case 'fill':
    case 'partial_fill':
      return fillRow(desk.file.orders.get(event.order.id), event);
    case 'cash':
      return {
        ...nonTrade(at, event.id),
        activity: FLOWS[event.flow],
        amount: event.amount,
        symbol: event.symbol,
        order: event.order,
        note: event.note,
      };
    case 'split':
      return {
        ...nonTrade(at, event.id),
        activity: 'SPLIT',
        symbol: event.symbol,
        quantity: event.to.minus(event.from),
        note: `${event.from.toString()} shares became ${event.to.toString()}`,
      };
  }
}

function nonTrade(at: EpochMs, id: string): Extract<Activity, { kind: 'non_trade' }> {
  return {
    kind: 'non_trade',
    id: activityId(at, uuidOf(`${at}|${id}`)),
    activity: '',
    subType: '',
    date: newYorkDate(at),
    at,
    dateOnly: false,
    amount: ZERO_MONEY,
    symbol: null,
    quantity: null,
    perShare: null,
    order: null,
    note: '',
    status: 'executed',
  };
}

function fillRow(
  order: OrderFile | undefined,
  event: Extract<ActivityEvent, { kind: 'fill' | 'partial_fill' }>,
): Activity {
  const { fill } = event;
  const size = (order?.state ?? event.order).size;
  const leaves =
    size.kind === 'quantity' && event.kind === 'partial_fill'
      ? size.quantity.minus(fill.cumulative)
      : fill.quantity.minus(fill.quantity);
  return {
    kind: 'fill',
    id: activityId(event.at, fill.id),
    at: event.at,
    order: event.order.id,
    symbol: fill.symbol,
    side: fill.side,
    quantity: fill.quantity,
    price: fill.price,
    cumulative: fill.cumulative,
    leaves,
    orderStatus: event.order.status,
  };
}

/** Returns a UUID derived from a string: the same string always gives the same one. */
function uuidOf(text: string): string {
  const digits = sha256Hex(text);
  const variant = '89ab'[Number.parseInt(digits[16]!, 16) % 4]!;
  const groups = [
    digits.slice(0, 8),
    digits.slice(8, 12),
    `4${digits.slice(13, 16)}`,
    `${variant}${digits.slice(17, 20)}`,
    digits.slice(20, 32),
  ];
  return groups.join('-');
}
