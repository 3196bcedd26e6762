import { describe, expect, test } from 'vitest';
import { like, textLike } from '../../../../tests/support/matching.ts';
import { parseInstant } from '../../../core/time.ts';
import { testBroker } from '../../../../tests/support/paper-broker.ts';
import { dividendOf, splitOf, TWO_DAYS } from '../../../../tests/support/scripted-market.ts';

const buy = { symbol: 'SPY', qty: '10', side: 'buy', type: 'market', time_in_force: 'day' };

/** Creates a broker whose account has just bought ten shares of SPY at 500.03. */
async function holdingTen(market = TWO_DAYS) {
  const made = await testBroker({ market });
  await made.ask('POST /v2/orders', buy);
  await made.broker.step(90_000);
  return made;
}

describe('The account', () => {
  test('starts with 100,000 dollars and no margin', async () => {
    const { ask } = await testBroker();
    expect((await ask('GET /v2/account')).body).toMatchObject({
      account_number: textLike(/^PA[0-9A-F]{10}$/),
      status: 'ACTIVE',
      currency: 'USD',
      cash: '100000',
      equity: '100000',
      last_equity: '100000',
      buying_power: '100000',
      multiplier: '1',
      trading_blocked: false,
      shorting_enabled: false,
      created_at: '2024-03-04T14:30:30Z',
    });
  });

  test('has the value of its cash and its shares at the last price', async () => {
    const { ask } = await holdingTen();
    // Ten shares at 500.03 were paid for; the last bar closed at 500.01.
    expect((await ask('GET /v2/account')).body).toMatchObject({
      cash: '94999.7',
      long_market_value: '5000.1',
      equity: '99999.8',
    });
  });

  test('reserves the possible cost of open orders', async () => {
    const { ask } = await testBroker();
    await ask('POST /v2/orders', { ...buy, type: 'limit', limit_price: '400' });
    expect((await ask('GET /v2/account')).body).toMatchObject({
      cash: '100000',
      buying_power: '96000',
    });
  });

  test('keeps the settings its owner changed', async () => {
    const { ask } = await testBroker();
    const reply = await ask('PATCH /v2/account/configurations', { no_shorting: true });
    expect(reply.body).toMatchObject({ no_shorting: true, suspend_trade: false });
    expect((await ask('GET /v2/account/configurations')).body).toEqual(reply.body);
  });
});

describe('A position', () => {
  test('shows its cost, its value, and the quantity available', async () => {
    const { ask } = await holdingTen();
    await ask('POST /v2/orders', {
      ...buy,
      side: 'sell',
      qty: '4',
      type: 'limit',
      limit_price: '600',
    });
    const one = await ask('GET /v2/positions/SPY');
    expect(one.body).toMatchObject({
      symbol: 'SPY',
      side: 'long',
      qty: '10',
      qty_available: '6',
      avg_entry_price: '500.03',
      cost_basis: '5000.3',
      current_price: '500.01',
      market_value: '5000.1',
      unrealized_pl: '-0.2',
      unrealized_intraday_pl: '-0.2',
      lastday_price: '499',
    });
    expect((await ask('GET /v2/positions')).body).toEqual([one.body]);
  });

  test('is closed completely, by quantity, or by percentage', async () => {
    const { ask } = await holdingTen();
    const part = await ask('DELETE /v2/positions/SPY?percentage=50');
    expect([part.status, part.body]).toEqual([
      200,
      like({ side: 'sell', qty: '5', type: 'market' }),
    ]);
    const some = await ask('DELETE /v2/positions/SPY?qty=2');
    expect(some.body).toMatchObject({ qty: '2', position_intent: 'sell_to_close' });
    const rest = await ask('DELETE /v2/positions/SPY');
    expect(rest.status).toBe(403);
  });

  test('is closed together with all others, with one result each', async () => {
    const { ask, broker } = await holdingTen();
    await ask('POST /v2/orders', {
      ...buy,
      side: 'sell',
      qty: '4',
      type: 'limit',
      limit_price: '600',
    });
    const held = await ask('DELETE /v2/positions');
    expect([held.status, held.body]).toEqual([
      207,
      [{ symbol: 'SPY', status: 403, body: like({ code: 40310000 }) }],
    ]);
    const freed = await ask('DELETE /v2/positions?cancel_orders=true');
    expect(freed.body).toEqual([{ symbol: 'SPY', status: 200, body: like({ qty: '10' }) }]);
    await broker.step(60_000);
    expect((await ask('GET /v2/positions')).body).toEqual([]);
  });
});

