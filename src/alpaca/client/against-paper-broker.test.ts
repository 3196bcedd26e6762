import { describe, expect, test } from 'vitest';
import { scriptedMarket, TWO_DAYS } from '../../../tests/support/scripted-market.ts';
import { price, quantity } from '../../core/decimal.ts';
import { Secret } from '../../core/secret.ts';
import { DAY, type EpochMs, epochMs, later, MINUTE, parseInstant } from '../../core/time.ts';
import type { World } from '../../core/world.ts';
import type { Broker } from '../../engine/ports.ts';
import { instrumentOf } from '../../market/instrument.ts';
import { ticker } from '../../market/symbol.ts';
import type { BookId, ClientOrderId, OrderRequest, OrderTerms } from '../../orders/request.ts';
import type { ApprovedOrder } from '../../risk/approved.ts';
import { createMemoryRecordLog } from '../../store/memory/record-log.ts';
import {
  createSimulatedWorld,
  type SimulatedWorld,
} from '../../world/simulated/create-simulated-world.ts';
import { createRealWorld } from '../../world/real/create-real-world.ts';
import { createPaperBroker } from '../server/broker.ts';
import type { PaperBroker } from '../server/options.ts';
import { createAlpacaBroker, tradingRestOptions } from './broker.ts';
import type { Credentials } from './credentials.ts';
import { alpacaEnvironment } from './environment.ts';
import { createAlpacaFeed } from './feed.ts';
import { createMarketData } from './market-data.ts';
import { createReferenceData } from './reference-data.ts';
import { createRest } from './rest.ts';

const PORT = 7411;
const START = parseInstant('2024-03-04T14:30:30Z');
const from = (at: EpochMs) => ({ fills: at, flows: at });
const SPY = ticker('SPY');
const QUX = ticker('QUX');
const SECRET = new Secret('s');
const credentials: Credentials = { kind: 'key', keyId: new Secret('PKTEST'), secret: SECRET };
const environment = alpacaEnvironment('sim', { trading: `http://127.0.0.1:${PORT}` });

interface House {
  readonly simulation: SimulatedWorld;
  readonly server: PaperBroker;
  readonly world: World;
  readonly broker: Broker;
}

/**
 * Creates a paper broker and its client in one simulated world; market time runs `speed` times as
 * fast as real time.
 */
async function house(faults: 'calm' | 'swarm', seed: number, speed = 60): Promise<House> {
  const simulation = createSimulatedWorld({ seed, faults });
  const there = simulation.node('broker');
  const server = await simulation.complete(() =>
    createPaperBroker({
      world: there,
      source: scriptedMarket(TWO_DAYS),
      log: createMemoryRecordLog(),
      clock: { start: START, speed },
      credentials: { keyId: 'PKTEST', secret: SECRET },
      options: { ratePerMinute: 100_000, seed: 7 },
    }),
  );
  await simulation.complete(() => there.listeners.listen(PORT, server.handlers));
  const world = simulation.node('client');
  return {
    simulation,
    server,
    world,
    broker: createAlpacaBroker(world, { environment, credentials }),
  };
}

function feedOf(world: World, since?: EpochMs) {
  const shared = { environment, credentials };
  return createAlpacaFeed(world, {
    ...shared,
    marketData: createMarketData(world, shared),
    reference: createReferenceData(createRest(world, tradingRestOptions(shared))),
    symbols: [SPY, QUX],
    daily: true,
    ...(since === undefined ? {} : { since }),
  });
}

function order(id: string, terms: OrderTerms, size = '3'): ApprovedOrder {
  const request: OrderRequest = {
    id: `qp1-test-${id}` as ClientOrderId,
    book: 'b' as BookId,
    symbol: SPY,
    instrument: instrumentOf(SPY),
    side: 'buy',
    size: { kind: 'quantity', quantity: quantity(size) },
    terms,
    timeInForce: 'day',
    extendedHours: false,
    reason: 'r',
    decidedAt: epochMs(0),
  };
  // Only the gate may approve; these tests stand in for it.
  return request as ApprovedOrder;
}

