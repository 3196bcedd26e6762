import { describe, expect, it } from 'vitest';
import { money } from '../../core/decimal.ts';
import type { EpochMs } from '../../core/time.ts';
import {
  clock,
  happened,
  orderOf,
  placed,
  quoteEvent,
  sessionEvent,
  tradeEvent,
} from '../../../tests/support/exchange.ts';
import { tableOf } from '../../../tests/support/table.ts';
import { createExchange } from '../create-exchange.ts';
import type { ExchangeOptions } from '../options.ts';

const OPEN = clock('14:30');
const CLOSE = clock('21:00');

function openExchange(options: ExchangeOptions = {}) {
  const exchange = createExchange({
    rules: 'alpaca',
    deposit: { amount: money(100_000), at: clock('08:00') },
    ...options,
  });
  exchange.observe(sessionEvent(OPEN, 'open'));
  exchange.observe(quoteEvent(OPEN, '49.99 50.01'));
  exchange.drain();
  return exchange;
}

// The account holds 1,000 shares; the order is placed at 14:31, the quote comes at 14:32.
const ONE_QUOTE = tableOf(`
  // order                    | bid   ask   | what the quote makes of it
  buy 100                     | 50.02 50.04 | fill buy 100 @ 50.04
  sell 100                    | 50.02 50.04 | fill sell 100 @ 50.02
  buy $500                    | 49.98 50.00 | fill buy 10 @ 50
  buy 100 limit 50.04         | 50.02 50.04 | fill buy 100 @ 50.04
  buy 100 limit 51.00         | 50.02 50.04 | fill buy 100 @ 50.04
  buy 100 limit 50.03         | 50.02 50.04 |
  sell 100 limit 50.02        | 50.02 50.04 | fill sell 100 @ 50.02
  sell 100 limit 50.03        | 50.02 50.04 |
  buy 100                     | 50.04 50.02 |  // crossed
  buy 100                     | 0     50.04 |  // one-sided
  buy 100 limit 50.03 ioc     | 50.02 50.04 | canceled
  buy 100 limit 50.04 fok     | 50.02 50.04 | fill buy 100 @ 50.04
  sell 100 stop 49.00         | 48.00 48.02 |  // only a trade elects
`);

describe('one quote against one order', () => {
  it.each(ONE_QUOTE)('%s on %s: %s', (order = '', quote = '', outcome = '') => {
    const exchange = openExchange();
    placed(exchange, orderOf('buy 1000'), clock('14:30:10'));
    exchange.observe(quoteEvent(clock('14:30:20'), '50 50'));
    exchange.drain();
    placed(exchange, orderOf(order), clock('14:31'));
    expect(happened(exchange)).toEqual(['pending_new', 'new']);
    exchange.observe(quoteEvent(clock('14:32'), quote));
    expect(happened(exchange).join(', ')).toBe(outcome);
  });
});

describe('stops are elected by trades and filled on the next quote', () => {
  it('a sell stop becomes a market order', () => {
    const exchange = openExchange();
    placed(exchange, orderOf('buy 100'), OPEN);
    exchange.observe(quoteEvent(clock('14:31'), '50.00 50.02'));
    placed(exchange, orderOf('sell 100 stop 49.50 gtc'), clock('14:32'));
    exchange.drain();
    exchange.observe(quoteEvent(clock('14:33'), '49.40 49.60'));
    exchange.observe(tradeEvent(clock('14:33:01'), 49.51));
    expect(happened(exchange)).toEqual([]);
    exchange.observe(tradeEvent(clock('14:33:02'), 49.5));
    expect(happened(exchange)).toEqual(['triggered']);
    exchange.observe(quoteEvent(clock('14:33:03'), '49.30 49.50'));
    expect(happened(exchange)).toEqual(['fill sell 100 @ 49.3']);
  });

  it('a print outside the best bid and offer elects nothing', () => {
    const exchange = openExchange();
    placed(exchange, orderOf('buy 100 stop 51'), OPEN);
    exchange.drain();
    exchange.observe(tradeEvent(clock('14:31'), 51.5));
    expect(happened(exchange)).toEqual([]);
  });

  it('an elected buy stop pays at most 2.5% above its stop', () => {
    const exchange = openExchange();
    placed(exchange, orderOf('buy 100 stop 51'), OPEN);
    exchange.drain();
    exchange.observe(quoteEvent(clock('14:31'), '50.90 51.10'));
    exchange.observe(tradeEvent(clock('14:31:01'), 51));
    exchange.observe(quoteEvent(clock('14:31:02'), '52.20 52.28'));
    expect(happened(exchange)).toEqual(['triggered']);
    exchange.observe(quoteEvent(clock('14:31:03'), '52.20 52.27'));
    expect(happened(exchange)).toEqual(['fill buy 100 @ 52.27']);
  });

  it('an elected stop-limit waits for its limit', () => {
    const exchange = openExchange();
    placed(exchange, orderOf('buy 100 stop 51 limit 51.05'), OPEN);
    exchange.drain();
    exchange.observe(quoteEvent(clock('14:31'), '50.99 51.06'));
    exchange.observe(tradeEvent(clock('14:31:01'), 51));
    exchange.observe(quoteEvent(clock('14:31:02'), '50.99 51.06'));
    exchange.observe(quoteEvent(clock('14:31:03'), '50.99 51.04'));
    expect(happened(exchange)).toEqual(['triggered', 'fill buy 100 @ 51.04']);
  });
});

