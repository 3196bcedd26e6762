import { describe, expect, test } from 'vitest';
import {
  scripted,
  type ScriptedAnswer,
  TEST_CREDENTIALS,
  TEST_ENVIRONMENT,
} from '../../../tests/support/scripted-alpaca.ts';
import type { ServerRequest } from '../../core/http.ts';
import { parseInstant } from '../../core/time.ts';
import { ticker } from '../../market/symbol.ts';
import { createMarketData, type MarketData } from './market-data.ts';

const SPY = ticker('SPY');
const QQQ = ticker('QQQ');

async function against(answer: (request: ServerRequest, count: number) => ScriptedAnswer) {
  const server = await scripted({ answer });
  const data = createMarketData(server.world, {
    environment: TEST_ENVIRONMENT,
    credentials: TEST_CREDENTIALS,
    feed: 'iex',
  });
  const ask = <T>(run: (data: MarketData) => Promise<T>) =>
    server.simulation.complete(() => run(data));
  return { ...server, ask };
}

function row(t: string, c: number) {
  return { t, o: 1, h: 9, l: 1, c, v: 10, n: 1, vw: 1.5 };
}

const span = {
  from: parseInstant('2024-07-03T04:00:00Z'),
  to: parseInstant('2024-07-05T04:00:00Z'),
};

describe('bars', () => {
  test('are read over every page, including short and empty ones', async () => {
    const pages = [
      { bars: { SPY: [row('2024-07-03T13:30:00Z', 2)] }, next_page_token: 'a' },
      { bars: {}, next_page_token: 'b' },
      { bars: { SPY: [row('2024-07-03T13:31:00Z', 3)], QQQ: null }, next_page_token: null },
    ];
    const { ask, requests } = await against((_, count) => ({ json: pages[count - 1] }));
    const bars = await ask((data) =>
      data.bars({ symbols: [SPY, QQQ], ...span, timeframe: '1Min', adjustment: 'split' }),
    );
    expect(bars.get(SPY)?.map(({ close }) => close)).toEqual([2, 3]);
    expect(bars.get(QQQ)).toEqual([]);
    expect(requests[0]).toBe(
      'GET /v2/stocks/bars?symbols=SPY%2CQQQ&start=2024-07-03T04%3A00%3A00Z&end=2024-07-05T04%3A00%3A00Z' +
        '&limit=10000&feed=iex&timeframe=1Min&adjustment=split',
    );
    expect(requests[2]).toContain('page_token=b');
  });

  test('as columns are stamped when known: a half day at its own close', async () => {
    const days = [row('2024-07-03T04:00:00Z', 2), row('2024-07-05T04:00:00Z', 3)];
    const { ask } = await against(() => ({ json: { bars: { SPY: days }, next_page_token: null } }));
    const columns = await ask((data) => data.columns({ symbol: SPY, timeframe: '1Day', ...span }));
    expect([...columns.end]).toEqual([
      Date.parse('2024-07-03T13:00:00-04:00'),
      Date.parse('2024-07-05T16:00:00-04:00'),
    ]);
    expect([...columns.close]).toEqual([2, 3]);
  });

  test('as columns, newest only, are read from the end and returned oldest first', async () => {
    const pages: Readonly<Record<string, readonly [string[], string | null]>> = {
      '': [['2024-07-03T13:34:00Z', '2024-07-03T13:33:00Z'], 'b'],
      b: [['2024-07-03T13:32:00Z', '2024-07-03T13:31:00Z'], 'c'],
    };
    const { ask, requests } = await against(({ query }) => {
      const [instants, next] = pages[new URLSearchParams(query).get('page_token') ?? '']!;
      const rows = instants.map((instant) => row(instant, Number(instant.slice(14, 16))));
      return { json: { bars: { SPY: rows }, next_page_token: next } };
    });
    const query = { symbol: SPY, timeframe: '1Min', ...span } as const;
    const columns = await ask((data) => data.columns(query, 'split', 3));
    expect([...columns.close]).toEqual([32, 33, 34]);
    expect(requests).toHaveLength(2);
    expect(requests[0]).toContain('limit=3');
    expect(requests[0]).toContain('sort=desc');
  });

  test('of a server that repeats a page are an error', async () => {
    const { ask } = await against(() => ({ json: { bars: {}, next_page_token: 'a' } }));
    const bars = ask((data) => data.bars({ symbols: [SPY], ...span, timeframe: '1Min' }));
    await expect(bars).rejects.toMatchObject({ code: 'alpaca.unreadable' });
  });
});

describe('the latest', () => {
  test('quotes, trades and snapshots are those that exist', async () => {
    const quote = { t: '2024-07-03T13:30:00Z', bp: 1, bs: 2, ap: 3, as: 4 };
    const trade = { t: '2024-07-03T13:30:00Z', p: 2.5, s: 1, i: 7 };
    const answer = ({ path }: ServerRequest): ScriptedAnswer => {
      if (path === '/v2/stocks/quotes/latest') return { json: { quotes: { SPY: quote } } };
      if (path === '/v2/stocks/trades/latest') return { json: { trades: { SPY: trade } } };
      return { json: { SPY: { latestQuote: quote, latestTrade: trade, minuteBar: null } } };
    };
    const { ask } = await against(answer);
    const both = [SPY, QQQ];
    expect([...(await ask((data) => data.latestQuotes(both)))]).toMatchObject([[SPY, { ask: 3 }]]);
    expect([...(await ask((data) => data.latestTrades(both)))]).toMatchObject([[SPY, { id: '7' }]]);
    const snapshots = await ask((data) => data.snapshots(both));
    expect(snapshots.get(SPY)).toMatchObject({
      quote: { bid: 1 },
      trade: { price: 2.5 },
      day: null,
    });
    expect(snapshots.has(QQQ)).toBe(false);
  });
});
