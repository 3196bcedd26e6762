import { describe, expect, test } from 'vitest';
import { textLike } from '../../../../tests/support/matching.ts';
import type { Socket, SocketEvent } from '../../../core/world.ts';
import { createSimulatedWorld } from '../../../world/simulated/create-simulated-world.ts';
import {
  keyHeaders,
  KEYS,
  testBroker,
  type TestBroker,
} from '../../../../tests/support/paper-broker.ts';

/** Creates a broker that listens in virtual time, and clients that connect to it. */
async function withBroker<T>(
  run: (bench: {
    readonly made: TestBroker;
    /** Connects and returns functions that send a message and read the next frame. */
    connect(path: string, headers?: Readonly<Record<string, string>>): Promise<Client>;
    sleep(ms: number): Promise<void>;
  }) => Promise<T>,
  options: Parameters<typeof testBroker>[0] = {},
): Promise<T> {
  const sim = createSimulatedWorld({ seed: 1, faults: 'calm' });
  return sim.complete(async () => {
    const server = sim.node('broker');
    const client = sim.node('client');
    const made = await testBroker({ world: server, ...options });
    await server.listeners.listen(7411, made.broker.handlers);
    return run({
      made,
      sleep: (ms) => client.clock.sleep(ms),
      connect: async (path, headers = {}) =>
        clientOf(
          await client.sockets.connect(`ws://127.0.0.1:7411${path}`, { headers, timeoutMs: 5_000 }),
        ),
    });
  });
}

interface Client {
  say(message: unknown): void;
  /** The next frame as JSON, or how the connection ended. */
  next(): Promise<unknown>;
  /** Whether the last frame was binary. */
  binary(): boolean;
}

function clientOf(socket: Socket): Client {
  const events = socket.events[Symbol.asyncIterator]();
  let binary = false;
  return {
    say: (message) => {
      socket.send(typeof message === 'string' ? message : JSON.stringify(message));
    },
    async next() {
      const result: IteratorResult<SocketEvent> = await events.next();
      if (result.done === true) return 'over';
      const event = result.value;
      if (event.kind === 'closed') return 'closed';
      binary = typeof event.data !== 'string';
      const text =
        typeof event.data === 'string' ? event.data : new TextDecoder().decode(event.data);
      return JSON.parse(text) as unknown;
    },
    binary: () => binary,
  };
}

const order = { symbol: 'SPY', qty: '10', side: 'buy', type: 'market', time_in_force: 'day' };
const oldAuth = {
  action: 'authenticate',
  data: { key_id: KEYS.keyId, secret_key: KEYS.secret },
};
const newAuth = { action: 'auth', key: KEYS.keyId, secret: KEYS.secret };
const listen = { action: 'listen', data: { streams: ['trade_updates'] } };

describe('The trading stream', () => {
  test.each([
    ['older', oldAuth],
    ['newer', newAuth],
  ])('accepts the %s form of authentication and responds in binary frames', async (_form, auth) => {
    await withBroker(async ({ connect }) => {
      const client = await connect('/stream');
      client.say(auth);
      expect(await client.next()).toEqual({
        stream: 'authorization',
        data: { status: 'authorized', action: 'authenticate' },
      });
      expect(client.binary()).toBe(true);
    });
  });

  test('refuses wrong keys and listening before authentication, and stays open', async () => {
    await withBroker(async ({ connect }) => {
      const client = await connect('/stream');
      client.say(listen);
      expect(await client.next()).toEqual({
        stream: 'authorization',
        data: { status: 'unauthorized', action: 'listen' },
      });
      client.say({ action: 'auth', key: KEYS.keyId, secret: 'wrong' });
      expect(await client.next()).toMatchObject({ data: { status: 'unauthorized' } });
      client.say('not json');
      expect(await client.next()).toMatchObject({ action: 'error' });
      client.say(newAuth);
      expect(await client.next()).toMatchObject({ data: { status: 'authorized' } });
    });
  });

  test('replaces the set of streams and leaves unknown names out of the answer', async () => {
    await withBroker(async ({ connect }) => {
      const client = await connect('/stream');
      client.say(newAuth);
      await client.next();
      const streams = async (...names: string[]): Promise<unknown> => {
        client.say({ action: 'listen', data: { streams: names } });
        return client.next();
      };
      const ack = (...names: string[]) => ({ stream: 'listening', data: { streams: names } });
      expect(await streams('trade_updates', 'odd')).toEqual(ack('trade_updates'));
      expect(await streams('trade_updates')).toEqual(ack('trade_updates'));
      expect(await streams()).toEqual(ack());
    });
  });

  test('sends every listener each event of an order once', async () => {
    await withBroker(async ({ made, connect }) => {
      const clients = [await connect('/stream'), await connect('/stream')];
      for (const client of clients) {
        client.say(newAuth);
        await client.next();
        client.say(listen);
        client.say(listen);
        await client.next();
        await client.next();
      }
      const { body } = await made.ask('POST /v2/orders', order);
      await made.broker.step(30_000);
      const { id } = body as { id: string };
      for (const client of clients) {
        expect(await client.next()).toMatchObject({
          stream: 'trade_updates',
          data: { event: 'pending_new', order: { id, status: 'pending_new' } },
        });
        expect(await client.next()).toMatchObject({
          data: { event: 'new', timestamp: '2024-03-04T14:30:30Z', order: { id, status: 'new' } },
        });
        expect(await client.next()).toMatchObject({
          data: {
            event: 'fill',
            execution_id: textLike(/^[0-9a-f-]{36}$/),
            price: '500.03',
            qty: '10',
            position_qty: '10',
            timestamp: '2024-03-04T14:31:00Z',
            order: { id, status: 'filled', filled_qty: '10', filled_avg_price: '500.03' },
          },
        });
      }
    });
  });
});

