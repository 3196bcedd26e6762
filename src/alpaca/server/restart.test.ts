import { describe, expect, test } from 'vitest';
import type { RecordLog } from '../../core/world.ts';
import { createMemoryRecordLog } from '../../store/memory/record-log.ts';
import { testBroker, type TestBroker } from '../../../tests/support/paper-broker.ts';
import { TWO_DAYS, splitOf } from '../../../tests/support/scripted-market.ts';
import { parseInstant } from '../../core/time.ts';

const buy = { symbol: 'SPY', qty: '10', side: 'buy', type: 'market', time_in_force: 'day' };
const limit = { ...buy, type: 'limit', limit_price: '490' };

/** Reads all account data available to a client. */
async function everything({ ask }: TestBroker): Promise<readonly unknown[]> {
  const paths = [
    'GET /v2/account',
    'GET /v2/account/configurations',
    'GET /v2/positions',
    'GET /v2/orders?status=all&limit=500',
    'GET /v2/account/activities',
    'GET /v2/clock',
  ];
  const replies = await Promise.all(paths.map((path) => ask(path)));
  return replies.map(({ body }) => body);
}

/** Creates a log that loses every append but the first. */
function failingLog(): RecordLog {
  const inner = createMemoryRecordLog();
  let appends = 0;
  return {
    ...inner,
    append(records) {
      appends += 1;
      return appends === 1 ? inner.append(records) : Promise.reject(new Error('disk full'));
    },
  };
}

/** Creates a log whose appends after the first wait until they are released. */
function slowLog(): { readonly log: RecordLog; letGo(): void } {
  const inner = createMemoryRecordLog();
  const waiting: (() => void)[] = [];
  let appends = 0;
  const log: RecordLog = {
    ...inner,
    async append(records) {
      appends += 1;
      if (appends > 1) await new Promise<void>((resolve) => waiting.push(resolve));
      await inner.append(records);
    },
  };
  return { log, letGo: () => waiting.splice(0).forEach((resolve) => resolve()) };
}

describe('Two accounts', () => {
  /** Returns the ids of a filled order and of its execution. */
  async function idsOf({ ask, broker }: TestBroker): Promise<readonly string[]> {
    const placed = (await ask('POST /v2/orders', buy)).body as { id: string };
    await broker.step(60_000);
    const fills = (await ask('GET /v2/account/activities/FILL')).body as { id: string }[];
    expect(fills.length).toBeGreaterThan(0);
    return [placed.id, ...fills.map(({ id }) => id.split('::')[1]!)];
  }

  test('never share an order or execution id, even with the same seed', async () => {
    const one = await idsOf(await testBroker());
    const other = await idsOf(await testBroker());
    expect(one.filter((id) => other.includes(id))).toEqual([]);
    expect(new Set([...one, ...other]).size).toBe(one.length + other.length);
  });

  test('nor do an account and the one that replaces it after a reset', async () => {
    const broker = await testBroker();
    const one = await idsOf(broker);
    expect((await broker.control('POST /__sim/reset')).status).toBe(200);
    const other = await idsOf(broker);
    expect(one.filter((id) => other.includes(id))).toEqual([]);
  });

  test('keep their ids when the log predates ids by account', async () => {
    const first = await testBroker();
    const records: string[] = [];
    for await (const text of first.log.read()) records.push(text);
    const [opened = '', ...rest] = records;
    const log = createMemoryRecordLog();
    const old = opened.replace('"ids":"account",', '').replace(',"ids":"account"', '');
    expect(old).not.toContain('"ids"');
    await log.append([old, ...rest]);
    const ids = await idsOf(await testBroker({ log }));
    const again = await testBroker({ log });
    expect((await again.ask(`GET /v2/orders/${ids[0]}`)).body).toMatchObject({ id: ids[0] });
  });
});

