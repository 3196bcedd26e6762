import { describe, expect, it } from 'vitest';
import { decimal, money, quantity } from '../core/decimal.ts';
import type { Asset } from '../market/asset.ts';
import { ticker } from '../market/symbol.ts';
import {
  clock,
  happened,
  orderOf,
  placed,
  quoteEvent,
  sessionEvent,
  SPY,
  termsOf,
  tradeEvent,
} from '../../tests/support/exchange.ts';
import { createExchange } from './create-exchange.ts';
import type { Exchange, ExchangeOrder } from './exchange.ts';
import { recordOf, restoreExchange } from './records.ts';

const OPEN = clock('14:30');
const NOW = clock('14:31');

function asset(symbol: string, more: Partial<Asset> = {}): Asset {
  return {
    id: '00000000-0000-4000-8000-000000000000',
    symbol: ticker(symbol),
    name: symbol,
    class: 'us_equity',
    exchange: 'ARCA',
    status: 'active',
    tradable: true,
    marginable: true,
    shortable: true,
    fractionable: true,
    sector: '',
    ...more,
  };
}

const ASSETS = new Map(
  [asset('SPY'), asset('HALT', { tradable: false }), asset('BRK.A', { fractionable: false })].map(
    (each) => [each.symbol, each],
  ),
);

/** During market hours, 10,000 dollars minus 100 SPY bought at 50: 5,000 dollars and 100 shares. */
function account(): Exchange {
  const exchange = createExchange({
    rules: 'alpaca',
    deposit: { amount: money(10_000), at: clock('08:00') },
    assets: (symbol) => ASSETS.get(symbol),
  });
  exchange.observe(sessionEvent(OPEN, 'open'));
  exchange.observe(tradeEvent(OPEN, 50));
  exchange.observe(quoteEvent(OPEN, '50 50'));
  placed(exchange, orderOf('buy 100'), OPEN);
  exchange.observe(quoteEvent(OPEN, '50 50'));
  exchange.observe(quoteEvent(OPEN, '49.99 50.01'));
  exchange.drain();
  return exchange;
}

function answer(exchange: Exchange, order: ExchangeOrder): string {
  const reply = exchange.place(order, NOW);
  if (reply.kind === 'placed') return 'placed';
  const { status, code, message } = reply.refusal;
  return `${status} ${code} ${message}`;
}

const PENNY = 'sub-penny increment does not fulfill minimum pricing criteria';

