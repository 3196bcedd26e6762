import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { skipUnless } from '../../../tests/support/skip-unless.ts';
import { ticker } from '../../market/symbol.ts';
import { parseAccount } from './account.ts';
import { parseActivities } from './activity.ts';
import { parseAsset } from './asset.ts';
import { parseClock } from './clock.ts';
import { parseOrder, toWireOrder } from './order.ts';
import { parseNewOrder } from './order-request.ts';
import { parseBar, parseQuote, parseTrade } from './prices.ts';

const FOLDER = new URL('../../../../shared/alpaca/', import.meta.url);

interface Document {
  readonly components: {
    readonly schemas: Readonly<
      Record<string, { readonly example?: unknown; readonly properties?: object }>
    >;
    readonly examples?: Readonly<Record<string, { readonly value: unknown }>>;
  };
  readonly paths: Readonly<Record<string, unknown>>;
}

function load(name: string): Document {
  return JSON.parse(readFileSync(new URL(name, FOLDER), 'utf8')) as Document;
}

/** Every example value under a part of the document. */
function examples(part: unknown): unknown[] {
  if (typeof part !== 'object' || part === null) return [];
  return Object.entries(part).flatMap(([key, value]: [string, unknown]) => {
    if (key === 'example') return [value];
    if (key !== 'examples' || typeof value !== 'object' || value === null) return examples(value);
    return Object.values(value).flatMap((item: unknown) =>
      typeof item === 'object' && item !== null && 'value' in item ? [item.value] : [],
    );
  });
}

function operation(document: Document, path: string, method: string): Record<string, unknown> {
  const entry = document.paths[path] as Record<string, Record<string, unknown>>;
  return entry[method] ?? {};
}

describe("Alpaca's own examples", () => {
  skipUnless(existsSync(FOLDER), '../shared/alpaca is not on this machine');

  test('of orders are read, and every field of them is written back', () => {
    const found = Object.values(load('trading-api.openapi.json').components.examples ?? {});
    expect(found.length).toBeGreaterThan(3);
    for (const { value } of found) {
      const order = parseOrder(value);
      expect(parseOrder(toWireOrder(order))).toEqual(order);
      const wire = toWireOrder(order);
      const optional = new Set(['position_intent', 'ratio_qty', 'extended_hours']);
      const missing = Object.keys(value as object).filter(
        (key) => !(key in wire || optional.has(key)),
      );
      expect(missing).toEqual([]);
    }
  });

  test('of order requests are read', () => {
    const post = operation(load('trading-api.openapi.json'), '/v2/orders', 'post');
    const found = examples(post['requestBody']).filter((value) => typeof value === 'object');
    expect(found.length).toBeGreaterThan(3);
    for (const value of found) expect(parseNewOrder(value).type).toBeTypeOf('string');
  });

  test('of the account and the clock are read', () => {
    const document = load('trading-api.openapi.json');
    const [account] = examples(operation(document, '/v2/account', 'get')['responses']);
    expect(parseAccount(account).cash.toString()).toBe('122086.5');
    expect(parseClock(document.components.schemas['legacy_clock']?.example).isOpen).toBe(true);
  });

  test('of bars, quotes and trades are read', () => {
    const { schemas } = load('market-data-api.openapi.json').components;
    const symbol = ticker('AAPL');
    expect(parseBar(symbol, schemas['stock_bar']?.example).close).toBe(178.08);
    expect(parseQuote(symbol, schemas['stock_quote']?.example).ask).toBe(387.7);
    expect(parseTrade(symbol, schemas['stock_trade']?.example).id).toBe('1');
  });

  test('name no required field of an asset or a fill that we do not read', () => {
    const { schemas } = load('trading-api.openapi.json').components;
    const asset = { id: 'x', class: 'us_equity', symbol: 'SPY', status: 'active', tradable: true };
    for (const key of Object.keys(asset)) expect(schemas['Assets']?.properties).toHaveProperty(key);
    expect(parseAsset(asset).status).toBe('active');
    const fill = {
      activity_type: 'FILL',
      id: '20200603093014199::u',
      order_id: 'o',
      symbol: 'SPY',
      side: 'buy',
      qty: '1',
      price: '2',
      cum_qty: '1',
      transaction_time: '2020-06-03T13:30:14.199Z',
    };
    const activity = schemas['TradingActivities'];
    for (const key of Object.keys(fill)) expect(activity?.properties).toHaveProperty(key);
    expect(parseActivities([fill])[0]).toMatchObject({ orderStatus: 'filled' });
  });
});
