import { describe, expect, test } from 'vitest';
import { like, textLike } from '../../../../tests/support/matching.ts';
import { testBroker } from '../../../../tests/support/paper-broker.ts';

const base = { symbol: 'SPY', qty: '1', side: 'buy', type: 'market', time_in_force: 'day' };
const limit = { ...base, type: 'limit', limit_price: '490' };

type Row = readonly [
  name: string,
  line: string,
  body: unknown,
  status: number,
  code: number | undefined,
  message: string,
];

const NOBODY = '11111111-2222-4333-8444-555555555555';

const rows: readonly Row[] = [
  ['no type', 'POST /v2/orders', { ...base, type: undefined }, 422, 40010001, 'invalid order type'],
  [
    'a wild type',
    'POST /v2/orders',
    { ...base, type: 'iceberg' },
    422,
    40010001,
    'invalid order type',
  ],
  [
    'no time in force',
    'POST /v2/orders',
    { ...base, time_in_force: undefined },
    422,
    40010001,
    'invalid time_in_force',
  ],
  [
    'a wild time in force',
    'POST /v2/orders',
    { ...base, time_in_force: 'gtd' },
    422,
    40010001,
    'invalid time_in_force',
  ],
  ['a wild side', 'POST /v2/orders', { ...base, side: 'hold' }, 422, 40010001, 'invalid side'],
  [
    'no size',
    'POST /v2/orders',
    { ...base, qty: undefined },
    422,
    40010001,
    'qty or notional is required',
  ],
  [
    'two sizes',
    'POST /v2/orders',
    { ...base, notional: '5' },
    422,
    40010001,
    'only one of qty or notional is accepted',
  ],
  ['no shares', 'POST /v2/orders', { ...base, qty: '0' }, 422, 40010001, 'qty must be > 0'],
  [
    'fewer than no shares',
    'POST /v2/orders',
    { ...base, qty: -1 },
    422,
    40010001,
    'qty must be > 0',
  ],
  [
    'words for a size',
    'POST /v2/orders',
    { ...base, qty: 'ten' },
    422,
    40010001,
    'invalid qty: "ten"',
  ],
  [
    'a small notional',
    'POST /v2/orders',
    { ...base, qty: undefined, notional: '0.50' },
    422,
    40010001,
    'notional must be >= 1.00',
  ],
  [
    'a limit order without a limit',
    'POST /v2/orders',
    { ...base, type: 'limit' },
    422,
    40010001,
    'limit orders require a limit price',
  ],
  [
    'a stop order without a stop',
    'POST /v2/orders',
    { ...base, type: 'stop' },
    422,
    40010001,
    'stop orders require a stop price',
  ],
  [
    'half a stop limit',
    'POST /v2/orders',
    { ...base, type: 'stop_limit', stop_price: '510' },
    422,
    40010001,
    'stop limit orders require both stop and limit price',
  ],
  [
    'a market order with a price',
    'POST /v2/orders',
    { ...base, limit_price: '500' },
    422,
    40010001,
    'market orders require no stop or limit price',
  ],
  [
    'a limit of nothing',
    'POST /v2/orders',
    { ...base, type: 'limit', limit_price: '0' },
    422,
    40010001,
    'limit price must be > 0',
  ],
  [
    'a long client id',
    'POST /v2/orders',
    { ...limit, client_order_id: 'x'.repeat(129) },
    422,
    40010001,
    'client_order_id must be no more than 128 characters',
  ],
  [
    'no symbol',
    'POST /v2/orders',
    { ...base, symbol: undefined },
    422,
    40010001,
    'symbol is required',
  ],
  [
    'an unknown symbol',
    'POST /v2/orders',
    { ...base, symbol: 'NOPE' },
    422,
    42210000,
    'asset "NOPE" not found',
  ],
  [
    'a symbol of another form',
    'POST /v2/orders',
    { ...base, symbol: 'no pe' },
    422,
    42210000,
    'asset "no pe" not found',
  ],
  [
    'a fraction good till canceled',
    'POST /v2/orders',
    { ...base, qty: '0.5', time_in_force: 'gtc' },
    422,
    42210000,
    'fractional orders must be DAY orders',
  ],
  [
    'a fraction of a non-fractionable asset',
    'POST /v2/orders',
    { ...base, symbol: 'QUX', qty: '0.5' },
    403,
    40310000,
    'asset "QUX" is not fractionable',
  ],
  [
    'a price finer than a cent',
    'POST /v2/orders',
    { ...limit, limit_price: '490.123' },
    422,
    42210000,
    'invalid limit_price 490.123. sub-penny increment does not fulfill minimum pricing criteria',
  ],
  [
    'a market order in extended hours',
    'POST /v2/orders',
    { ...base, extended_hours: true },
    422,
    42210000,
    'extended hours order must be DAY or GTC limit orders',
  ],
  [
    'a stop order in extended hours',
    'POST /v2/orders',
    { ...base, type: 'stop', stop_price: '510', extended_hours: true },
    422,
    42210000,
    'stop orders are not eligible for extended hours trading',
  ],
  [
    'more than the cash pays for',
    'POST /v2/orders',
    { ...base, qty: '1000' },
    403,
    40310000,
    'insufficient buying power',
  ],
  [
    'a short sale',
    'POST /v2/orders',
    { ...base, side: 'sell' },
    403,
    40310000,
    'account is not allowed to short',
  ],
  [
    'an intent that does not match',
    'POST /v2/orders',
    { ...limit, position_intent: 'sell_to_close' },
    422,
    42210000,
    'position intent mismatch, inferred: buy_to_open, specified: sell_to_close',
  ],
  [
    'a bracket',
    'POST /v2/orders',
    { ...limit, order_class: 'bracket' },
    422,
    42210000,
    'order_class bracket is not supported by this broker',
  ],
  [
    'a body that is not JSON',
    'POST /v2/orders',
    '{',
    400,
    40010000,
    'request body format is invalid',
  ],
  ['a body that is a list', 'POST /v2/orders', [], 400, 40010000, 'request body format is invalid'],
  [
    'an unknown order',
    `GET /v2/orders/${NOBODY}`,
    undefined,
    404,
    40410000,
    `order not found for ${NOBODY}`,
  ],
  [
    'an order id of another form',
    'GET /v2/orders/7',
    undefined,
    422,
    40010001,
    'order_id is missing',
  ],
  [
    'canceling an unknown order',
    `DELETE /v2/orders/${NOBODY}`,
    undefined,
    404,
    40410000,
    `order not found for ${NOBODY}`,
  ],
  [
    'an unknown client id',
    'GET /v2/orders:by_client_order_id?client_order_id=a',
    undefined,
    404,
    40410000,
    'order not found for a',
  ],
  [
    'orders of a wild status',
    'GET /v2/orders?status=odd',
    undefined,
    422,
    40010001,
    'invalid status: odd',
  ],
  [
    'too many orders',
    'GET /v2/orders?limit=501',
    undefined,
    422,
    40010001,
    'invalid limit: larger than the allowed maximum of 500',
  ],
  ['no position', 'GET /v2/positions/SPY', undefined, 404, 40410000, 'position does not exist'],
  [
    'closing no position',
    'DELETE /v2/positions/SPY',
    undefined,
    404,
    40410000,
    'position does not exist',
  ],
  ['an unknown asset', 'GET /v2/assets/NOPE', undefined, 404, 40410000, 'asset not found for NOPE'],
  [
    'a wild activity',
    'GET /v2/account/activities/ODD',
    undefined,
    422,
    40010001,
    'invalid activity type: ODD',
  ],
  ['an unknown path', 'GET /v2/nowhere', undefined, 404, 40410000, 'endpoint not found'],
  [
    'a method that the path does not have',
    'PATCH /v2/account',
    {},
    405,
    undefined,
    'method not allowed',
  ],
  [
    'bars without symbols',
    'GET /v2/stocks/bars?timeframe=1Day',
    undefined,
    400,
    undefined,
    'symbols is required',
  ],
  [
    'too many bars',
    'GET /v2/stocks/bars?symbols=SPY&timeframe=1Day&limit=10001',
    undefined,
    400,
    undefined,
    'invalid limit: larger than the allowed maximum of 10000',
  ],
  [
    'a wild adjustment',
    'GET /v2/stocks/bars?symbols=SPY&timeframe=1Day&adjustment=bogus',
    undefined,
    400,
    undefined,
    'invalid adjustment: bogus',
  ],
  [
    'a wild timeframe',
    'GET /v2/stocks/bars?symbols=SPY&timeframe=60Min',
    undefined,
    400,
    undefined,
    'invalid timeframe: 60Min',
  ],
  [
    'a wild feed',
    'GET /v2/stocks/bars?symbols=SPY&timeframe=1Day&feed=odd',
    undefined,
    400,
    undefined,
    'invalid feed: odd',
  ],
  [
    'a start of another form',
    'GET /v2/stocks/bars?symbols=SPY&timeframe=1Day&start=0',
    undefined,
    400,
    undefined,
    "Invalid format for parameter start: error parsing '0' as RFC3339 or 2006-01-02 time",
  ],
];

