import { describe, expect, it } from 'vitest';
import { startEngineHouse } from '../../../tests/support/engine-house.ts';
import { decimal, price, quantity } from '../../core/decimal.ts';
import { MINUTE, parseInstant, SECOND } from '../../core/time.ts';
import type { Asset } from '../../market/asset.ts';
import { instrumentOf } from '../../market/instrument.ts';
import { type Ticker, ticker } from '../../market/symbol.ts';
import type { BookId } from '../../orders/request.ts';
import { defineStrategy } from '../../strategy/define.ts';
import { target } from '../../strategy/intent.ts';
import { readInstruments } from './instruments.ts';

const START = parseInstant('2024-03-04T14:30:30Z');
const COIN = ticker('BTC/USD');
const CALL = ticker('SPY240315C00450000');
const MARKET = {
  from: '2024-03-04',
  to: '2024-03-04',
  symbols: { [COIN]: { open: 61_234, perMinute: 0 }, SPY: { open: 500, perMinute: 0 } },
};

/** Holds a third of a book in each of its symbols. */
const thirds = defineStrategy({
  name: 'thirds',
  symbols: [COIN, 'SPY'],
  timeframe: '1Min',
  indicators: () => ({}),
  onBar: ({ bar, position }) =>
    position === undefined ? [target(bar.symbol, 1 / 3, 'a third')] : undefined,
});

describe('an engine with a broker', () => {
  it('sizes and books by the increments of the asset, over the first fill too', async () => {
    const books = [{ id: 'thirds' as BookId, strategy: thirds, capital: 0.9 }];
    const house = await startEngineHouse({ market: MARKET, start: START, mode: 'sim', books });
    const { engine, entries, pass } = house;
    await pass(2 * MINUTE);
    const ordered = entries.flatMap(({ body }) => (body.kind === 'ordered' ? [body.order] : []));
    const coins = ordered.find(({ symbol }) => symbol === COIN)!;
    expect(coins.instrument.quantityIncrement.toString()).toBe('0.0001');
    // A third of 90,000 at 61,234.01 is 0.48992…
    expect(coins.size).toEqual({ kind: 'quantity', quantity: quantity('0.4899') });
    expect(engine.portfolio.orders.get(coins.id)!.status).toBe('filled');
    await pass(20 * SECOND);
    expect([...engine.portfolio.holdings.keys()].sort()).toEqual([COIN, 'SPY']);
    expect(engine.comparison?.standing).toBe('equal');
    expect(engine.portfolio.unreconciled.size).toBe(0);
    const held = engine.portfolio.books.get('thirds' as BookId)!.positions.get(COIN)!;
    for (const instrument of [held.instrument, engine.markets.get(COIN).instrument]) {
      expect(instrument.quantityIncrement.toString()).toBe('0.0001');
      expect(instrument.tick[0]!.increment.toString()).toBe('0.01');
    }
    // A stock is what it always was.
    expect(engine.markets.get(ticker('SPY')).instrument).toBe(instrumentOf(ticker('SPY')));
  });
});

describe('the instruments of an engine', () => {
  const asset = (symbol: Ticker, change: Partial<Asset>): Asset => ({
    id: symbol,
    symbol,
    name: symbol,
    class: 'us_equity',
    exchange: '',
    status: 'active',
    tradable: true,
    marginable: true,
    shortable: true,
    fractionable: true,
    sector: '',
    ...change,
  });

  it('are those of the list, of a query for a contract, and else of the form', async () => {
    const asked: string[] = [];
    const mini = asset(CALL, { class: 'us_option', multiplier: decimal(10) });
    const coin = asset(COIN, { class: 'crypto', priceIncrement: price('0.5') });
    const reference = {
      asset: async (symbol: Ticker) => {
        asked.push(symbol);
        return symbol === CALL ? mini : undefined;
      },
    };
    const other = ticker('SPY240315P00450000');
    const assets = new Map([[COIN, coin]]);
    const traded = [CALL, COIN, ticker('SPY'), other, CALL];
    const of = await readInstruments({ assets, reference }, traded);
    expect(asked).toEqual([CALL, other]);
    expect(of(CALL).multiplier.toString()).toBe('10');
    expect(of(CALL)).toBe(of(CALL));
    expect(of(COIN).tick[0]!.increment.toString()).toBe('0.5');
    expect(of(other)).toBe(instrumentOf(other));
    expect(of(ticker('SPY'))).toBe(instrumentOf(ticker('SPY')));
  });
});
