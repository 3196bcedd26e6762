import { expect, test } from 'vitest';
import { price } from '../core/decimal.ts';
import { isoDate } from '../core/time.ts';
import { sessionsBetween } from '../market/calendar.ts';
import { parseDailyBars } from '../market/files/series-csv.ts';
import { ticker } from '../market/symbol.ts';
import { defineStrategy } from '../strategy/define.ts';
import { order } from '../strategy/intent.ts';
import { runBacktest } from './run.ts';

const symbol = ticker('QMKT');

test('a good-till-canceled order expires after 90 days, and that is a caveat', () => {
  const days = sessionsBetween(isoDate('2024-01-02'), isoDate('2024-04-30'));
  const rows = days.map(({ date }) => `${date},100,100,100,100,1000`);
  const bars = parseDailyBars(
    ['date,open,high,low,close,volume', ...rows].join('\n'),
    symbol,
  ).value;
  const terms = { type: 'limit', limitPrice: price(98) } as const;
  const patient = defineStrategy({
    name: 'patient',
    symbols: [symbol],
    timeframe: '1Day',
    onBar: ({ book }) =>
      book.orders().length > 0
        ? undefined
        : [
            order(
              { symbol, side: 'buy', quantity: 1, terms, timeInForce: 'gtc' },
              'waits for a price',
            ),
          ],
  });
  const { caveats, entries } = runBacktest(patient, { bars, keepJournal: true });
  const expired = entries.flatMap(({ at, body }) =>
    body.kind === 'order_event' && body.event.kind === 'expired' ? [{ at, event: body.event }] : [],
  );
  // Placed at the close of 2 January: 90 days later is 1 April.
  expect(expired.map(({ at }) => new Date(at).toISOString().slice(0, 10))).toEqual(['2024-04-01']);
  expect(expired[0]!.event).toMatchObject({
    evidence: { message: 'a good-till-canceled order expires after 90 days' },
  });
  expect(caveats).toContainEqual(
    expect.objectContaining({ code: 'caveat.orders_expired', count: 1, of: 2 }),
  );
});
