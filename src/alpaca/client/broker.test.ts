import { describe, expect, test } from 'vitest';
import {
  refusal,
  type Script,
  scripted,
  TEST_CREDENTIALS,
  TEST_ENVIRONMENT,
  wireOrder,
} from '../../../tests/support/scripted-alpaca.ts';
import { price, quantity } from '../../core/decimal.ts';
import type { ServerRequest } from '../../core/http.ts';
import { epochMs } from '../../core/time.ts';
import type { Socket } from '../../core/world.ts';
import type { Broker, BrokerEvent } from '../../engine/ports.ts';
import { instrumentOf } from '../../market/instrument.ts';
import { ticker } from '../../market/symbol.ts';
import type { BookId, BrokerOrderId, ClientOrderId, OrderRequest } from '../../orders/request.ts';
import type { ApprovedOrder } from '../../risk/approved.ts';
import { parseTradingRequest, toTradingFrame } from '../wire/trading-stream.ts';
import { parseOrder } from '../wire/order.ts';
import { type AlpacaBrokerOptions, createAlpacaBroker } from './broker.ts';

const request: OrderRequest = {
  id: 'qp1-test-1' as ClientOrderId,
  book: 'b' as BookId,
  symbol: ticker('SPY'),
  instrument: instrumentOf(ticker('SPY')),
  side: 'buy',
  size: { kind: 'quantity', quantity: quantity('10') },
  terms: { type: 'limit', limitPrice: price('100.5') },
  timeInForce: 'day',
  extendedHours: false,
  reason: 'r',
  decidedAt: epochMs(0),
};
// Only the gate may approve; this test stands in for it.
const approved = request as ApprovedOrder;
const EVER = { fills: epochMs(0), flows: epochMs(0) };
const clock = {
  timestamp: '2024-01-02T09:45:00-05:00',
  is_open: true,
  next_open: '2024-01-03T09:30:00-05:00',
  next_close: '2024-01-02T16:00:00-05:00',
};

async function against(script: Script, options: Partial<AlpacaBrokerOptions> = {}) {
  const server = await scripted(script);
  const broker = createAlpacaBroker(server.world, {
    environment: TEST_ENVIRONMENT,
    credentials: TEST_CREDENTIALS,
    ...options,
  });
  const ask = <T>(run: (broker: Broker) => Promise<T>) =>
    server.simulation.complete(() => run(broker));
  return { ...server, broker, ask };
}

function fillRow(index: number, order: string, cumulative: number) {
  return {
    id: `20240102094500000::x-${index}`,
    activity_type: 'FILL',
    transaction_time: '2024-01-02T14:45:00Z',
    type: 'partial_fill',
    price: '100.25',
    qty: '1',
    side: 'buy',
    symbol: 'SPY',
    leaves_qty: '1',
    order_id: order,
    cum_qty: String(cumulative),
    order_status: 'partially_filled',
  };
}

describe('submitting', () => {
  test('sends the order once, and without its reason', async () => {
    const { ask, requests, bodies } = await against({ answer: () => ({ json: wireOrder() }) });
    const submission = await ask((broker) => broker.submit(approved));
    expect(submission).toMatchObject({ kind: 'acknowledged', brokerId: 'order-1' });
    expect(requests).toEqual(['POST /v2/orders']);
    expect(JSON.parse(bodies[0] ?? '')).not.toHaveProperty('reason');
  });

  test('reports unknown when the response is lost, and does not send again', async () => {
    const { ask, requests } = await against({ answer: () => ({ status: 504 }) });
    expect((await ask((broker) => broker.submit(approved))).kind).toBe('unknown');
    expect(requests).toHaveLength(1);
  });

  test('of a replacement patches the order that it replaces', async () => {
    const { ask, requests } = await against({
      answer: () => ({ json: wireOrder({ id: 'order-2', replaces: 'order-1' }) }),
    });
    const answer = await ask((broker) => broker.replace('order-1' as BrokerOrderId, approved));
    expect(answer).toMatchObject({ kind: 'acknowledged', brokerId: 'order-2' });
    expect(requests).toEqual(['PATCH /v2/orders/order-1']);
  });

  test('of a cancel is requested by a 204 and refused by a 422', async () => {
    const { ask } = await against({
      answer: (_, count) =>
        count === 1
          ? { status: 204 }
          : refusal(422, 42210000, 'order is already in "filled" state'),
    });
    const cancel = (broker: Broker) => broker.cancel('order-1' as BrokerOrderId);
    expect(await ask(cancel)).toEqual({ kind: 'requested' });
    expect(await ask(cancel)).toMatchObject({ kind: 'refused', evidence: { code: 42210000 } });
  });
});