describe('an account with 5,000 dollars and 100 SPY', () => {
  it.each([
    ['buy 99', 'placed'],
    ['buy 100', '403 40310000 insufficient buying power'], // 100 x 50.01
    ['buy 100 limit 50.00', 'placed'],
    ['buy 101 limit 50.00', '403 40310000 insufficient buying power'],
    ['buy $5000', 'placed'],
    ['buy $5000.01', '403 40310000 insufficient buying power'],
    ['buy $0.99', '422 40010001 notional must be >= 1.00'],
    ['buy 0.01 limit 50.00', '403 40310000 cost basis must be >= minimal amount of order 1'],
    ['buy 0.5 limit 50.00 gtc', '422 42210000 fractional orders must be DAY orders'],
    ['buy 0', '422 40010001 qty must be > 0'],
    ['buy 1 limit 0', '422 40010001 limit price must be > 0'],
    ['buy 1 stop 0', '422 40010001 stop price must be > 0'],
    ['buy 1 limit 50.001', `422 42210000 invalid limit_price 50.001. ${PENNY}`],
    ['buy 1 stop 50.001', `422 42210000 invalid stop_price 50.001. ${PENNY}`],
    ['buy 10000 limit 0.1234', 'placed'],
    ['buy 1 limit 0.12345', `422 42210000 invalid limit_price 0.12345. ${PENNY}`],
    ['buy 1 opg', '422 40010001 time_in_force opg is not supported by this simulator'],
    ['buy 1 cls', '422 40010001 time_in_force cls is not supported by this simulator'],
    ['buy 1 stop 51 ioc', '422 40010001 invalid time_in_force'],
    ['buy 1 ioc', 'placed'],
    ['sell 100', 'placed'],
    ['sell 0.5', 'placed'],
    [
      'sell 101',
      '403 40310000 insufficient qty available for order (requested: 101, available: 100)',
    ],
    ['sell 100 stop 50', '422 42210000 stop price must be less than current price'],
    ['sell 100 stop 49.99', 'placed'],
  ])('%s: %s', (order, reply) => {
    expect(answer(account(), orderOf(order))).toBe(reply);
  });

  it.each([
    ['NOPE', 'buy 1', '422 42210000 asset "NOPE" not found'],
    ['HALT', 'buy 1', '422 42210000 asset "HALT" is not tradable'],
    ['BRK.A', 'buy 0.5', '403 40310000 asset "BRK.A" is not fractionable'],
    ['BRK.A', 'sell 1', '403 40310000 account is not allowed to short'],
    ['BRK.A', 'buy 1', '422 42210000 no price is known for asset "BRK.A"'],
  ])('%s %s: %s', (symbol, order, reply) => {
    expect(answer(account(), orderOf(order, { symbol: ticker(symbol) }))).toBe(reply);
  });

  it('reports the shortfall in buying power', () => {
    const reply = account().place(orderOf('buy 100'), NOW);
    expect(reply).toMatchObject({
      refusal: { fields: { buying_power: '5000', cost_basis: '5001' } },
    });
  });

  it('counts cash and shares reserved by open orders', () => {
    const exchange = account();
    placed(exchange, orderOf('buy 60 limit 49.00 gtc'), NOW); // 2,940
    expect(exchange.account().buyingPower.toString()).toBe('2060');
    expect(answer(exchange, orderOf('buy 50 limit 50'))).toContain('insufficient buying power');
    expect(answer(exchange, orderOf('buy 41 limit 50'))).toBe('placed');
    placed(exchange, orderOf('sell 70 limit 60 gtc'), NOW);
    const short = exchange.place(orderOf('sell 31 limit 61'), NOW);
    expect(short).toMatchObject({
      refusal: { fields: { available: '30', existing_qty: '100', held_for_orders: '70' } },
    });
    expect(exchange.account().positions[0]?.available.toString()).toBe('30');
  });

  it('requires unique client ids, even after the first order was canceled', () => {
    const exchange = account();
    const id = placed(exchange, orderOf('buy 1 limit 40', { clientId: 'mine' }), NOW);
    exchange.cancel(id, NOW);
    expect(answer(exchange, orderOf('buy 1 limit 40', { clientId: 'mine' }))).toBe(
      '422 40010001 client_order_id must be unique',
    );
    expect(answer(exchange, orderOf('buy 1 limit 40', { clientId: 'x'.repeat(129) }))).toBe(
      '422 40010001 client_order_id must be no more than 128 characters',
    );
  });

  it('may trade in extended hours with day or good-till-canceled limits', () => {
    const outside = { extendedHours: true };
    expect(answer(account(), orderOf('buy 1 limit 50', outside))).toBe('placed');
    expect(answer(account(), orderOf('buy 1', outside))).toBe(
      '422 42210000 extended hours order must be DAY or GTC limit orders',
    );
    expect(answer(account(), orderOf('buy 1 stop 51', outside))).toBe(
      '422 42210000 stop orders are not eligible for extended hours trading',
    );
  });
});

describe('wash trades', () => {
  const WASH = 'potential wash trade detected. use complex orders';
  it.each([
    // standing              incoming                outcome
    ['sell 10 limit 60', 'buy 10 limit 59.99', 'placed'],
    ['sell 10 limit 60', 'buy 10 limit 60', `403 40310000 ${WASH}`],
    ['sell 10 limit 60', 'buy 10', `403 40310000 ${WASH}`],
    ['sell 10 limit 60', 'buy 10 stop 61', `403 40310000 ${WASH}`],
    ['sell 10 limit 60', 'buy 10 stop 51 limit 59', 'placed'],
    ['sell 10 limit 60', 'sell 10', 'placed'],
    ['sell 10 stop 40', 'buy 10 limit 30', `403 40310000 ${WASH}`],
    ['buy 10 limit 40', 'sell 10 limit 40', `403 40310000 ${WASH}`],
    ['buy 10 limit 40', 'sell 10 limit 40.01', 'placed'],
    ['buy 10', 'sell 10 limit 99', `403 40310000 ${WASH}`],
  ])('with %s open, %s: %s', (standing, incoming, outcome) => {
    const exchange = account();
    placed(exchange, orderOf(standing), NOW);
    expect(answer(exchange, orderOf(incoming))).toBe(outcome);
  });

  it('names the conflicting order', () => {
    const exchange = account();
    const id = placed(exchange, orderOf('sell 10 limit 60'), NOW);
    expect(exchange.place(orderOf('buy 10'), NOW)).toMatchObject({
      refusal: {
        fields: {
          existing_order_id: id,
          reject_reason: 'opposite side limit order exists',
        },
      },
    });
  });
});

