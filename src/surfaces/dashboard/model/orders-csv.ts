import { formatInstant } from '../../../core/time.ts';
import { averagePrice } from '../../../market/instrument.ts';
import type { OrderState } from '../../../orders/lifecycle.ts';

const HEAD = [
  'decided_at',
  'id',
  'broker_id',
  'symbol',
  'side',
  'type',
  'limit_price',
  'stop_price',
  'time_in_force',
  'quantity',
  'notional',
  'filled',
  'average_price',
  'status',
  'book',
  'reason',
];

/** Formats orders as CSV: exact numbers without currency signs, instants as RFC 3339 in UTC. */
export function ordersCsv(orders: readonly OrderState[]): string {
  const lines = orders.map((order) => fields(order).map(csvField).join(','));
  return `${[HEAD.join(','), ...lines].join('\n')}\n`;
}

function fields({ request, brokerId, filled, filledValue, status }: OrderState): readonly string[] {
  const { size, terms } = request;
  return [
    formatInstant(request.decidedAt),
    request.id,
    brokerId ?? '',
    request.symbol,
    request.side,
    terms.type,
    'limitPrice' in terms ? terms.limitPrice.toString() : '',
    'stopPrice' in terms ? terms.stopPrice.toString() : '',
    request.timeInForce,
    size.kind === 'quantity' ? size.quantity.toString() : '',
    size.kind === 'notional' ? size.notional.toString() : '',
    filled.toString(),
    filled.isZero()
      ? ''
      : averagePrice(request.instrument, filledValue, { units: filled }).toString(),
    status,
    request.book,
    request.reason,
  ];
}

/** Quotes a value where needed; a possible spreadsheet formula stays text. */
function csvField(value: string): string {
  const safe = /^[=+@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