const greeting = [{ T: 'success', msg: 'connected' }];
const admitted = [{ T: 'success', msg: 'authenticated' }];
const nothing = {
  trades: [],
  quotes: [],
  bars: [],
  updatedBars: [],
  dailyBars: [],
  statuses: [],
  lulds: [],
  corrections: [],
  cancelErrors: [],
};

describe('A data stream', () => {
  test('greets, authenticates, and always responds with the full subscription', async () => {
    await withBroker(async ({ connect }) => {
      const client = await connect('/v2/iex');
      expect(await client.next()).toEqual(greeting);
      client.say(newAuth);
      expect(await client.next()).toEqual(admitted);
      expect(client.binary()).toBe(false);
      client.say({ action: 'subscribe', trades: ['SPY'], bars: ['*'], quotes: [] });
      const all = {
        T: 'subscription',
        ...nothing,
        trades: ['SPY'],
        bars: ['*'],
        corrections: ['SPY'],
        cancelErrors: ['SPY'],
      };
      expect(await client.next()).toEqual([all]);
      client.say({ action: 'subscribe', trades: ['SPY'] });
      expect(await client.next()).toEqual([all]);
      client.say({ action: 'unsubscribe', trades: ['SPY'] });
      expect(await client.next()).toEqual([{ T: 'subscription', ...nothing, bars: ['*'] }]);
    });
  });

  test('authenticates immediately from keys in the handshake', async () => {
    await withBroker(async ({ connect }) => {
      const client = await connect('/v2/sip', keyHeaders());
      expect(await client.next()).toEqual(greeting);
      expect(await client.next()).toEqual(admitted);
      client.say(newAuth);
      expect(await client.next()).toEqual([
        { T: 'error', code: 403, msg: 'already authenticated' },
      ]);
    });
  });

  test('reports errors with their number and closes after fatal ones', async () => {
    await withBroker(
      async ({ connect, sleep }) => {
        const client = await connect('/v2/iex');
        await client.next();
        client.say('{');
        expect(await client.next()).toEqual([{ T: 'error', code: 400, msg: 'invalid syntax' }]);
        client.say({ action: 'subscribe', bars: ['SPY'] });
        expect(await client.next()).toEqual([{ T: 'error', code: 401, msg: 'not authenticated' }]);
        client.say({ action: 'auth', key: 'PK', secret: 'no' });
        expect(await client.next()).toEqual([{ T: 'error', code: 402, msg: 'auth failed' }]);
        expect(await client.next()).toBe('closed');
        const idle = await connect('/v2/iex');
        await idle.next();
        await sleep(11_000);
        expect(await idle.next()).toEqual([{ T: 'error', code: 404, msg: 'auth timeout' }]);
        expect(await idle.next()).toBe('closed');
        const one = await connect('/v2/iex', keyHeaders());
        expect([await one.next(), await one.next()]).toEqual([greeting, admitted]);
        one.say({ action: 'subscribe', bars: ['SPY', 'QUX'], quotes: ['A'] });
        expect(await one.next()).toEqual([{ T: 'error', code: 405, msg: 'symbol limit exceeded' }]);
        const two = await connect('/v2/iex', keyHeaders());
        await two.next();
        expect(await two.next()).toEqual([
          { T: 'error', code: 406, msg: 'connection limit exceeded' },
        ]);
        expect(await two.next()).toBe('closed');
      },
      { options: { dataConnectionsMax: 1, dataSymbolsMax: 2 } },
    );
  });

  test('sends subscribed data as the market is played', async () => {
    await withBroker(async ({ made, connect }) => {
      const client = await connect('/v2/iex', keyHeaders());
      await client.next();
      await client.next();
      client.say({ action: 'subscribe', quotes: ['SPY'], bars: ['*'], dailyBars: ['QUX'] });
      await client.next();
      await made.broker.step(30_000);
      const frame = (await client.next()) as readonly { T: string; S: string; t: string }[];
      expect(frame.map(({ T, S, t }) => `${T} ${S} ${t}`)).toEqual([
        'q SPY 2024-03-04T14:31:00Z',
        'b SPY 2024-03-04T14:30:00Z',
        'b QUX 2024-03-04T14:30:00Z',
        'd QUX 2024-03-04T05:00:00Z',
      ]);
    });
  });

  test('at /v2/test never rests', async () => {
    await withBroker(async ({ connect }) => {
      const client = await connect('/v2/test', keyHeaders());
      await client.next();
      await client.next();
      client.say({ action: 'subscribe', quotes: ['FAKEPACA'], bars: ['FAKEPACA'] });
      await client.next();
      const seen = new Set<string>();
      while (seen.size < 2) {
        for (const { T } of (await client.next()) as readonly { T: string }[]) seen.add(T);
      }
      expect([...seen].toSorted()).toEqual(['b', 'q']);
    });
  });

  test('is not served at an unknown path', async () => {
    await withBroker(async ({ connect }) => {
      await expect(connect('/v2/odd')).rejects.toMatchObject({ facts: { status: 404 } });
    });
  });
});