describe('asking', () => {
  test('for an order that the broker does not know gives nothing', async () => {
    const { ask } = await against({ answer: () => refusal(404, 40410000, 'order not found') });
    expect(await ask((broker) => broker.find(request.id))).toBeUndefined();
  });

  test('for an order returns all its executions, over pages that mix several orders', async () => {
    const others = Array.from({ length: 100 }, (_, index) => fillRow(index, 'somebody', 1));
    const mine = [fillRow(100, 'order-1', 1), fillRow(101, 'order-1', 2), fillRow(102, 'x', 1)];
    const answer = (asked: ServerRequest) => {
      if (asked.path.endsWith('by_client_order_id')) {
        return { json: wireOrder({ status: 'partially_filled', filled_qty: '2' }) };
      }
      return { json: asked.query.includes('page_token') ? mine : others };
    };
    const { ask, requests } = await against({ answer });
    const found = await ask((broker) => broker.find(request.id));
    expect(found?.fills.map(({ id }) => id)).toEqual(['x-100', 'x-101']);
    expect(found).toMatchObject({ id: 'order-1', status: 'partially_filled', symbol: 'SPY' });
    expect(requests[0]).toContain('client_order_id=qp1-test-1');
    expect(requests[2]).toContain('page_token=20240102094500000%3A%3Ax-99');
  });

  test('for a statement reads every page and matches executions to orders', async () => {
    const page = Array.from({ length: 500 }, (_, index) =>
      wireOrder({ id: `o-${index}`, client_order_id: `web-${index}` }),
    );
    const answer = (asked: ServerRequest) => {
      if (asked.path === '/v2/clock') return { json: clock };
      if (asked.path === '/v2/account') {
        return { json: { id: 'a', status: 'ACTIVE', cash: '1', equity: '2', buying_power: '3' } };
      }
      if (asked.path === '/v2/positions') {
        return { json: [{ symbol: 'SPY', qty: '2', avg_entry_price: '100.25', side: 'long' }] };
      }
      if (asked.path === '/v2/orders') {
        return { json: asked.query.includes('after=') ? [page[499], wireOrder()] : page };
      }
      if (asked.path === '/v2/orders/gone') {
        return { json: wireOrder({ id: 'gone', client_order_id: 'qp1-old-1', status: 'filled' }) };
      }
      const fee = {
        id: 'f',
        activity_type: 'FEE',
        date: '2024-01-02',
        net_amount: '-0.01',
        order_id: 'gone',
      };
      return { json: [fillRow(1, 'order-1', 1), fillRow(2, 'gone', 1), fee] };
    };
    const { ask } = await against({ answer });
    const statement = await ask((broker) => broker.snapshot(EVER));
    expect(statement.openOrders).toHaveLength(501);
    expect(statement.at).toBe(Date.parse('2024-01-02T14:45:00Z'));
    expect(statement.positions).toEqual([
      {
        symbol: 'SPY',
        instrument: instrumentOf(ticker('SPY')),
        quantity: quantity('2'),
        averagePrice: price('100.25'),
      },
    ]);
    expect(statement.fills.map(({ order }) => order)).toEqual(['qp1-test-1', 'qp1-old-1']);
    expect(statement.flows).toMatchObject([{ kind: 'fee', order: 'qp1-old-1' }]);
  });

  test('for a statement requests cash from further back than executions', async () => {
    const dividend = { id: 'd', activity_type: 'DIV', date: '2024-01-01', net_amount: '5' };
    const answer = ({ path, query }: ServerRequest) => {
      if (path === '/v2/clock') return { json: clock };
      if (path === '/v2/account') {
        return { json: { id: 'a', status: 'ACTIVE', cash: '1', equity: '2', buying_power: '3' } };
      }
      if (path === '/v2/account/activities/FILL') return { json: [] };
      return { json: query.includes('category=non_trade_activity') ? [dividend] : [] };
    };
    const { ask, requests } = await against({ answer });
    const fills = epochMs(Date.parse('2024-01-02T14:00:00Z'));
    const flows = epochMs(Date.parse('2023-12-26T14:00:00Z'));
    const statement = await ask((broker) => broker.snapshot({ fills, flows }));
    expect(statement.flows).toMatchObject([
      { id: 'd', kind: 'dividend', dateOnly: true, at: Date.parse('2024-01-01T05:00:00Z') },
    ]);
    expect(requests.filter((asked) => asked.includes('activities'))).toEqual([
      expect.stringContaining('/FILL?after=2024-01-02T14'),
      expect.stringMatching(/activities\?category=non_trade_activity&after=2023-12-26T14/),
    ]);
  });

  test('refuses responses from another account', async () => {
    const answer = (asked: ServerRequest) => ({
      json:
        asked.path === '/v2/clock'
          ? clock
          : { id: 'b', status: 'ACTIVE', cash: '1', equity: '2', buying_power: '3' },
    });
    const { ask } = await against({ answer }, { accountId: 'a' });
    const error = ask((broker) => broker.snapshot(EVER));
    await expect(error).rejects.toMatchObject({ code: 'alpaca.wrong_account' });
  });
});

/**
 * Creates the server side of the trading stream: accepts logins, acknowledges, and lets a test
 * send.
 */