describe('canceling', () => {
  it.each([
    ['an open order', 'canceled', undefined],
    ['an order that is already canceled', 'canceled', undefined],
    ['a filled order', 'filled', 'order is already in "filled" state'],
  ])('%s', (what, status, message) => {
    const exchange = account();
    const id = placed(
      exchange,
      orderOf(what === 'a filled order' ? 'buy 1' : 'buy 1 limit 9'),
      NOW,
    );
    if (what.includes('already')) exchange.cancel(id, NOW);
    exchange.observe(quoteEvent(NOW, '49.99 50.01'));
    expect(exchange.cancel(id, NOW)?.message).toBe(message);
    expect(exchange.order(id)?.status).toBe(status);
  });

  it('an unknown order is not found', () => {
    expect(account().cancel('nope' as never, NOW)).toMatchObject({
      status: 404,
      code: 40410000,
      message: 'order not found for nope',
    });
  });
});

describe('replacing', () => {
  it('makes a new order with a new id and links the two', () => {
    const exchange = account();
    const old = placed(exchange, orderOf('buy 10 limit 40 gtc'), NOW);
    exchange.drain();
    const reply = exchange.replace(old, { terms: termsOf(undefined, '41') }, NOW);
    const id = reply.kind === 'placed' ? reply.order.id : old;
    expect(exchange.drain().map((event) => event.kind)).toEqual(['replaced', 'pending_new', 'new']);
    expect(exchange.order(old)).toMatchObject({ status: 'replaced', replacedBy: id });
    expect(exchange.order(id)).toMatchObject({ status: 'new', replaces: old, symbol: SPY });
    expect(exchange.restingCount).toBe(1);
  });

  it('takes a quantity as the total of both orders', () => {
    const exchange = createExchange({ fills: { partial: 1 }, seed: 4 });
    const old = placed(exchange, orderOf('buy 100 limit 50 gtc'), NOW);
    exchange.observe(quoteEvent(NOW, '49.99 50.00'));
    const filled = exchange.order(old)?.filled.toNumber() ?? 0;
    expect(filled).toBeGreaterThan(0);
    expect(filled).toBeLessThan(100);
    const size = { kind: 'quantity', quantity: quantity(120) } as const;
    const reply = exchange.replace(old, { size }, NOW);
    const next = reply.kind === 'placed' ? reply.order.size : undefined;
    expect(next?.kind === 'quantity' ? next.quantity.toNumber() : 0).toBe(120 - filled);
  });

  it.each([
    ['nothing', {}, 'order parameters are not changed'],
    [
      'too much',
      { size: { kind: 'quantity', quantity: quantity(999) } },
      'insufficient buying power',
    ],
    [
      'a fraction',
      { size: { kind: 'quantity', quantity: quantity('1.5') } },
      'qty must be integer',
    ],
    ['the kind', { terms: { type: 'market' } }, 'invalid order type'],
  ] as const)('%s is refused and the old order stays open', (_, change, message) => {
    const exchange = account();
    const old = placed(exchange, orderOf('buy 10 limit 40 gtc'), NOW);
    exchange.drain();
    expect(exchange.replace(old, change, NOW)).toMatchObject({ refusal: { message } });
    expect(exchange.order(old)?.status).toBe('new');
    expect(exchange.restingCount).toBe(1);
    expect(exchange.drain()).toEqual([]);
  });

  it('a refused one leaves the old order’s place in the queue unchanged', () => {
    const exchange = account();
    const first = placed(exchange, orderOf('buy 1 limit 40 gtc'), NOW);
    placed(exchange, orderOf('buy 2 limit 40 gtc'), NOW);
    const size = { kind: 'quantity', quantity: quantity(999) } as const;
    expect(exchange.replace(first, { size }, NOW).kind).toBe('refused');
    exchange.drain();
    exchange.observe(quoteEvent(NOW, '39 40'));
    const fills = exchange.drain().flatMap((event) => ('fill' in event ? [event.fill] : []));
    expect(fills.map((fill) => fill.quantity.toNumber())).toEqual([1, 2]);
  });

  it('an accepted one loses its place', () => {
    const exchange = account();
    const first = placed(exchange, orderOf('buy 1 limit 40 gtc'), NOW);
    placed(exchange, orderOf('buy 2 limit 40 gtc'), NOW);
    const size = { kind: 'quantity', quantity: quantity(3) } as const;
    exchange.replace(first, { size }, NOW);
    exchange.drain();
    exchange.observe(quoteEvent(NOW, '39 40'));
    const fills = exchange.drain().flatMap((event) => ('fill' in event ? [event.fill] : []));
    expect(fills.map((fill) => fill.quantity.toNumber())).toEqual([2, 3]);
  });
});

