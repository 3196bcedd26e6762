import { describe, expect, test } from 'vitest';
import { testBroker } from '../../../../tests/support/paper-broker.ts';
import { parseOrder } from '../../wire/order.ts';

const base = { symbol: 'SPY', qty: '10', side: 'buy', type: 'market', time_in_force: 'day' };
const limit = { ...base, type: 'limit', limit_price: '490' };

interface OrderBody {
  readonly id: string;
  readonly status: string;
  readonly client_order_id: string;
  readonly submitted_at: string;
}

describe('An order at the paper broker', () => {
  test('is pending_new during market hours, rests as new, and fills at the next ask', async () => {
    const { ask, broker } = await testBroker();
    const placed = await ask('POST /v2/orders', { ...base, client_order_id: 'mine' });
    expect(placed.status).toBe(200);
    expect(placed.body).toMatchObject({
      client_order_id: 'mine',
      status: 'pending_new',
      symbol: 'SPY',
      asset_id: '00000000-0000-4000-8000-000000000001',
      asset_class: 'us_equity',
      qty: '10',
      notional: null,
      filled_qty: '0',
      filled_avg_price: null,
      order_class: '',
      type: 'market',
      order_type: 'market',
      side: 'buy',
      position_intent: 'buy_to_open',
      time_in_force: 'day',
      limit_price: null,
      extended_hours: false,
      legs: null,
      created_at: '2024-03-04T14:30:30Z',
      expires_at: '2024-03-04T21:00:00Z',
    });
    const { id } = placed.body as OrderBody;
    expect((await ask(`GET /v2/orders/${id}`)).body).toMatchObject({ status: 'new' });
    await broker.step(30_000);
    const filled = await ask('GET /v2/orders:by_client_order_id?client_order_id=mine');
    expect(filled.body).toMatchObject({
      id,
      status: 'filled',
      filled_qty: '10',
      filled_avg_price: '500.03',
      filled_at: '2024-03-04T14:31:00Z',
    });
    expect(parseOrder(filled.body).averagePrice!.toString()).toBe('500.03');
  });

  test('placed while the market is closed is accepted, and new at the next open', async () => {
    const { ask, broker } = await testBroker({ start: '2024-03-04T13:00:00Z' });
    const { body } = await ask('POST /v2/orders', { ...limit, limit_price: '400' });
    expect(body).toMatchObject({ status: 'accepted' });
    const { id } = body as OrderBody;
    const early = await ask(`PATCH /v2/orders/${id}`, { limit_price: '401' });
    expect(early.body).toMatchObject({
      code: 40010001,
      message: "unable to replace order, order isn't sent to exchange yet",
    });
    await broker.step(1_000);
    expect((await ask(`GET /v2/orders/${id}`)).body).toMatchObject({ status: 'new' });
  });

  test('accepts numbers, an asset id, and a symbol with its exchange', async () => {
    const { ask } = await testBroker();
    const byId = { ...limit, symbol: '00000000-0000-4000-8000-000000000001', qty: 3 };
    expect((await ask('POST /v2/orders', byId)).body).toMatchObject({ symbol: 'SPY', qty: '3' });
    const long = { ...limit, symbol: 'SPY:ARCA:us_equity', limit_price: 480.5 };
    expect((await ask('POST /v2/orders', long)).body).toMatchObject({
      symbol: 'SPY',
      limit_price: '480.5',
    });
  });

  test('is replaced by a new order with a new id, each naming the other', async () => {
    const { ask } = await testBroker();
    const { id } = (await ask('POST /v2/orders', limit)).body as OrderBody;
    const replaced = await ask(`PATCH /v2/orders/${id}`, { qty: '4', limit_price: '480' });
    expect(replaced.status).toBe(200);
    expect(replaced.body).toMatchObject({ replaces: id, qty: '4', limit_price: '480' });
    const next = (replaced.body as OrderBody).id;
    expect(next).not.toBe(id);
    expect((await ask(`GET /v2/orders/${id}`)).body).toMatchObject({
      status: 'replaced',
      replaced_by: next,
      replaced_at: '2024-03-04T14:30:30Z',
    });
    const same = await ask(`PATCH /v2/orders/${next}`, { qty: '4' });
    expect(same.body).toMatchObject({
      code: 42210000,
      message: 'order parameters are not changed',
    });
  });

  test('is canceled with 204 and no body, even repeatedly', async () => {
    const { ask } = await testBroker();
    const { id } = (await ask('POST /v2/orders', limit)).body as OrderBody;
    for (const _ of [1, 2]) {
      const reply = await ask(`DELETE /v2/orders/${id}`);
      expect([reply.status, reply.body]).toEqual([204, '']);
    }
    expect((await ask(`GET /v2/orders/${id}`)).body).toMatchObject({ status: 'canceled' });
  });

  test('with time in force day expires at the close', async () => {
    const { ask, broker } = await testBroker({ start: '2024-03-04T20:59:00Z' });
    const { id } = (await ask('POST /v2/orders', limit)).body as OrderBody;
    await broker.step(60_000);
    expect((await ask(`GET /v2/orders/${id}`)).body).toMatchObject({
      status: 'expired',
      expired_at: '2024-03-04T21:00:00Z',
    });
  });

  test('in dollars buys the shares that they pay for', async () => {
    const { ask, broker } = await testBroker();
    const dollars = { ...base, qty: undefined, notional: '1000' };
    expect((await ask('POST /v2/orders', dollars)).body).toMatchObject({
      qty: null,
      notional: '1000',
    });
    await broker.step(30_000);
    const { body } = await ask('GET /v2/positions/SPY');
    expect(body).toMatchObject({ qty: '1.999880007', avg_entry_price: '500.03' });
  });
});

