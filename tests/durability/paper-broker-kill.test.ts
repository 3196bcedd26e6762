import { describe, expect, test } from 'vitest';
import { amountAt, money, quantity, price } from '../../src/core/decimal.ts';
import { seededRandom } from '../../src/core/random.ts';
import { follow, programArguments } from '../support/child.ts';
import { keyHeaders } from '../support/paper-broker.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const PROGRAM = new URL('./paper-broker-child.ts', import.meta.url);
const KILLS = 5;

interface OrderBody {
  readonly id: string;
  readonly client_order_id: string;
  readonly filled_qty: string;
}

interface FillBody {
  readonly id: string;
  readonly order_id: string;
  readonly side: string;
  readonly qty: string;
  readonly price: string;
}

/** Starts a broker on the file and returns functions to query and kill it. */
async function start(path: string) {
  const child = follow(process.execPath, programArguments(PROGRAM, [path]));
  const port = (await child.line((line) => line.startsWith('listening '))).split(' ')[1];
  const ask = async (method: string, target: string, body?: unknown): Promise<unknown> => {
    const response = await fetch(`http://127.0.0.1:${port}${target}`, {
      method,
      headers: keyHeaders(),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return response.status === 200 ? response.json() : undefined;
  };
  const kill = async (): Promise<void> => {
    child.process.kill('SIGKILL');
    expect(await child.ended).toBeNull();
  };
  return { ask, kill };
}

type Broker = Awaited<ReturnType<typeof start>>;

/** Places orders until `enough` got a response, four pending at any time, then kills. */
async function placeAndKill(
  { ask, kill }: Broker,
  names: () => string,
  enough: number,
): Promise<readonly OrderBody[]> {
  const answered: OrderBody[] = [];
  let killed = false;
  const client = async (): Promise<void> => {
    while (!killed) {
      const order = { symbol: 'SPY', qty: '1', side: 'buy', type: 'market', time_in_force: 'day' };
      try {
        const body = await ask('POST', '/v2/orders', { ...order, client_order_id: names() });
        if (body !== undefined) answered.push(body as OrderBody);
      } catch {
        return;
      }
      if (answered.length >= enough && !killed) {
        killed = true;
        await kill();
      }
    }
  };
  await Promise.all([client(), client(), client(), client()]);
  return answered;
}

async function allOrders({ ask }: Broker): Promise<readonly OrderBody[]> {
  const orders: OrderBody[] = [];
  for (let last = ''; ;) {
    const from = last === '' ? '' : `&after_order_id=${last}`;
    const page = await ask('GET', `/v2/orders?status=all&direction=asc&limit=500${from}`);
    orders.push(...(page as OrderBody[]));
    if ((page as OrderBody[]).length === 0) return orders;
    last = orders.at(-1)!.id;
  }
}

async function allFills({ ask }: Broker): Promise<readonly FillBody[]> {
  const fills: FillBody[] = [];
  for (let last = ''; ;) {
    const from = `direction=asc&page_token=${last}`;
    const page = await ask('GET', `/v2/account/activities/FILL?${from}`);
    fills.push(...(page as FillBody[]));
    if ((page as FillBody[]).length === 0) return fills;
    last = fills.at(-1)!.id;
  }
}

/** Reads consistent fills and cash: no fill arrived while they were read. */
async function settledBooks(broker: Broker) {
  for (;;) {
    const fills = await allFills(broker);
    const { cash } = (await broker.ask('GET', '/v2/account')) as { readonly cash: string };
    if ((await allFills(broker)).length === fills.length) return { fills, cash };
  }
}

describe('a paper broker killed at random moments', () => {
  test('loses no acknowledged order, duplicates none, and its cash matches its fills', async () => {
    const path = `${temporaryFolder()}/broker.db`;
    const random = seededRandom(11);
    let made = 0;
    const names = (): string => {
      made += 1;
      return `order-${made}`;
    };
    const answered: OrderBody[] = [];
    for (let kill = 1; kill <= KILLS; kill += 1) {
      const broker = await start(path);
      answered.push(...(await placeAndKill(broker, names, 1 + random.below(12))));
    }

    const broker = await start(path);
    const orders = await allOrders(broker);
    const byName = new Map(orders.map((order) => [order.client_order_id, order]));
    expect(byName.size).toBe(orders.length);
    expect(answered.map((order) => byName.get(order.client_order_id)?.id)).toEqual(
      answered.map((order) => order.id),
    );

    const { fills, cash } = await settledBooks(broker);
    expect(new Set(fills.map((fill) => fill.id)).size).toBe(fills.length);
    expect(new Set(fills.map((fill) => fill.order_id)).size).toBe(fills.length);
    const paid = fills.map((fill) => amountAt(price(fill.price), quantity(fill.qty)));
    const left = paid.reduce((sum, value) => sum.minus(value), money(100_000));
    expect(cash).toBe(left.toString());
    await broker.kill();
  }, 120_000);
});
