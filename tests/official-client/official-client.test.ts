import { Alpaca, TimeFrame } from '@alpacahq/alpaca-trade-api';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Listening } from '../../src/core/world.ts';
import { createRealWorld, type RealWorld } from '../../src/world/real/create-real-world.ts';
import { KEYS, testBroker, type TestBroker } from '../support/paper-broker.ts';

let world: RealWorld;
let made: TestBroker;
let listening: Listening;

beforeEach(async () => {
  world = createRealWorld();
  made = await testBroker({ world });
  listening = await world.listeners.listen(0, made.broker.handlers);
  made.broker.bindPorts({ broker: listening.port, control: 7412 });
});

afterEach(async () => {
  await made.broker.close();
  await listening.close();
  await world.close();
});

/** Creates the official client, unmodified, with every REST call sent to our port. */
function client(secret: string = KEYS.secret): Alpaca {
  const origin = `http://127.0.0.1:${listening.port}`;
  return new Alpaca({
    keyId: KEYS.keyId,
    secret,
    rateLimit: false,
    retry: false,
    fetchApi: (url, init) => fetch(url.replace(/^https:\/\/[^/]+/, origin), init),
  });
}

function socketUrl(path: string): string {
  return `ws://127.0.0.1:${listening.port}${path}`;
}

/** Records the events of an emitter, in order, and returns the next unread one. */
function inbox<T>(): { put(item: T): void; next(): Promise<T> } {
  const items: T[] = [];
  const waiting: ((item: T) => void)[] = [];
  return {
    put(item) {
      const first = waiting.shift();
      if (first === undefined) items.push(item);
      else first(item);
    },
    next: () => {
      const item = items.shift();
      if (item !== undefined) return Promise.resolve(item);
      return new Promise((resolve) => waiting.push(resolve));
    },
  };
}

describe('@alpacahq/alpaca-trade-api, unmodified, over HTTP and WebSocket,', () => {
  test('places an order, sees it fill on its trading stream, and finds the position', async () => {
    const alpaca = client();
    const updates = inbox<{ event: string; price?: unknown; order: { id?: string } }>();
    const subscribed = inbox<unknown>();
    const stream = alpaca.trading.stream({ url: socketUrl('/stream') });
    stream.onTradeUpdate((update) => updates.put(update));
    stream.on('subscription', (streams: unknown) => subscribed.put(streams));
    stream.onConnect(() => stream.subscribeTradeUpdates());
    stream.connect();
    expect(await subscribed.next()).toEqual(['trade_updates']);

    const order = await alpaca.trading.orders.market({
      symbol: 'SPY',
      qty: 10,
      side: 'buy',
      timeInForce: 'day',
      clientOrderId: 'official-1',
    });
    expect(order).toMatchObject({ symbol: 'SPY', qty: '10', status: 'pending_new' });
    await made.broker.step(60_000);
    const seen = [await updates.next(), await updates.next(), await updates.next()];
    expect(seen.map(({ event }) => event)).toEqual(['pending_new', 'new', 'fill']);
    expect(seen.every((update) => update.order.id === order.id)).toBe(true);
    stream.disconnect();

    const found = await alpaca.trading.orders.getOrderByClientOrderId({
      clientOrderId: 'official-1',
    });
    expect(found).toMatchObject({ id: order.id, status: 'filled', filledAvgPrice: '500.03' });
    const [position] = await alpaca.trading.positions.getAllOpenPositions();
    expect(position).toMatchObject({ symbol: 'SPY', qty: '10', side: 'long' });
    const account = await alpaca.trading.account.getAccount();
    expect(account).toMatchObject({ status: 'ACTIVE', cash: '94999.7' });
    const activities: unknown[] = [];
    for await (const activity of alpaca.trading.iterateActivities()) activities.push(activity);
    expect(activities).toHaveLength(2);
  });

  test('is refused in the format it expects', async () => {
    const alpaca = client();
    await expect(
      alpaca.trading.orders.market({ symbol: 'NOPE', qty: 1, side: 'buy', timeInForce: 'day' }),
    ).rejects.toMatchObject({ status: 422 });
    expect(await client('wrong').trading.validateConnection()).toMatchObject({
      ok: false,
      status: 401,
    });
  });

  test('cancels, replaces and closes', async () => {
    const alpaca = client();
    const terms = { symbol: 'SPY', qty: 1, side: 'buy', timeInForce: 'gtc' } as const;
    const first = await alpaca.trading.orders.limit({ ...terms, limitPrice: 480 });
    const second = await alpaca.trading.orders.patchOrderByOrderId({
      orderId: first.id!,
      patchOrderRequest: { limitPrice: '481' },
    });
    expect(second).toMatchObject({ replaces: first.id, limitPrice: '481' });
    await alpaca.trading.orders.deleteOrderByOrderID({ orderId: second.id! });
    expect(await alpaca.trading.orders.getAllOrders({ status: 'open' })).toEqual([]);
    expect(await alpaca.trading.orders.getAllOrders({ status: 'all' })).toHaveLength(2);
    await alpaca.trading.orders.market({ ...terms, timeInForce: 'day' });
    await made.broker.step(60_000);
    await alpaca.trading.positions.deleteOpenPosition({ symbolOrAssetId: 'SPY' });
    await made.broker.step(60_000);
    expect(await alpaca.trading.positions.getAllOpenPositions()).toEqual([]);
  });

  test('reads bars, page by page', async () => {
    const alpaca = client();
    await made.broker.step(5 * 60_000);
    const rows: unknown[] = [];
    const request = {
      symbols: 'SPY,QUX',
      timeframe: TimeFrame.Minute,
      start: new Date('2024-03-04T14:30:00Z'),
      end: new Date('2024-03-04T14:33:00Z'),
      limit: 3,
    } as const;
    for await (const row of alpaca.marketData.iterateStockBars(request)) rows.push(row);
    expect(rows).toHaveLength(8);
    expect(rows.at(-1)).toMatchObject({ symbol: 'SPY', value: { c: 500.03 } });
  });

  test('receives bars and quotes on its data stream in MessagePack', async () => {
    const alpaca = client();
    const bars = inbox<unknown>();
    const quotes = inbox<unknown>();
    const subscribed = inbox<unknown>();
    const stream = alpaca.marketData.stockStream({ url: socketUrl('/v2/iex') });
    stream.onBar((bar) => bars.put(bar));
    stream.onQuote((quote) => quotes.put(quote));
    stream.on('subscription', (state: unknown) => subscribed.put(state));
    stream.subscribeForBars(['SPY']);
    stream.subscribeForQuotes(['SPY']);
    stream.connect();
    expect(await subscribed.next()).toMatchObject({ bars: ['SPY'], quotes: ['SPY'] });
    await made.broker.step(60_000);
    expect(await quotes.next()).toMatchObject({
      symbol: 'SPY',
      bidPrice: 500.01,
      askPrice: 500.03,
    });
    expect(await bars.next()).toMatchObject({
      symbol: 'SPY',
      close: 500,
      timestampRaw: '2024-03-04T14:30:00.000000000Z',
    });
    stream.disconnect();
  });

  test('reads the clock, the calendar and the assets', async () => {
    const alpaca = client();
    expect(await alpaca.trading.clock.legacyClock()).toMatchObject({ isOpen: true });
    expect(await alpaca.trading.assets.getV2Assets()).toHaveLength(2);
    const days = await alpaca.trading.calendar.legacyCalendar({
      start: new Date('2024-07-03'),
      end: new Date('2024-07-05'),
    });
    expect(days).toHaveLength(2);
  });
});