describe('over a calm network', () => {
  test('an order is accepted, filled, found by id, and listed in the statement', async () => {
    const { simulation, broker } = await house('calm', 1);
    await simulation.complete(async () => {
      const stop = new AbortController();
      const seen: string[] = [];
      for await (const event of broker.events(stop.signal)) {
        if (event.kind === 'connected') {
          const market = order('1', { type: 'market' });
          expect(await broker.submit(market)).toMatchObject({ kind: 'acknowledged' });
          expect(await broker.submit(market)).toMatchObject({ kind: 'duplicate' });
        }
        if (event.kind !== 'order') continue;
        seen.push(event.event.kind);
        if (event.event.kind === 'filled' && event.event.complete) stop.abort();
      }
      expect(seen).not.toContain('fill_gap');
      expect(seen).not.toContain('quarantined');
      const found = await broker.find('qp1-test-1' as ClientOrderId);
      expect(found).toMatchObject({ status: 'filled', filled: quantity('3') });
      const statement = await broker.snapshot(from(later(START, -MINUTE)));
      expect(statement.fills).toEqual(found?.fills);
      expect(statement.positions).toMatchObject([{ symbol: 'SPY', quantity: quantity('3') }]);
      expect(statement.at).toBeGreaterThan(START);
    });
  });

  test('a resting order is replaced and canceled', async () => {
    const { simulation, broker } = await house('calm', 2);
    await simulation.complete(async () => {
      const first = await broker.submit(order('1', { type: 'limit', limitPrice: price('400') }));
      expect(first.kind).toBe('acknowledged');
      if (first.kind !== 'acknowledged') return;
      const next = order('2', { type: 'limit', limitPrice: price('401') }, '4');
      const second = await broker.replace(first.brokerId, next);
      expect(second.kind).toBe('acknowledged');
      if (second.kind !== 'acknowledged') return;
      expect(await broker.cancel(second.brokerId)).toEqual({ kind: 'requested' });
      expect(await broker.find('qp1-test-2' as ClientOrderId)).toMatchObject({
        status: 'canceled',
      });
      expect(await broker.find('qp1-test-1' as ClientOrderId)).toMatchObject({
        status: 'replaced',
      });
      expect((await broker.snapshot(from(START))).openOrders).toEqual([]);
    });
  });

  test('the feed emits each minute of two trading days once, and the daily bars', async () => {
    const { simulation, world } = await house('calm', 3, 600);
    const emitted = await simulation.complete(async () => {
      const stop = new AbortController();
      const events: string[] = [];
      let last = 0;
      for await (const event of feedOf(world, START).events(stop.signal)) {
        if (event.kind === 'gap') continue;
        if (event.kind === 'quote') {
          expect(event.at).toBeGreaterThanOrEqual(last);
          last = event.at;
          continue;
        }
        const what = event.kind === 'bar' ? `${event.bar.symbol} ${event.timeframe}` : 'session';
        events.push(`${new Date(event.at).toISOString()} ${what}`);
        if (event.kind === 'session' && event.phase === 'close' && event.at > START + DAY) {
          stop.abort();
        }
      }
      return events;
    });
    expect(new Set(emitted).size).toBe(emitted.length);
    expect(emitted.filter((text) => text.endsWith('SPY 1Min'))).toHaveLength(2 * 390);
    expect(emitted.filter((text) => text.endsWith('QUX 1Day'))).toHaveLength(2);
    expect(emitted.filter((text) => text.endsWith('session'))).toHaveLength(4);
  });
});

