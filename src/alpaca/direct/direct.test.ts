import { describe, expect, test } from 'vitest';
import { scriptedMarket, TWO_DAYS } from '../../../tests/support/scripted-market.ts';
import { QuipuError } from '../../core/errors.ts';
import { Secret } from '../../core/secret.ts';
import { MINUTE, parseInstant } from '../../core/time.ts';
import type { World } from '../../core/world.ts';
import { createMemoryRecordLog } from '../../store/memory/record-log.ts';
import { createRealWorld } from '../../world/real/create-real-world.ts';
import {
  createSimulatedWorld,
  type SimulatedWorld,
} from '../../world/simulated/create-simulated-world.ts';
import { createPaperBroker } from '../server/broker.ts';
import type { NewOrder } from './new-order.ts';
import { type Alpaca, type AlpacaOptions, openAlpaca } from './open-alpaca.ts';
import type { OrderAnswer } from './submit.ts';

const BUY: NewOrder = { symbol: 'SPY', side: 'buy', quantity: 3 };
const KEYS = { keyId: 'PKTEST', secretKey: 's' } as const;
const baseUrl = 'http://127.0.0.1:7411';

/** Client of a paper broker in a calm simulated world; market time runs with real time. */
class Scene {
  readonly simulation: SimulatedWorld = createSimulatedWorld({ seed: 5, faults: 'calm' });
  /** Requests that change something, by method and path. */
  readonly sent: string[] = [];
  /** Part of the next exchange that the network loses, if any. */
  loses: 'nothing' | 'request' | 'answer' = 'nothing';
  /** Whether the broker reports the account's equity at the last close. */
  reportsLastEquity = true;
  alpaca!: Alpaca;
  #world!: World;

  static async start(options: Partial<AlpacaOptions> = {}): Promise<Scene> {
    const scene = new Scene();
    const { simulation } = scene;
    const there = simulation.node('broker');
    const server = await simulation.complete(() =>
      createPaperBroker({
        world: there,
        source: scriptedMarket(TWO_DAYS),
        log: createMemoryRecordLog(),
        clock: { start: parseInstant('2024-03-04T14:30:30Z'), speed: 1 },
        credentials: { keyId: KEYS.keyId, secret: new Secret(KEYS.secretKey) },
        options: { ratePerMinute: 100_000, seed: 7 },
      }),
    );
    await simulation.complete(() => there.listeners.listen(7411, server.handlers));
    scene.#world = scene.#watched(simulation.node('client'));
    const given = { ...KEYS, paper: true, baseUrl, ...options } as AlpacaOptions;
    scene.alpaca = openAlpaca(scene.#world, given);
    // Waits for a quote.
    await scene.pass(MINUTE);
    return scene;
  }

  #watched(world: World): World {
    const send: World['http']['send'] = async (request, signal) => {
      if (request.method !== 'GET') {
        this.sent.push(`${request.method} ${new URL(request.url).pathname}`);
      }
      const lost = request.method === 'POST' ? this.loses : 'nothing';
      if (lost !== 'request') {
        const answered = await world.http.send(request, signal);
        const whole = this.reportsLastEquity || !request.url.endsWith('/v2/account');
        const body = answered.body.replace('"last_equity"', '"once_equity"');
        const response = whole ? answered : { ...answered, body };
        if (lost === 'nothing') return response;
      }
      this.loses = 'nothing';
      throw new QuipuError('world.network', 'The connection broke.', { facts: { sent: true } });
    };
    return { ...world, http: { ...world.http, send } };
  }

