import { describe, expect, it } from 'vitest';
import { testBroker } from '../../../../tests/support/paper-broker.ts';

const MARKET = {
  from: '2024-03-04',
  to: '2024-03-04',
  symbols: { 'BTC/USD': { open: 60_000, perMinute: 0 }, SPY: { open: 500, perMinute: 0 } },
};
const ORDER = { side: 'buy', type: 'market', time_in_force: 'gtc', qty: '0.5' } as const;

describe('a crypto pair at the paper broker', () => {
  it('has a slash in orders and none in positions, and is found by both names', async () => {
    const { broker, ask } = await testBroker({ market: MARKET });
    for (const symbol of ['BTC/USD', 'BTCUSD']) {
      const placed = await ask('POST /v2/orders', { ...ORDER, symbol });
      expect(placed).toMatchObject({ status: 200, body: { symbol: 'BTC/USD' } });
    }
    await broker.step(120_000);
    const expected = { symbol: 'BTCUSD', exchange: 'CRYPTO', asset_class: 'crypto', qty: '1' };
    expect((await ask('GET /v2/positions')).body).toMatchObject([expected]);
    for (const name of ['BTCUSD', 'BTC%2FUSD']) {
      expect((await ask(`GET /v2/positions/${name}`)).body).toMatchObject(expected);
      expect((await ask(`GET /v2/assets/${name}`)).body).toMatchObject({ symbol: 'BTC/USD' });
    }
    const closed = await ask('DELETE /v2/positions');
    const order = { symbol: 'BTC/USD', side: 'sell', qty: '1', time_in_force: 'gtc' };
    expect(closed.body).toMatchObject([{ symbol: 'BTCUSD', status: 200, body: order }]);
  });

  it('that does not exist is not found without its slash either', async () => {
    const { ask } = await testBroker({ market: MARKET });
    expect((await ask('GET /v2/assets/ETHUSD')).status).toBe(404);
    expect((await ask('GET /v2/positions/SPYUSD')).status).toBe(404);
  });
});
