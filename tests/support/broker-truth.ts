import { readFileSync } from 'node:fs';
import { money, type Money, type Quantity, quantity } from '../../src/core/decimal.ts';

/** Account state of a paper broker in its own process, read as any client reads it. */
export interface BrokerTruth {
  readonly cash: Money;
  readonly positions: ReadonlyMap<string, Quantity>;
  readonly orders: readonly WireOrder[];
  readonly fills: readonly WireFill[];
}

/** Order in Alpaca's format, limited to compared fields. */
export interface WireOrder {
  readonly id: string;
  readonly client_order_id: string;
  readonly symbol: string;
  readonly side: string;
  readonly qty: string;
  readonly filled_qty: string;
  readonly status: string;
}

/** Execution in Alpaca's format. */
export interface WireFill {
  readonly id: string;
  readonly order_id: string;
  readonly qty: string;
  readonly cum_qty: string;
  readonly price: string;
}

/** Address and credentials of a paper broker. */
export interface BrokerPort {
  readonly url: string;
  readonly controlUrl: string;
  readonly dataDir: string;
}

interface Keys {
  readonly keyId: string;
  readonly secret: string;
  readonly controlToken: string;
}

const PAGE = { orders: 500, fills: 100 } as const;

function keysOf({ dataDir }: BrokerPort): Keys {
  return JSON.parse(readFileSync(`${dataDir}/broker/keys.json`, 'utf8')) as Keys;
}

/** Calls the broker's API, such as `GET /v2/account`. */
export async function askBroker<T>(port: BrokerPort, line: string): Promise<T> {
  const [method = '', path = ''] = line.split(' ');
  const { keyId, secret } = keysOf(port);
  const headers = { 'apca-api-key-id': keyId, 'apca-api-secret-key': secret };
  const response = await fetch(`${port.url}${path}`, { method, headers });
  if (!response.ok) throw new Error(`${line} answered ${response.status}`);
  return (await response.json()) as T;
}

/** Controls the broker's market through its control port, such as `step` with `{ ms: 1000 }`. */
export async function steer(
  port: BrokerPort,
  what: 'speed' | 'step',
  body: Readonly<Record<string, number>>,
): Promise<void> {
  const headers = { authorization: `Bearer ${keysOf(port).controlToken}` };
  const options = { method: 'POST', headers, body: JSON.stringify(body) };
  const response = await fetch(`${port.controlUrl}/__sim/${what}`, options);
  if (!response.ok) throw new Error(`${what} answered ${response.status}`);
}

/** Reads the full account, page by page. */
export async function readTruth(port: BrokerPort): Promise<BrokerTruth> {
  const account = await askBroker<{ cash: string }>(port, 'GET /v2/account');
  const held = await askBroker<{ symbol: string; qty: string }[]>(port, 'GET /v2/positions');
  const orders: WireOrder[] = [];
  for (let after = ''; ;) {
    const query = `status=all&direction=asc&limit=${PAGE.orders}${after}`;
    const page = await askBroker<WireOrder[]>(port, `GET /v2/orders?${query}`);
    orders.push(...page);
    if (page.length < PAGE.orders) break;
    after = `&after_order_id=${page.at(-1)!.id}`;
  }
  const fills: WireFill[] = [];
  for (let token = ''; ;) {
    const query = `direction=asc&page_size=${PAGE.fills}${token}`;
    const page = await askBroker<WireFill[]>(port, `GET /v2/account/activities/FILL?${query}`);
    fills.push(...page);
    if (page.length < PAGE.fills) break;
    token = `&page_token=${page.at(-1)!.id}`;
  }
  const positions = new Map(held.map(({ symbol, qty }) => [symbol, quantity(qty)]));
  return { cash: money(account.cash), positions, orders, fills };
}