  pass(ms: number): Promise<void> {
    return this.run(() => this.#world.clock.sleep(ms));
  }

  run<T>(work: () => Promise<T>): Promise<T> {
    return this.simulation.complete(work);
  }

  submit(order: NewOrder, key = 'key-00001'): Promise<OrderAnswer> {
    return this.run(() => this.alpaca.orders.submit(order, { key }));
  }
}

const codesOf = (answer: OrderAnswer): readonly string[] =>
  answer.kind === 'refused' ? answer.reasons.map(({ code }) => code) : [];

describe('an order of a program', () => {
  test('is reviewed, sent once under its key, and filled', async () => {
    const scene = await Scene.start();
    const answer = await scene.submit(BUY);
    expect(codesOf(answer)).toEqual([]);
    expect(answer).toMatchObject({ key: 'key-00001', kind: 'acknowledged' });
    await scene.pass(2 * MINUTE);
    const order = await scene.run(() => scene.alpaca.orders.find('key-00001'));
    expect(order).toMatchObject({ clientId: 'key-00001', status: 'filled', symbol: 'SPY' });
    expect(order?.filled.toString()).toBe('3');
    const position = await scene.run(() => scene.alpaca.positions.get('SPY'));
    expect(position?.quantity.toString()).toBe('3');
    const account = await scene.run(() => scene.alpaca.account.get());
    expect(account.cash.toNumber()).toBeLessThan(98_500);
    expect(scene.sent).toEqual(['POST /v2/orders']);
  });

  test('is the same order for the same key, and is not sent again', async () => {
    const scene = await Scene.start();
    const [first, again] = await scene.run(() =>
      Promise.all([
        scene.alpaca.orders.submit(BUY, { key: 'key-00001' }),
        scene.alpaca.orders.submit(BUY, { key: 'key-00001' }),
      ]),
    );
    expect(again).toMatchObject({ kind: 'acknowledged' });
    expect('brokerId' in again && again.brokerId).toBe('brokerId' in first && first.brokerId);
    expect(scene.sent).toEqual(['POST /v2/orders']);
    await expect(scene.submit({ ...BUY, quantity: 4 })).rejects.toMatchObject({
      code: 'alpaca.key_reused',
      message: 'Key key-00001 is of another order: quantity 3 instead of 4.',
    });
  });

  test.each<readonly [string, NewOrder, string]>([
    ['value', { ...BUY, quantity: 250 }, 'risk.max_order_value'],
    ['position', { ...BUY, side: 'sell', limit: 510 }, 'risk.capital'],
    ['price', { ...BUY, limit: 600 }, 'risk.price_collar'],
    ['quote', { ...BUY, symbol: 'QQQ' }, 'risk.stale_quote'],
  ])('is refused by the limits and not sent: %s', async (_, order, code) => {
    const scene = await Scene.start();
    const answer = await scene.submit(order);
    expect(answer).toMatchObject({ kind: 'refused', by: 'limits' });
    expect(codesOf(answer)).toContain(code);
    expect(scene.sent).toEqual([]);
  });

  test('is reviewed under the caller’s limits, which may be tighter', async () => {
    const scene = await Scene.start({ limits: { maxOrderShares: 2 } });
    expect(codesOf(await scene.submit(BUY))).toEqual(['risk.max_order_shares']);
    expect(await scene.submit({ ...BUY, quantity: 2 })).toMatchObject({ kind: 'acknowledged' });
  });

  test('only reduces while the broker does not report what the day began with', async () => {
    const scene = await Scene.start();
    expect(await scene.submit(BUY)).toMatchObject({ kind: 'acknowledged' });
    await scene.pass(2 * MINUTE);
    scene.reportsLastEquity = false;
    const more = await scene.submit({ ...BUY, quantity: 5 }, 'key-00002');
    expect(codesOf(more)).toEqual(['risk.daily_loss']);
    const less = await scene.submit({ ...BUY, side: 'sell' }, 'key-00003');
    expect(less).toMatchObject({ kind: 'acknowledged' });
  });

  test('counts open orders: two sent together do not spend the cash twice', async () => {
    const scene = await Scene.start();
    const answers = await scene.run(() =>
      Promise.all([
        scene.alpaca.orders.submit({ ...BUY, quantity: 120, limit: 499 }, { key: 'key-00001' }),
        scene.alpaca.orders.submit({ ...BUY, quantity: 121, limit: 498 }, { key: 'key-00002' }),
      ]),
    );
    expect(answers.map(({ kind }) => kind)).toEqual(['acknowledged', 'refused']);
    expect(codesOf(answers[1])).toContain('risk.capital');
  });

  test('is a duplicate of a similar recent order under another key', async () => {
    const scene = await Scene.start();
    await scene.submit(BUY);
    expect(codesOf(await scene.submit(BUY, 'key-00002'))).toContain('risk.duplicate');
  });

  test('is refused by the broker with the broker’s message', async () => {
    const scene = await Scene.start();
    const answer = await scene.submit({ symbol: 'QUX', side: 'buy', quantity: '1.5' });
    expect(answer).toMatchObject({ kind: 'refused', by: 'broker' });
    expect(codesOf(answer)[0]).toMatch(/^\d{8}$/);
  });

  test('keeps prices as written', async () => {
    const scene = await Scene.start();
    const answer = await scene.submit({ ...BUY, limit: '499.50', timeInForce: 'gtc' });
    expect(answer).toMatchObject({ kind: 'acknowledged' });
    const [order] = await scene.run(() => scene.alpaca.orders.list());
    expect(order?.limitPrice?.toNumber()).toBe(499.5);
    await scene.run(() => scene.alpaca.orders.cancel(order!.id));
    expect(await scene.run(() => scene.alpaca.orders.list())).toEqual([]);
  });
});

describe('an order whose response is lost', () => {
  test('is unknown, can be looked up, and is not sent again', async () => {
    const scene = await Scene.start();
    scene.loses = 'answer';
    const answer = await scene.submit(BUY);
    if (answer.kind !== 'unknown') throw new Error(`expected unknown, found ${answer.kind}`);
    const found = await scene.run(() => answer.find());
    expect(found).toMatchObject({ clientId: 'key-00001' });
    expect(await scene.submit(BUY)).toMatchObject({ kind: 'acknowledged' });
    expect(scene.sent).toEqual(['POST /v2/orders']);
  });

  test('counts as open for the orders after it until the broker shows it', async () => {
    const scene = await Scene.start();
    const big: NewOrder = { ...BUY, quantity: 120, limit: 499 };
    scene.loses = 'request';
    const lost = await scene.submit(big);
    if (lost.kind !== 'unknown') throw new Error(`expected unknown, found ${lost.kind}`);
    expect(await scene.run(() => lost.find())).toBeUndefined();
    const other = { ...big, quantity: 121, limit: 498 };
    expect(codesOf(await scene.submit(other, 'key-00002'))).toContain('risk.capital');
    await expect(scene.submit(other)).rejects.toMatchObject({ code: 'alpaca.key_reused' });
    // The same order under the same key may be sent again: the broker takes one order per key.
    expect(await scene.submit(big)).toMatchObject({ kind: 'acknowledged' });
    expect(await scene.run(() => scene.alpaca.orders.list())).toHaveLength(1);
  });
});

describe('a client', () => {
  test('reads bars for a backtest, and prices', async () => {
    const scene = await Scene.start();
    await scene.pass(5 * MINUTE);
    const { data } = scene.alpaca;
    const [bars] = await scene.run(() =>
      data.bars({ symbols: ['SPY'], timeframe: '1Min', from: '2024-03-04', to: '2024-03-04' }),
    );
    expect(bars).toMatchObject({ symbol: 'SPY', timeframe: '1Min' });
    expect(bars!.columns.length).toBeGreaterThan(3);
    expect((await scene.run(() => data.quote('SPY')))!.ask).toBeGreaterThan(500);
    expect(await scene.run(() => data.quote('NONE'))).toBeUndefined();
    expect((await scene.run(() => data.clock())).isOpen).toBe(true);
  });

  test('follows its orders on the stream', async () => {
    const scene = await Scene.start();
    const stop = new AbortController();
    const seen: string[] = [];
    const reading = (async () => {
      for await (const update of scene.alpaca.streams.orders(stop.signal)) {
        seen.push(update.kind === 'trade_update' ? update.event : update.kind);
      }
    })();
    await scene.pass(1_000);
    await scene.submit(BUY);
    await scene.pass(2 * MINUTE);
    stop.abort();
    await scene.run(() => reading);
    expect(seen[0]).toBe('connected');
    expect(seen).toContain('new');
    expect(seen.some((event) => event === 'fill' || event === 'partial_fill')).toBe(true);
  });

  test.each<readonly [string, AlpacaOptions, string]>([
    ['another host', { ...KEYS, paper: true, baseUrl: 'https://example.com' }, 'host_not_allowed'],
    [
      'the live host as paper',
      { ...KEYS, paper: true, baseUrl: 'https://api.alpaca.markets' },
      'host_not_allowed',
    ],
    ['a paper key for live money', { ...KEYS, paper: false }, 'credentials_conflict'],
    ['no key', { keyId: '', secretKey: '', paper: true }, 'credentials_missing'],
  ])('refuses %s', (_, options, code) => {
    expect(() => openAlpaca(createRealWorld(), options)).toThrow(
      expect.objectContaining({ code: `alpaca.${code}` }),
    );
  });

  test.each(['short', 'qp1-manual-aaaaaaaaaaaaaaaaaaaaaaaaa', 'has a space', 'k'.repeat(49)])(
    'refuses the key %j',
    async (key) => {
      const scene = await Scene.start();
      await expect(scene.submit(BUY, key)).rejects.toMatchObject({ code: 'core.invalid_input' });
      expect(scene.sent).toEqual([]);
    },
  );
});
