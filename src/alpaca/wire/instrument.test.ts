import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it, test } from 'vitest';
import { skipUnless } from '../../../tests/support/skip-unless.ts';
import { parseActivities, toFill } from './activity.ts';
import { positionSymbolOnWire, symbolFromWire } from './instrument.ts';
import { parseOrder, toBrokerOrder, toWireOrder } from './order.ts';
import { parsePosition, toBrokerPosition, toWirePosition } from './position.ts';

const COIN = { asset_class: 'crypto', exchange: 'CRYPTO' } as const;
const POSITION = { ...COIN, symbol: 'BTCUSD', qty: '0.5', avg_entry_price: '60000' } as const;

describe('the symbol of a crypto pair', () => {
  it.each([
    // on the wire, its class, at Quipu
    ['BTCUSD', 'crypto', 'BTC/USD'],
    ['BTC/USD', 'crypto', 'BTC/USD'],
    ['BTCUSDT', 'crypto', 'BTC/USDT'],
    ['BTCUSDC', 'crypto', 'BTC/USDC'],
    ['USDTUSD', 'crypto', 'USDT/USD'],
    ['USDCUSDT', 'crypto', 'USDC/USDT'],
    ['ETHBTC', 'crypto', 'ETH/BTC'],
    ['BTCUSD', '', 'BTC/USD'],
    ['BTCUSD', 'us_equity', 'BTCUSD'],
    ['SPY', 'us_equity', 'SPY'],
    ['SPY', '', 'SPY'],
    // A stock has five letters at most.
    ['LTUSD', '', 'LTUSD'],
    ['AAPL250620C00100000', '', 'AAPL250620C00100000'],
    ['XYZ', 'crypto', 'XYZ'],
    ['USD', 'crypto', 'USD'],
  ])('%s of class "%s" is %s', (wire, assetClass, symbol) => {
    expect(symbolFromWire(wire, assetClass)).toBe(symbol);
  });

  it.each([
    ['BTC/USD', 'crypto', 'BTCUSD'],
    ['SPY', 'us_equity', 'SPY'],
    ['BRK.B', 'us_equity', 'BRK.B'],
  ])('of a position in %s of class %s is written as %s', (symbol, assetClass, wire) => {
    expect(positionSymbolOnWire(symbol, assetClass)).toBe(wire);
  });

  it('is one in positions, orders and executions', () => {
    const position = toBrokerPosition(parsePosition(POSITION));
    expect(position.symbol).toBe('BTC/USD');
    expect(position.instrument).toMatchObject({ symbol: 'BTC/USD', assetClass: 'crypto' });
    expect(toWirePosition(parsePosition(POSITION))['symbol']).toBe('BTCUSD');
    const [fill] = parseActivities([
      {
        activity_type: 'FILL',
        id: '20200603093014199::u',
        order_id: 'o',
        symbol: 'BTCUSD',
        side: 'buy',
        qty: '1',
        price: '2',
        cum_qty: '1',
        transaction_time: '2020-06-03T13:30:14.199Z',
      },
    ]);
    if (fill?.kind !== 'fill') throw new Error('expected a fill');
    expect(toFill(fill, 'qp1-x').symbol).toBe('BTC/USD');
  });
});

const FILE = new URL('../../../../shared/alpaca/trading-api.openapi.json', import.meta.url);

describe("Alpaca's example of a crypto order", () => {
  skipUnless(existsSync(FILE), '../shared/alpaca is not on this machine');

  test('has the symbol of the position that it opens, with a slash or without', () => {
    const { components } = JSON.parse(readFileSync(FILE, 'utf8')) as {
      components: { examples: { CryptoOrderResponse: { value: object } } };
    };
    const { value } = components.examples.CryptoOrderResponse;
    const order = toBrokerOrder(parseOrder(value), []);
    const legacy = toBrokerOrder(parseOrder({ ...value, symbol: 'ETHUSD' }), []);
    const position = toBrokerPosition(parsePosition({ ...POSITION, symbol: 'ETHUSD' }));
    expect(order.symbol).toBe('ETH/USD');
    expect(legacy.symbol).toBe(order.symbol);
    expect(position.symbol).toBe(order.symbol);
    expect(position.instrument).toBe(order.request.instrument);
    expect(toWireOrder(parseOrder(value))['symbol']).toBe('ETH/USD');
  });
});