describe('A broker started again on its log', () => {
  test('has the same account, orders, statement and time, even without a close', async () => {
    const open = parseInstant('2024-03-05T14:30:00Z');
    const market = { ...TWO_DAYS, actions: [splitOf(open, '2024-03-05')] };
    const first = await testBroker({ market });
    await first.ask('POST /v2/orders', { ...buy, client_order_id: 'filled' });
    await first.ask('POST /v2/orders', { ...limit, client_order_id: 'expires' });
    await first.broker.step(391 * 60_000);
    await first.ask('POST /v2/orders', { ...limit, limit_price: '100', client_order_id: 'rests' });
    await first.ask('PATCH /v2/account/configurations', { trade_confirm_email: 'none' });
    const before = await everything(first);
    const second = await testBroker({ market, log: first.log });
    expect(await everything(second)).toEqual(before);
  });

  test('continues trading: resting orders fill, and ids are never reused', async () => {
    const first = await testBroker();
    const resting = await first.ask('POST /v2/orders', { ...limit, limit_price: '500.50' });
    const second = await testBroker({ log: first.log });
    await second.broker.step(60_000);
    const { id } = resting.body as { id: string };
    expect((await second.ask(`GET /v2/orders/${id}`)).body).toMatchObject({ status: 'filled' });
    const next = await second.ask('POST /v2/orders', limit);
    expect((next.body as { id: string }).id).not.toBe(id);
  });

  test('still refuses a client id from before the restart', async () => {
    const first = await testBroker();
    await first.ask('POST /v2/orders', { ...limit, client_order_id: 'once' });
    const second = await testBroker({ log: first.log });
    const again = await second.ask('POST /v2/orders', { ...limit, client_order_id: 'once' });
    expect(again.body).toMatchObject({ code: 40010001, message: 'client_order_id must be unique' });
  });

  test('prices a market order immediately by the quote before the restart', async () => {
    const first = await testBroker();
    await first.broker.step(90_000);
    const second = await testBroker({ log: first.log });
    const { body } = await second.ask('POST /v2/orders', { ...buy, qty: '500' });
    expect(body).toMatchObject({ message: 'insufficient buying power', cost_basis: '250020' });
  });

  test('has the new account after a reset, and nothing of the old one', async () => {
    const first = await testBroker();
    await first.ask('POST /v2/orders', { ...buy, client_order_id: 'old' });
    await first.broker.step(60_000);
    const reset = await first.control('POST /__sim/reset', { cash: '5000' });
    const before = await everything(first);
    const second = await testBroker({ log: first.log });
    expect(await everything(second)).toEqual(before);
    expect(before[0]).toMatchObject({ id: (reset.body as { id: string }).id, cash: '5000' });
    expect(before[3]).toEqual([]);
    const order = { ...buy, qty: '1', client_order_id: 'old' };
    expect((await second.ask('POST /v2/orders', order)).status).toBe(200);
  });

  test('refuses a log that it cannot read, naming the record', async () => {
    const log = createMemoryRecordLog();
    await log.append(['{"kind":"guess"}']);
    await expect(testBroker({ log })).rejects.toMatchObject({
      code: 'alpaca.log_unreadable',
      facts: { line: 1 },
    });
  });
});

describe('Nothing is sent before it is durable', () => {
  test('a response waits for the log', async () => {
    const { log, letGo } = slowLog();
    const { ask } = await testBroker({ log });
    let answered = false;
    const answer = ask('POST /v2/orders', limit).finally(() => {
      answered = true;
    });
    for (let turn = 0; turn < 100; turn += 1) await Promise.resolve();
    expect(answered).toBe(false);
    letGo();
    expect((await answer).status).toBe(200);
  });

  test('a failed log stops the broker: 500 for this and every later request', async () => {
    const { ask, broker } = await testBroker({ log: failingLog() });
    for (const line of ['POST /v2/orders', 'GET /v2/account']) {
      const reply = await ask(line, limit);
      expect(reply.status).toBe(500);
      expect(reply.body).toEqual({ code: 50010000, message: 'internal server error occurred' });
    }
    await expect(broker.close()).rejects.toThrow('disk full');
  });

  test('all that one request changed is in one append', async () => {
    const inner = createMemoryRecordLog();
    const appends: (readonly string[])[] = [];
    const log: RecordLog = {
      ...inner,
      append(records) {
        appends.push(records);
        return inner.append(records);
      },
    };
    const { ask } = await testBroker({ log });
    await ask('POST /v2/orders', limit);
    await ask('POST /v2/orders', { ...limit, limit_price: '480' });
    await ask('DELETE /v2/orders');
    // The account is opened, two orders are placed, and both are canceled.
    expect(appends.map((records) => records.length)).toEqual([2, 2, 2, 2]);
  });
});