describe('an option contract and a coin', () => {
  const CALL = ticker('SPY240315C00450000');
  const COIN = ticker('BTC/USD');
  const listed = new Map(
    [
      asset(CALL, { class: 'us_option', fractionable: false, shortable: false }),
      asset(COIN, { class: 'crypto' }),
      asset('XYZ1240315C00010000', { class: 'us_option', multiplier: decimal(10) }),
    ].map((each) => [each.symbol, each]),
  );

  function market(): Exchange {
    const exchange = createExchange({
      rules: 'alpaca',
      deposit: { amount: money(10_000), at: clock('08:00') },
      fees: 'us_equities',
      assets: (symbol) => listed.get(symbol),
    });
    exchange.observe(sessionEvent(OPEN, 'open'));
    for (const symbol of listed.keys()) {
      const prices = symbol === COIN ? '64123.44 64123.45' : '1.20 1.25';
      exchange.observe(quoteEvent(OPEN, prices, symbol));
    }
    exchange.drain();
    return exchange;
  }

  it.each([
    [CALL, 'buy 80', 'placed'], // 80 x 125
    [CALL, 'buy 81', '403 40310000 insufficient buying power'],
    [CALL, 'buy 1 limit 1.255', `422 42210000 invalid limit_price 1.255. ${PENNY}`],
    [CALL, 'buy 1 limit 0.05', 'placed'],
    [CALL, 'buy 1.5', `403 40310000 asset "${CALL}" is not fractionable`],
    ['XYZ1240315C00010000', 'buy 800', 'placed'], // 800 x 12.50
    ['XYZ1240315C00010000', 'buy 801', '403 40310000 insufficient buying power'],
    ['XYZ1240315C00010000', 'buy 1.5', '422 40010001 qty must be a multiple of 1'],
    ['XYZ1240315C00010000', 'buy $500', '422 40010001 notional is not supported for options'],
    [COIN, 'buy 0.123456789', 'placed'],
    [COIN, 'buy 0.123456789 limit 64123.123456789 gtc', 'placed'],
    [COIN, 'buy 0.1234567891', '422 40010001 qty must be a multiple of 0.000000001'],
    [COIN, 'buy 0.16', '403 40310000 insufficient buying power'],
  ])('%s, %s: %s', (symbol, order, reply) => {
    expect(answer(market(), orderOf(order, { symbol: ticker(symbol) }))).toBe(reply);
  });

  it.each([
    // symbol, bought, sold at these quotes      what moved, and the cash that is left
    [CALL, '2', '1.50 1.55', ['fill buy 2 @ 1.25', 'fill sell 2 @ 1.5'], '10050'],
    [
      COIN,
      '0.123456789',
      '65000.01 65000.02',
      ['fill buy 0.123456789 @ 64123.45', 'fill sell 0.123456789 @ 65000.01'],
      '10108.21728296584',
    ],
  ])('a round trip in %s of %s at %s', (symbol, units, prices, fills, cash) => {
    const exchange = market();
    placed(exchange, orderOf(`buy ${units}`, { symbol }), NOW);
    exchange.observe(quoteEvent(NOW, symbol === COIN ? '64123.44 64123.45' : '1.20 1.25', symbol));
    placed(exchange, orderOf(`sell ${units}`, { symbol }), NOW);
    exchange.observe(quoteEvent(NOW, prices, symbol));
    // The fees of the regulators are those of shares, so neither pays any.
    const moved = happened(exchange).filter((words) => /^(fill|fee)/.test(words));
    expect(moved).toEqual(fills);
    expect(exchange.account().cash.toString()).toBe(cash);
    expect(exchange.account().positions).toEqual([]);
  });

  it('is restored with the instruments of its records', () => {
    const exchange = market();
    placed(exchange, orderOf('buy 2', { symbol: CALL }), NOW);
    exchange.observe(quoteEvent(NOW, '1.20 1.25', CALL));
    const records = exchange.drain().map(recordOf);
    const restored = restoreExchange({ rules: 'alpaca' }, records);
    expect(restored.account().cash.toString()).toBe('-250');
    expect([...restored.orders()][0]?.instrument.assetClass).toBe('us_option');
  });
});