it('a notional sell never exceeds the position, even if the price falls', () => {
  const exchange = openExchange();
  placed(exchange, orderOf('buy 100'), clock('14:31'));
  exchange.observe(quoteEvent(clock('14:32'), '50 50'));
  placed(exchange, orderOf('sell $5000'), clock('14:33'));
  exchange.drain();
  exchange.observe(quoteEvent(clock('14:34'), '40 40.01'));
  expect(happened(exchange)).toEqual(['fill sell 100 @ 40']);
});

describe('sessions', () => {
  it('a market order placed while closed waits for the open and its first quote', () => {
    const exchange = createExchange({
      rules: 'alpaca',
      deposit: { amount: money(100_000), at: clock('08:00') },
    });
    exchange.observe(tradeEvent(clock('09:00'), 50));
    exchange.drain();
    const id = placed(exchange, orderOf('buy 100'), clock('10:00'));
    expect(happened(exchange)).toEqual(['accepted']);
    exchange.observe(quoteEvent(clock('11:00'), '50 50.02'));
    expect(happened(exchange)).toEqual([]);
    exchange.observe(sessionEvent(OPEN, 'open'));
    expect(happened(exchange)).toEqual(['new']);
    exchange.observe(quoteEvent(OPEN, '50 50.02'));
    expect(happened(exchange)).toEqual(['fill buy 100 @ 50.02']);
    expect(exchange.order(id)?.status).toBe('filled');
  });

  it('day orders expire at the close and good-till-canceled ones stay', () => {
    const exchange = openExchange();
    placed(exchange, orderOf('buy 1 limit 40 day'), OPEN);
    const kept = placed(exchange, orderOf('buy 2 limit 40 gtc'), OPEN);
    exchange.drain();
    exchange.observe(sessionEvent(CLOSE, 'close'));
    expect(happened(exchange)).toEqual(['expired']);
    expect(exchange.order(kept)?.status).toBe('new');
    expect(exchange.restingCount).toBe(1);
  });

  it('an order placed at the instant of the close belongs to the next trading day', () => {
    const exchange = openExchange();
    placed(exchange, orderOf('buy 1 limit 40 day'), CLOSE);
    exchange.drain();
    exchange.observe(sessionEvent(CLOSE, 'close'));
    expect(happened(exchange)).toEqual([]);
  });

  it('a good-till-canceled order ends after 90 days', () => {
    const exchange = openExchange();
    placed(exchange, orderOf('buy 1 limit 40 gtc'), OPEN);
    exchange.drain();
    exchange.observe(sessionEvent((CLOSE + 89 * 86_400_000) as EpochMs, 'close'));
    expect(happened(exchange)).toEqual([]);
    exchange.observe(sessionEvent((CLOSE + 90 * 86_400_000) as EpochMs, 'close'));
    expect(happened(exchange)).toEqual(['expired']);
  });
});

describe('partial fills', () => {
  it('add up to the full quantity, the same way for the same seed', () => {
    const run = (seed: number) => {
      const exchange = openExchange({ seed, fills: { partial: 0.5 } });
      placed(exchange, orderOf('buy 1000'), OPEN);
      exchange.drain();
      const all: string[] = [];
      for (let second = 1; second < 40; second += 1) {
        exchange.observe(quoteEvent((OPEN + second * 1000) as EpochMs, '50.00 50.02'));
        all.push(...happened(exchange));
      }
      return all;
    };
    const shares = (fills: readonly string[]) =>
      fills.reduce((sum, words) => sum + Number(words.split(' ')[2]), 0);
    const runs = [1, 2, 3, 4, 5, 6].map((seed) => run(seed));
    expect(runs.map(shares)).toEqual([1000, 1000, 1000, 1000, 1000, 1000]);
    expect(runs.some((fills) => fills.length > 1)).toBe(true);
    expect(run(3)).toEqual(runs[2]);
  });

  it('occur at about the requested rate', () => {
    const exchange = openExchange({ fills: { partial: 0.1 }, fees: 'none' });
    let partial = 0;
    for (let index = 0; index < 2000; index += 1) {
      const at = (OPEN + index * 1000) as EpochMs;
      placed(exchange, orderOf('buy 100 limit 0.12 ioc'), at);
      exchange.observe(quoteEvent((at + 1) as EpochMs, '0.10 0.11'));
      partial += exchange.drain().filter((event) => event.kind === 'partial_fill').length;
    }
    expect(partial / 2000).toBeGreaterThan(0.08);
    expect(partial / 2000).toBeLessThan(0.12);
  });
});