function tradingServer(behave: (socket: Socket, listens: number) => void, authorized = true) {
  let listens = 0;
  return (socket: Socket): void => {
    void (async () => {
      for await (const event of socket.events) {
        if (event.kind !== 'message') continue;
        const message = parseTradingRequest(event.data);
        if (message.kind === 'authenticate') {
          const known = authorized && message.secret === 'CANARY-SECRET';
          const status = known ? 'authorized' : 'unauthorized';
          const frame = { kind: 'authorization', status, action: 'authenticate' } as const;
          // Alpaca's paper environment sends its JSON in binary frames.
          socket.send(new TextEncoder().encode(toTradingFrame(frame)));
        }
        if (message.kind === 'listen') {
          listens += 1;
          behave(socket, listens);
        }
      }
    })();
  };
}

function ack(socket: Socket): void {
  socket.send(toTradingFrame({ kind: 'listening', streams: ['trade_updates'] }));
}

/** Reads the given number of events, then stops. */
async function collect(broker: Broker, count: number): Promise<readonly BrokerEvent[]> {
  const stop = new AbortController();
  const events: BrokerEvent[] = [];
  for await (const event of broker.events(stop.signal)) {
    events.push(event);
    if (events.length === count) stop.abort();
  }
  return events;
}

function toldFill(socket: Socket): void {
  const order = parseOrder(wireOrder({ status: 'filled', filled_qty: '10' }));
  socket.send(
    toTradingFrame({
      kind: 'trade_update',
      event: 'fill',
      at: epochMs(Date.parse('2024-01-02T14:46:00Z')),
      order,
      executionId: 'x-1',
      quantity: quantity('10'),
      price: price('100.25'),
      positionQuantity: quantity('10'),
      reason: '',
    }),
  );
}

describe('listening', () => {
  const answer = () => ({ json: clock });

  test('reports the connection in broker time, then order events', async () => {
    const socket = tradingServer((end) => {
      ack(end);
      toldFill(end);
    });
    const { ask } = await against({ answer, socket });
    const events = await ask((broker) => collect(broker, 2));
    expect(events).toMatchObject([
      { kind: 'connected', at: Date.parse('2024-01-02T14:45:00Z') },
      { kind: 'order', event: { kind: 'filled', fill: { id: 'x-1' } } },
    ]);
  });

  test('reconnects after a lost connection, and reports both', async () => {
    const socket = tradingServer((end, listens) => {
      ack(end);
      if (listens === 1) end.close(1012, 'restart');
    });
    const { ask } = await against({ answer, socket });
    const events = await ask((broker) => collect(broker, 3));
    expect(events.map(({ kind }) => kind)).toEqual(['connected', 'disconnected', 'connected']);
  });

  test('drops a stream that is open and silent', async () => {
    const socket = tradingServer((end, listens) => {
      // The first connection acknowledges once and then stays silent.
      if (listens === 1 || listens > 2) ack(end);
    });
    const { ask, world } = await against({ answer, socket });
    const start = world.clock.monotonic();
    const events = await ask((broker) => collect(broker, 3));
    expect(events.map(({ kind }) => kind)).toEqual(['connected', 'disconnected', 'connected']);
    expect(world.clock.monotonic() - start).toBeGreaterThan(15_000);
  });

  test('survives unreadable frames', async () => {
    const socket = tradingServer((end) => {
      ack(end);
      end.send('{"stream":"trade_updates","data":null}');
      end.send('not json');
      toldFill(end);
    });
    const { ask, simulation } = await against({ answer, socket });
    const events = await ask((broker) => collect(broker, 2));
    expect(events[1]).toMatchObject({ kind: 'order', event: { kind: 'filled' } });
    expect(simulation.logs.some((line) => line.includes('cannot read'))).toBe(true);
    expect(simulation.logs.join()).not.toContain('CANARY');
  });

  test('ends with an error when the login is refused', async () => {
    const { ask } = await against({ answer, socket: tradingServer(ack, false) });
    const error = ask((broker) => collect(broker, 1));
    await expect(error).rejects.toMatchObject({ code: 'alpaca.stream_refused' });
  });

  test('reports a fill shown only in the response', async () => {
    const filled = wireOrder({ status: 'filled', filled_qty: '10' });
    const { ask } = await against({
      answer: ({ path }) => ({ json: path === '/v2/orders' ? filled : clock }),
      socket: tradingServer(ack),
    });
    const events = await ask(async (broker) => {
      const stop = new AbortController();
      const seen: string[] = [];
      for await (const event of broker.events(stop.signal)) {
        seen.push(event.kind === 'order' ? event.event.kind : event.kind);
        if (event.kind === 'connected') await broker.submit(approved);
        if (seen.length === 3) stop.abort();
      }
      return seen;
    });
    expect(events).toEqual(['connected', 'accepted', 'fill_gap']);
  });

  test('quarantines an order that the broker booked with different terms', async () => {
    const { ask } = await against({
      answer: ({ path }) => ({ json: path === '/v2/orders' ? wireOrder({ qty: '99' }) : clock }),
      socket: tradingServer(ack),
    });
    const events = await ask(async (broker) => {
      const stop = new AbortController();
      const seen: string[] = [];
      for await (const event of broker.events(stop.signal)) {
        if (event.kind === 'connected') seen.push((await broker.submit(approved)).kind);
        if (event.kind === 'order') {
          seen.push(event.event.kind);
          stop.abort();
        }
      }
      return seen;
    });
    expect(events).toEqual(['unknown', 'quarantined']);
  });
});
