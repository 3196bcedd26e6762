import { describe, expect, it } from 'vitest';
import { createExchange } from '../create-exchange.ts';
import {
  barEvent,
  clock,
  happened,
  orderOf,
  placed,
  quoteEvent,
} from '../../../tests/support/exchange.ts';
import { tableOf } from '../../../tests/support/table.ts';
import { ticker } from '../../market/symbol.ts';
import type { EpochMs } from '../../core/time.ts';

const OPEN = clock('14:30');

// Half a spread of 2 bp and 1 bp of slippage: a taker pays 0.0002 of the price.
const ONE_BAR = tableOf(`
  // order                        | open   high   low    close | what the bar makes of it
  buy 100                         | 50.00  51.00  49.00  50.50 | fill buy 100 @ 50.01
  sell 100                        | 50.00  51.00  49.00  50.50 | fill sell 100 @ 49.99
  buy $1000                       | 50.00  51.00  49.00  50.50 | fill buy 19.996000799 @ 50.01
  buy 100 limit 49.50             | 50.00  51.00  49.00  50.50 | fill buy 100 @ 49.5
  buy 100 limit 49.00             | 50.00  51.00  49.00  50.50 |      // a touch is not enough
  buy 100 limit 48.00             | 50.00  51.00  49.00  50.50 |
  buy 100 limit 52.00             | 50.00  51.00  49.00  50.50 | fill buy 100 @ 50
  sell 100 limit 50.75            | 50.00  51.00  49.00  50.50 | fill sell 100 @ 50.75
  sell 100 limit 51.00            | 50.00  51.00  49.00  50.50 |
  sell 100 limit 48.00            | 50.00  51.00  49.00  50.50 | fill sell 100 @ 50
  buy 100 stop 51.00              | 50.00  51.00  49.00  50.50 | triggered, fill buy 100 @ 51.0102
  buy 100 stop 51.01              | 50.00  51.00  49.00  50.50 |
  buy 100 stop 48.00              | 50.00  51.00  49.00  50.50 | triggered, fill buy 100 @ 50.01
  sell 100 stop 49.00             | 50.00  51.00  49.00  50.50 | triggered, fill sell 100 @ 48.9902
  sell 100 stop 50.50             | 50.00  51.00  49.00  50.50 | triggered, fill sell 100 @ 49.99
  buy 100 stop 50.50 limit 50.80  | 50.00  51.00  49.00  50.50 | triggered, fill buy 100 @ 50.5101
  buy 100 stop 50.50 limit 50.50  | 50.00  51.00  49.00  50.50 | triggered, fill buy 100 @ 50.5
  buy 100 stop 50.50 limit 50.40  | 50.00  51.00  49.00  50.50 | triggered    // back later? unknown
  sell 100 stop 49.50 limit 49.40 | 50.00  51.00  49.00  50.50 | triggered, fill sell 100 @ 49.4901
  buy 100 ioc                     | 50.00  51.00  49.00  50.50 | fill buy 100 @ 50.01
  buy 100 limit 50.10 ioc         | 50.00  51.00  49.00  50.50 | fill buy 100 @ 50
  buy 100 limit 49.50 ioc         | 50.00  51.00  49.00  50.50 | canceled     // not at the open
  buy 100 limit 49.50 fok         | 50.00  51.00  49.00  50.50 | canceled
  buy 100                         | 0.00   51.00  49.00  50.50 |              // no price, no fill
`);

describe('one bar against one order', () => {
  it.each(ONE_BAR)('%s on %s: %s', (order = '', bar = '', outcome = '') => {
    const exchange = createExchange();
    placed(exchange, orderOf(order), OPEN);
    expect(happened(exchange)).toEqual(['new']);
    exchange.observe(barEvent(OPEN, bar));
    expect(happened(exchange).join(', ')).toBe(outcome);
  });
});

describe('time on bars', () => {
  it('an order does not fill on a bar that opened before it was placed', () => {
    const exchange = createExchange();
    placed(exchange, orderOf('buy 1'), (OPEN + 30_000) as EpochMs);
    exchange.observe(barEvent(OPEN, '50 51 49 50'));
    expect(happened(exchange)).toEqual(['new']);
    exchange.observe(barEvent((OPEN + 60_000) as EpochMs, '60 61 59 60'));
    expect(happened(exchange)).toEqual(['fill buy 1 @ 60.012']);
  });

  it('an order decided on one symbol cannot fill on a bar of the same minute of another', () => {
    const exchange = createExchange();
    const close = (OPEN + 60_000) as EpochMs;
    placed(exchange, orderOf('buy 1', { symbol: ticker('QQQ') }), close);
    exchange.observe(barEvent(OPEN, '50 51 49 50', ticker('QQQ')));
    expect(happened(exchange)).toEqual(['new']);
  });

  it('a fill has the timestamp of its bar’s open', () => {
    const exchange = createExchange({ openOf: () => clock('14:30') });
    placed(exchange, orderOf('buy 1'), clock('14:00'));
    exchange.observe(barEvent(clock('05:00'), '50 51 49 50'));
    const fill = exchange.drain().find((event) => event.kind === 'fill');
    expect(fill?.at).toBe(clock('14:30'));
  });

  it('a bar of another symbol has no effect', () => {
    const exchange = createExchange();
    placed(exchange, orderOf('buy 1'), OPEN);
    exchange.observe(barEvent(OPEN, '50 51 49 50', ticker('QQQ')));
    expect(exchange.restingCount).toBe(1);
  });

  it('older orders are filled first', () => {
    const exchange = createExchange();
    placed(exchange, orderOf('buy 1'), OPEN);
    placed(exchange, orderOf('buy 2'), OPEN);
    placed(exchange, orderOf('buy 3'), OPEN);
    exchange.drain();
    exchange.observe(barEvent(OPEN, '50 51 49 50'));
    expect(happened(exchange).map((words) => words.split(' ')[2])).toEqual(['1', '2', '3']);
    expect(exchange.restingCount).toBe(0);
  });
});

it('prices keep every digit: 187.155 worsened by 2 bp is 187.192431', () => {
  const exchange = createExchange();
  placed(exchange, orderOf('buy 1'), OPEN);
  exchange.drain();
  exchange.observe(barEvent(OPEN, '187.155 188 187 188'));
  expect(happened(exchange)).toEqual(['fill buy 1 @ 187.192431']);
});

it('an idle exchange drains the same empty list every time', () => {
  const exchange = createExchange();
  exchange.observe(barEvent(OPEN, '50 51 49 50'));
  exchange.observe(quoteEvent(OPEN, '50 51'));
  expect(exchange.drain()).toBe(exchange.drain());
});
