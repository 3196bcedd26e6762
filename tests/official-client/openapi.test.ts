import { beforeAll, describe, expect, test } from 'vitest';
import { skipUnless } from '../support/skip-unless.ts';
import { type OpenApi, readOpenApi } from '../support/openapi.ts';
import { testBroker, type TestBroker } from '../support/paper-broker.ts';

const folder = new URL('../../../shared/alpaca/', import.meta.url);
const trading = readOpenApi(new URL('trading-api.openapi.json', folder));
const data = readOpenApi(new URL('market-data-api.openapi.json', folder));

const buy = { symbol: 'SPY', qty: '10', side: 'buy', type: 'market', time_in_force: 'day' };

function fits(api: OpenApi | undefined, schema: string, value: unknown): void {
  expect(api!.faults(schema, value)).toEqual([]);
}

/** Checks each row of a list that must not be empty. */
function allFit(api: OpenApi | undefined, schema: string, rows: unknown): void {
  expect(rows).not.toHaveLength(0);
  for (const row of rows as readonly unknown[]) fits(api, schema, row);
}

let made: TestBroker;
const body = async (line: string, sent?: unknown): Promise<unknown> =>
  (await made.ask(line, sent)).body;

beforeAll(async () => {
  made = await testBroker();
  await made.ask('POST /v2/orders', buy);
  await made.broker.step(90_000);
  await made.ask('POST /v2/orders', { ...buy, type: 'limit', limit_price: '400' });
});

describe("Responses match Alpaca's description of trading", () => {
  skipUnless(trading !== undefined, "Alpaca's OpenAPI description of trading is not here");

  test('and mismatches are found', () => {
    const faults = trading!.faults('Order', { type: 'odd', notional: null, id: 'seven' });
    expect(faults).toEqual([
      '.time_in_force: missing',
      '.type: "odd" is not listed',
      '.id: "seven" is not a uuid',
    ]);
  });

  test('an order, placed and listed', async () => {
    const order = { ...buy, type: 'stop_limit', stop_price: '510', limit_price: '511' };
    fits(trading, 'Order', await body('POST /v2/orders', order));
    allFit(trading, 'Order', await body('GET /v2/orders?status=all'));
  });

  test('the account and its configuration', async () => {
    fits(trading, 'Account', await body('GET /v2/account'));
    fits(trading, 'AccountConfigurations', await body('GET /v2/account/configurations'));
  });

  test('positions and assets', async () => {
    allFit(trading, 'Position', await body('GET /v2/positions'));
    allFit(trading, 'Assets', await body('GET /v2/assets'));
  });

  test('clock and calendar', async () => {
    fits(trading, 'legacy_clock', await body('GET /v2/clock'));
    const days = await body('GET /v2/calendar?start=2024-03-01&end=2024-03-08');
    allFit(trading, 'legacy_calendar_day', days);
  });

  test('activities of both kinds', async () => {
    allFit(trading, 'TradingActivities', await body('GET /v2/account/activities/FILL'));
    allFit(trading, 'NonTradeActivities', await body('GET /v2/account/activities/CSD'));
  });
});

describe("Responses match Alpaca's description of market data", () => {
  skipUnless(data !== undefined, "Alpaca's OpenAPI description of market data is not here");

  const day = 'start=2024-03-04&timeframe=1Min';
  test.each([
    ['stock_bars_resp', `GET /v2/stocks/bars?symbols=SPY,QUX&${day}&limit=1`],
    ['stock_bars_resp_single', `GET /v2/stocks/SPY/bars?${day}`],
    ['stock_quotes_resp_single', 'GET /v2/stocks/SPY/quotes?start=2024-03-04'],
    ['stock_latest_bars_resp', 'GET /v2/stocks/bars/latest?symbols=SPY'],
    ['stock_latest_bars_resp_single', 'GET /v2/stocks/SPY/bars/latest'],
    ['stock_latest_quotes_resp', 'GET /v2/stocks/quotes/latest?symbols=SPY'],
    ['stock_latest_quotes_resp_single', 'GET /v2/stocks/SPY/quotes/latest'],
    ['stock_snapshots_resp', 'GET /v2/stocks/snapshots?symbols=SPY,QUX'],
    ['stock_snapshots_resp_single', 'GET /v2/stocks/SPY/snapshot'],
  ])('%s', async (schema, line) => {
    fits(data, schema, await body(line));
  });
});
