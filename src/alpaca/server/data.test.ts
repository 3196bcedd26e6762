import { describe, expect, test } from 'vitest';
import { like } from '../../../tests/support/matching.ts';
import { parseInstant } from '../../core/time.ts';
import { createRealWorld } from '../../world/real/create-real-world.ts';
import { keyHeaders, KEYS, testBroker } from '../../../tests/support/paper-broker.ts';
import { dividendOf, splitOf, TWO_DAYS } from '../../../tests/support/scripted-market.ts';

interface BarBody {
  readonly t: string;
  readonly o: number;
  readonly c: number;
  readonly v: number;
}

interface BarsBody {
  readonly bars: Readonly<Record<string, readonly BarBody[]>>;
  readonly next_page_token: string | null;
}

const DAY = 'start=2024-03-04T14:30:00Z&end=2024-03-04T14:34:00Z';

describe('Historical bars', () => {
  test('come by symbol, both ends included, stamped with their start', async () => {
    const { ask, broker } = await testBroker();
    await broker.step(10 * 60_000);
    const { status, body } = await ask(
      `GET /v2/stocks/bars?symbols=SPY,QUX,NOPE&timeframe=1Min&${DAY}`,
    );
    expect(status).toBe(200);
    const { bars, next_page_token: next } = body as BarsBody;
    expect(next).toBeNull();
    expect(Object.keys(bars)).toEqual(['QUX', 'SPY']);
    expect(bars['SPY']!.map(({ t, c }) => [t, c])).toEqual([
      ['2024-03-04T14:30:00Z', 500],
      ['2024-03-04T14:31:00Z', 500.01],
      ['2024-03-04T14:32:00Z', 500.02],
      ['2024-03-04T14:33:00Z', 500.03],
      ['2024-03-04T14:34:00Z', 500.04],
    ]);
    expect(body).not.toHaveProperty('currency');
  });

  test('are paged over all symbols without lost or repeated rows', async () => {
    const { ask, broker } = await testBroker();
    await broker.step(10 * 60_000);
    const path = `GET /v2/stocks/bars?symbols=SPY,QUX&timeframe=1Min&${DAY}`;
    for (const sort of ['asc', 'desc']) {
      const whole = (await ask(`${path}&sort=${sort}`)).body as BarsBody;
      for (const limit of [1, 3, 5, 10]) {
        const rows: Record<string, BarBody[]> = {};
        const tokens = new Set<string>();
        for (let token: string | null = ''; token !== null;) {
          const page = `${path}&sort=${sort}&limit=${limit}&page_token=${encodeURIComponent(token)}`;
          const { bars, next_page_token: next } = (await ask(page)).body as BarsBody;
          for (const [symbol, list] of Object.entries(bars)) (rows[symbol] ??= []).push(...list);
          expect(tokens.has(String(next))).toBe(false);
          tokens.add(String(next));
          token = next;
        }
        expect(rows).toEqual(whole.bars);
      }
    }
  });

  test('of one symbol are a list, and null where there are none', async () => {
    const { ask } = await testBroker();
    const none = await ask(
      'GET /v2/stocks/SPY/bars?timeframe=1Min&start=2024-03-04T14:30:00Z&currency=USD',
    );
    expect([none.status, none.body]).toEqual([
      200,
      { bars: null, symbol: 'SPY', next_page_token: null, currency: 'USD' },
    ]);
    const unknown = await ask('GET /v2/stocks/bars?symbols=NOPE&timeframe=1Day');
    expect(unknown.body).toEqual({ bars: {}, next_page_token: null });
  });

  test('of a day are stamped with midnight in New York and adjusted as requested', async () => {
    const open = parseInstant('2024-03-05T14:30:00Z');
    const market = {
      ...TWO_DAYS,
      actions: [splitOf(open, '2024-03-05'), dividendOf(open, '2024-03-05')],
    };
    const { ask, broker } = await testBroker({ market });
    await broker.step(391 * 60_000);
    const closes = async (adjustment: string): Promise<readonly (readonly unknown[])[]> => {
      const span = 'start=2024-03-01&end=2024-03-04T12:00:00Z';
      const path = `GET /v2/stocks/bars?symbols=SPY&timeframe=1Day&${span}`;
      const { bars } = (await ask(`${path}&adjustment=${adjustment}`)).body as BarsBody;
      return bars['SPY']!.map(({ t, c, v }) => [t, c, v]);
    };
    expect(await closes('raw')).toEqual([
      ['2024-03-01T05:00:00Z', 499, 1000],
      ['2024-03-04T05:00:00Z', 503.89, 39_000],
    ]);
    expect(await closes('split')).toEqual([
      ['2024-03-01T05:00:00Z', 124.75, 4000],
      ['2024-03-04T05:00:00Z', 125.9725, 156_000],
    ]);
    // 499 x (1 - 1.25 / 503.89) and 503.89 - 1.25
    expect((await closes('dividend')).map(([, c]) => c)).toEqual([497.7621, 502.64]);
    expect((await closes('all')).map(([, c]) => c)).toEqual([124.4405, 125.66]);
  });
});