describe('Orders are canceled all together', () => {
  test('with 207 and one row each', async () => {
    const { ask } = await testBroker();
    const first = (await ask('POST /v2/orders', limit)).body as OrderBody;
    const second = (await ask('POST /v2/orders', limit)).body as OrderBody;
    const reply = await ask('DELETE /v2/orders');
    expect([reply.status, reply.body]).toEqual([
      207,
      [
        { id: first.id, status: 200 },
        { id: second.id, status: 200 },
      ],
    ]);
    expect((await ask('DELETE /v2/orders')).body).toEqual([]);
  });
});

describe('The list of orders', () => {
  async function three() {
    const made = await testBroker();
    const ids: string[] = [];
    const stamps: string[] = [];
    for (const name of ['a', 'b', 'c']) {
      const symbol = name === 'c' ? 'QUX' : 'SPY';
      const body = { ...limit, symbol, limit_price: '10', client_order_id: name };
      const order = (await made.ask('POST /v2/orders', body)).body as OrderBody;
      ids.push(order.id);
      stamps.push(order.submitted_at);
    }
    await made.ask(`DELETE /v2/orders/${ids[1]}`);
    const names = async (query: string): Promise<string> => {
      const { body } = await made.ask(`GET /v2/orders?${query}`);
      return (body as OrderBody[]).map((order) => order.client_order_id).join('');
    };
    return { ids, stamps, names, ask: made.ask };
  }

  test('shows open orders, newest first, by default', async () => {
    const { names } = await three();
    expect(await names('')).toBe('ca');
    expect(await names('status=closed')).toBe('b');
    expect(await names('status=all')).toBe('cba');
    expect(await names('status=all&direction=asc')).toBe('abc');
    expect(await names('status=all&limit=2')).toBe('cb');
    expect(await names('status=all&symbols=QUX')).toBe('c');
    expect(await names('status=all&symbols=QUX,SPY&side=sell')).toBe('');
    expect(await names('status=all&asset_class=crypto')).toBe('');
  });

  test('distinguishes orders of one instant, so that pages neither skip nor repeat', async () => {
    const { names, stamps } = await three();
    expect(new Set(stamps).size).toBe(3);
    expect(await names(`status=all&direction=asc&after=${stamps[0]}`)).toBe('bc');
    expect(await names(`status=all&direction=asc&after=${stamps[1]}`)).toBe('c');
    expect(await names(`status=all&until=${stamps[2]}`)).toBe('ba');
  });

  test('continues before or after a given order', async () => {
    const { names, ids, ask } = await three();
    expect(await names(`status=all&before_order_id=${ids[2]}`)).toBe('ba');
    expect(await names(`status=all&direction=asc&after_order_id=${ids[0]}`)).toBe('bc');
    const both = await ask(`GET /v2/orders?after_order_id=${ids[0]}&after=2024-03-04T00:00:00Z`);
    expect(both.status).toBe(422);
  });
});