describe('The paper broker refuses, with Alpaca’s messages and codes,', () => {
  test.each(rows)('%s', async (_name, line, body, status, code, message) => {
    const { ask } = await testBroker();
    const reply = await ask(line, body);
    expect({ status: reply.status, body: reply.body }).toEqual({
      status,
      body: like({ ...(code === undefined ? {} : { code }), message }),
    });
  });

  test('an order that costs too much, with the buying power and the cost', async () => {
    const { ask } = await testBroker();
    const reply = await ask('POST /v2/orders', { ...base, qty: '200' });
    expect(reply.body).toEqual({
      code: 40310000,
      message: 'insufficient buying power',
      buying_power: '100000',
      cost_basis: '100004',
    });
  });

  test('a second order with a known client id, even after the first was canceled', async () => {
    const { ask } = await testBroker();
    const first = await ask('POST /v2/orders', { ...limit, client_order_id: 'once' });
    const { id } = first.body as { id: string };
    expect((await ask(`DELETE /v2/orders/${id}`)).status).toBe(204);
    const again = await ask('POST /v2/orders', { ...limit, client_order_id: 'once' });
    expect(again.status).toBe(422);
    expect(again.body).toEqual({ code: 40010001, message: 'client_order_id must be unique' });
  });

  test('a wash trade, naming the open order', async () => {
    const { ask, broker } = await testBroker();
    await ask('POST /v2/orders', { ...base, qty: '5' });
    await broker.step(60_000);
    const { body } = await ask('POST /v2/orders', {
      ...base,
      side: 'sell',
      type: 'limit',
      limit_price: '510',
    });
    const reply = await ask('POST /v2/orders', base);
    expect(reply.status).toBe(403);
    expect(reply.body).toEqual({
      code: 40310000,
      message: 'potential wash trade detected. use complex orders',
      existing_order_id: (body as { id: string }).id,
      reject_reason: textLike(/opposite side/),
    });
  });

  test('selling shares that another order holds', async () => {
    const { ask, broker } = await testBroker();
    await ask('POST /v2/orders', { ...base, qty: '5' });
    await broker.step(60_000);
    await ask('POST /v2/orders', {
      ...base,
      side: 'sell',
      qty: '4',
      type: 'limit',
      limit_price: '510',
    });
    const reply = await ask('DELETE /v2/positions/SPY');
    expect(reply.status).toBe(403);
    expect(reply.body).toEqual({
      code: 40310000,
      message: 'insufficient qty available for order (requested: 5, available: 1)',
      available: '1',
      existing_qty: '5',
      held_for_orders: '4',
      symbol: 'SPY',
    });
  });

  test('canceling and replacing a filled order', async () => {
    const { ask, broker } = await testBroker();
    const { body } = await ask('POST /v2/orders', base);
    const { id } = body as { id: string };
    await broker.step(60_000);
    const canceled = await ask(`DELETE /v2/orders/${id}`);
    expect(canceled.status).toBe(422);
    expect(canceled.body).toMatchObject({
      code: 42210000,
      message: 'order is already in "filled" state',
    });
    const replaced = await ask(`PATCH /v2/orders/${id}`, { qty: '2' });
    expect(replaced.status).toBe(422);
    expect(replaced.body).toMatchObject({
      code: 42210000,
      message: 'cannot replace order in filled status',
    });
  });

  test('any order after the owner suspended trading', async () => {
    const { ask } = await testBroker();
    await ask('PATCH /v2/account/configurations', { suspend_trade: true });
    const reply = await ask('POST /v2/orders', base);
    expect(reply.status).toBe(403);
    expect(reply.body).toEqual({
      code: 40310000,
      message: 'new orders are rejected by user request',
    });
  });
});