describe('over a network that loses, delays and duplicates', () => {
  test.each(Array.from({ length: 12 }, (_, seed) => seed))(
    'every order has one outcome and every execution is known (seed %i)',
    async (seed) => {
      const { simulation, broker, world } = await house('swarm', seed);
      const ids = Array.from({ length: 8 }, (_, index) => String(index));
      const stop = new AbortController();
      const streamed = new Set<string>();
      const listening = (async () => {
        for await (const event of broker.events(stop.signal)) {
          if (event.kind === 'order' && event.event.kind === 'filled') {
            streamed.add(event.event.fill.id);
          }
        }
      })();
      await simulation.complete(async () => {
        for (const id of ids) {
          const next = order(id, { type: 'market' });
          // Resolves unknown orders as the engine does: the same bytes again, never another id.
          for (let tries = 0; tries < 30; tries += 1) {
            const { kind } = await broker.submit(next);
            expect(kind).not.toBe('refused');
            if (kind === 'acknowledged' || kind === 'duplicate') break;
            await world.clock.sleep(2_000);
          }
        }
      });
      simulation.heal();
      await simulation.complete(async () => {
        await world.clock.sleep(5 * MINUTE);
        const statement = await broker.snapshot(from(later(START, -MINUTE)));
        expect(statement.positions).toMatchObject([{ quantity: quantity('24') }]);
        const known = new Set(statement.fills.map((fill) => fill.id as string));
        expect([...streamed].filter((id) => !known.has(id))).toEqual([]);
        for (const id of ids) {
          const found = await broker.find(`qp1-test-${id}` as ClientOrderId);
          expect(found).toMatchObject({ status: 'filled', filled: quantity('3') });
          const whole = found?.fills.reduce((sum, fill) => sum.plus(fill.quantity), quantity('0'));
          expect(whole?.toString()).toBe('3');
        }
        stop.abort();
        await listening;
      });
    },
  );

  test.each(Array.from({ length: 8 }, (_, seed) => seed))(
    'the feed emits every bar of two trading days once, in order (seed %i)',
    async (seed) => {
      const { simulation, world } = await house('swarm', seed);
      const end = parseInstant('2024-03-05T21:00:00Z');
      simulation.after(5 * MINUTE, () => simulation.heal());
      const bars = await simulation.complete(async () => {
        const stop = new AbortController();
        const starts: number[] = [];
        for await (const event of feedOf(world, START).events(stop.signal)) {
          if (event.kind === 'bar' && event.timeframe === '1Min' && event.bar.symbol === SPY) {
            starts.push(event.bar.start);
          }
          if (event.kind === 'session' && event.at === end) stop.abort();
        }
        return starts;
      });
      expect(bars).toEqual(bars.toSorted((a, b) => a - b));
      expect(new Set(bars).size).toBe(bars.length);
      expect(bars).toHaveLength(2 * 390);
    },
  );
});

describe('over real sockets', () => {
  test('an order is filled on the stream, and the feed emits bars', async () => {
    const world = createRealWorld();
    const server = await createPaperBroker({
      world,
      source: scriptedMarket(TWO_DAYS),
      log: createMemoryRecordLog(),
      clock: { start: START, speed: 600 },
      credentials: { keyId: 'PKTEST', secret: SECRET },
      options: { ratePerMinute: 100_000, seed: 7 },
    });
    const { port, close } = await world.listeners.listen(0, server.handlers);
    server.bindPorts({ broker: port, control: port });
    const shared = {
      environment: alpacaEnvironment('sim', { trading: `http://127.0.0.1:${port}` }),
      credentials,
    };
    const broker = createAlpacaBroker(world, shared);
    const stop = new AbortController();
    for await (const event of broker.events(stop.signal)) {
      if (event.kind === 'connected') await broker.submit(order('1', { type: 'market' }));
      if (event.kind === 'order' && event.event.kind === 'filled') stop.abort();
    }
    const bars = new AbortController();
    const feed = createAlpacaFeed(world, {
      ...shared,
      marketData: createMarketData(world, shared),
      reference: createReferenceData(createRest(world, tradingRestOptions(shared))),
      symbols: [SPY],
    });
    let emitted = 0;
    for await (const event of feed.events(bars.signal)) {
      if (event.kind === 'bar') emitted += 1;
      if (emitted === 3) bars.abort();
    }
    expect((await broker.snapshot(from(START))).positions).toMatchObject([{ symbol: 'SPY' }]);
    await server.close();
    await close();
  });
});