describe('Quotes, prints and snapshots', () => {
  test('the latest of each, for several symbols and for one', async () => {
    const { ask, broker } = await testBroker();
    await broker.step(60_000);
    const quote = { t: '2024-03-04T14:31:00Z', bp: 500.01, ap: 500.03, bs: 100, as: 200 };
    const many = await ask('GET /v2/stocks/quotes/latest?symbols=SPY,NOPE');
    expect(many.body).toEqual({ quotes: { SPY: like(quote) } });
    const one = await ask('GET /v2/stocks/SPY/quotes/latest');
    expect(one.body).toEqual({ symbol: 'SPY', quote: like(quote) });
    const bar = await ask('GET /v2/stocks/bars/latest?symbols=SPY');
    expect(bar.body).toEqual({
      bars: { SPY: like({ t: '2024-03-04T14:30:00Z', c: 500 }) },
    });
    expect((await ask('GET /v2/stocks/SPY/trades/latest')).status).toBe(404);
  });

  test('snapshots are a bare map by symbol, or one flat object', async () => {
    const { ask, broker } = await testBroker();
    await broker.step(60_000);
    const one = {
      latestQuote: like({ bp: 500.01 }),
      minuteBar: like({ t: '2024-03-04T14:30:00Z' }),
      dailyBar: like({ t: '2024-03-04T05:00:00Z', o: 500, v: 100 }),
      prevDailyBar: like({ t: '2024-03-01T05:00:00Z', c: 499 }),
    };
    expect((await ask('GET /v2/stocks/snapshots?symbols=SPY,NOPE')).body).toEqual({ SPY: one });
    expect((await ask('GET /v2/stocks/SPY/snapshot')).body).toEqual({ symbol: 'SPY', ...one });
  });

  test('past quotes can be read', async () => {
    const { ask, broker } = await testBroker();
    await broker.step(5 * 60_000);
    const { body } = await ask(`GET /v2/stocks/SPY/quotes?${DAY}&limit=2`);
    expect(body).toMatchObject({ symbol: 'SPY', quotes: [{ bp: 500 }, { bp: 500.01 }] });
    const { next_page_token: next } = body as BarsBody;
    const rest = await ask(`GET /v2/stocks/SPY/quotes?${DAY}&page_token=${next}`);
    expect((rest.body as { quotes: unknown[] }).quotes).toHaveLength(3);
  });
});

describe('A request to the broker', () => {
  test('needs the key pair, in headers or as HTTP Basic', async () => {
    const { ask } = await testBroker();
    const basic = { authorization: `Basic ${btoa(`${KEYS.keyId}:${KEYS.secret}`)}` };
    expect((await ask('GET /v2/account', undefined, basic)).status).toBe(200);
    for (const headers of [{}, { ...keyHeaders(), 'apca-api-secret-key': 'wrong' }]) {
      const reply = await ask('GET /v2/account', undefined, headers);
      expect(reply).toMatchObject({ status: 401, body: { message: 'unauthorized.' } });
      expect(reply.headers['www-authenticate']).toContain('Basic');
    }
    const live = { 'apca-api-key-id': 'AKLIVE', 'apca-api-secret-key': 'x' };
    const elsewhere = await ask('GET /v2/account', undefined, live);
    expect(elsewhere).toMatchObject({ status: 403, body: { message: 'forbidden.' } });
    const page = await ask('GET /v2/stocks/bars', undefined, {});
    expect(page.status).toBe(401);
    expect(page.headers['content-type']).toBe('text/html');
  });

  test('is answered only under our host name, and never for another website', async () => {
    const { ask } = await testBroker();
    const rebound = await ask('GET /v2/account', undefined, { ...keyHeaders(), host: 'evil.test' });
    expect(rebound.status).toBe(421);
    const page = { ...keyHeaders(), origin: 'https://evil.test' };
    expect((await ask('GET /v2/account', undefined, page)).status).toBe(403);
  });

  test('carries a request id and the state of its rate limit, per host', async () => {
    const world = createRealWorld();
    // The clock is frozen; otherwise the minute could turn between two requests.
    const clock = { ...world.clock, now: () => parseInstant('2026-01-05T12:00:30Z') };
    const { ask } = await testBroker({
      world: { ...world, clock },
      options: { ratePerMinute: 2 },
    });
    const first = await ask('GET /v2/account');
    expect(first.headers['x-request-id']).toMatch(/^[0-9a-f]{32}$/);
    expect(first.headers).toMatchObject({
      'x-ratelimit-limit': '2',
      'x-ratelimit-remaining': '1',
      'x-ratelimit-reset': '1767614460',
    });
    await ask('GET /v2/account');
    const order = { symbol: 'SPY', qty: '1', side: 'buy', type: 'market', time_in_force: 'day' };
    const third = await ask('POST /v2/orders', order);
    expect(third.status).toBe(429);
    expect(third.body).toEqual({ code: 42910000, message: 'rate limit exceeded' });
    expect((await ask('GET /v2/stocks/snapshots?symbols=SPY')).status).toBe(200);
  });
});