describe('The statement of activities', () => {
  const open = parseInstant('2024-03-05T14:30:00Z');
  const market = {
    ...TWO_DAYS,
    actions: [splitOf(open, '2024-03-05'), dividendOf(open, '2024-03-05')],
  };

  interface Row {
    readonly id: string;
    readonly activity_type: string;
  }

  test('lists deposits, fills, dividends and splits, newest first', async () => {
    const { ask, broker } = await holdingTen(market);
    await broker.step(390 * 60_000);
    const { body } = await ask('GET /v2/account/activities');
    const types = (body as Row[]).map((row) => row.activity_type);
    expect(types.toSorted()).toEqual(['CSD', 'DIV', 'FILL', 'SPLIT']);
    const fills = await ask('GET /v2/account/activities/FILL');
    expect(fills.body).toEqual([
      like({
        id: textLike(/^20240304093100000::[0-9a-f-]{36}$/),
        type: 'fill',
        symbol: 'SPY',
        qty: '10',
        price: '500.03',
        cum_qty: '10',
        leaves_qty: '0',
        order_status: 'filled',
        transaction_time: '2024-03-04T14:31:00Z',
      }),
    ]);
    expect((await ask('GET /v2/account/activities/DIV')).body).toEqual([
      like({ symbol: 'SPY', date: '2024-03-05', status: 'executed' }),
    ]);
    const { qty } = (await ask('GET /v2/positions/SPY')).body as { qty: string };
    expect(qty).toBe('40');
  });

  test('is paged by the id of its last row and filtered by time, type and day', async () => {
    const { ask, broker } = await holdingTen(market);
    await broker.step(390 * 60_000);
    const whole = (await ask('GET /v2/account/activities')).body as Row[];
    const paged: Row[] = [];
    for (let token = ''; ; token = paged.at(-1)!.id) {
      const page = await ask(`GET /v2/account/activities?page_size=1&page_token=${token}`);
      if ((page.body as Row[]).length === 0) break;
      paged.push(...(page.body as Row[]));
    }
    expect(paged).toEqual(whole);
    const types = async (query: string) =>
      ((await ask(`GET /v2/account/activities?${query}`)).body as Row[]).map(
        (row) => row.activity_type,
      );
    expect(await types('date=2024-03-05&direction=asc')).toHaveLength(2);
    expect(await types('after=2024-03-04T14:30:30Z&direction=asc')).toHaveLength(3);
    expect(await types('until=2024-03-04T14:31:00Z')).toEqual(['CSD']);
    expect(await types('category=trade_activity')).toEqual(['FILL']);
    expect(await types('activity_types=CSD,FILL')).toEqual(['FILL', 'CSD']);
  });
});

describe('Assets, clock and calendar', () => {
  test('an asset is found by symbol and by id, with both spellings of borrowing', async () => {
    const { ask } = await testBroker();
    const spy = await ask('GET /v2/assets/SPY');
    expect(spy.body).toMatchObject({
      symbol: 'SPY',
      class: 'us_equity',
      easy_to_borrow: true,
      borrow_status: 'easy_to_borrow',
    });
    expect((await ask(`GET /v2/assets/${(spy.body as { id: string }).id}`)).body).toEqual(spy.body);
    expect((await ask('GET /v2/assets?status=active')).body).toHaveLength(2);
    expect((await ask('GET /v2/assets?asset_class=crypto')).body).toEqual([]);
  });

  test('the clock reports market time in New York', async () => {
    const { ask, broker } = await testBroker();
    await broker.step(1_500);
    expect((await ask('GET /v2/clock')).body).toEqual({
      timestamp: '2024-03-04T09:30:31.5-05:00',
      is_open: true,
      next_open: '2024-03-05T09:30:00-05:00',
      next_close: '2024-03-04T16:00:00-05:00',
    });
  });

  test('the calendar knows half days and when trades settle', async () => {
    const { ask } = await testBroker();
    const { body } = await ask('GET /v2/calendar?start=2024-07-03&end=2024-07-05');
    expect(body).toEqual([
      {
        date: '2024-07-03',
        open: '09:30',
        close: '13:00',
        session_open: '0400',
        session_close: '2000',
        settlement_date: '2024-07-05',
      },
      like({
        date: '2024-07-05',
        close: '16:00',
        settlement_date: '2024-07-08',
      }),
    ]);
  });
});
