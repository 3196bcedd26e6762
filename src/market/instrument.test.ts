import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimal, money, price, quantity } from '../core/decimal.ts';
import {
  averagePrice,
  type InstrumentAsset,
  instrumentOf,
  isOnTick,
  isPlainStock,
  isQuantityStep,
  marketValue,
  notional,
  contractTerms,
  plainStock,
  sameInstrument,
  unitsFor,
  onTick,
} from './instrument.ts';
import { ticker } from './symbol.ts';

const SPY = instrumentOf(ticker('SPY'));
const CALL = instrumentOf(ticker('SPY240119C00450000'));
const COIN = instrumentOf(ticker('BTC/USD'));

describe('the instrument of a symbol', () => {
  it.each([
    // symbol                 class        multiplier quantity      expiry
    ['SPY', 'us_equity', '1', '0.000000001', undefined],
    ['BRK.B', 'us_equity', '1', '0.000000001', undefined],
    ['SPY240119C00450000', 'us_option', '100', '1', '2024-01-19'],
    ['XYZ1260918P00012500', 'us_option', '100', '1', '2026-09-18'],
    ['BTC/USD', 'crypto', '1', '0.000000001', undefined],
    // Month 13 and day 45 are no dates, so these are no options.
    ['SPY241319C00450000', 'us_equity', '1', '0.000000001', undefined],
    ['SPY240145C00450000', 'us_equity', '1', '0.000000001', undefined],
  ])('%s is %s', (symbol, assetClass, multiplier, step, expiry) => {
    const of = instrumentOf(ticker(symbol));
    expect(of.assetClass).toBe(assetClass);
    expect(of.multiplier.toString()).toBe(multiplier);
    expect(of.quantityIncrement.toString()).toBe(step);
    expect(of.expiry).toBe(expiry);
    expect(of.symbol).toBe(symbol);
  });

  it('is one object for each symbol, and for each asset', () => {
    expect(instrumentOf(ticker('SPY'))).toBe(SPY);
    expect(instrumentOf(ticker('SPY'), { class: 'us_equity' })).toBe(SPY);
    const asset: InstrumentAsset = { class: 'us_option', multiplier: decimal(10) };
    const symbol = ticker('SPY240119C00450000');
    expect(instrumentOf(symbol, asset)).toBe(instrumentOf(symbol, asset));
    expect(instrumentOf(symbol)).toBe(CALL);
  });

  it('is what the asset says where the asset is known', () => {
    const mini = instrumentOf(CALL.symbol, { class: 'us_option', multiplier: decimal(10) });
    expect([mini.multiplier.toString(), mini.expiry]).toEqual(['10', '2024-01-19']);
    const coin = instrumentOf(COIN.symbol, {
      class: 'crypto',
      priceIncrement: price('0.05'),
      quantityIncrement: quantity('0.0001'),
    });
    expect([isOnTick(coin, price('64000.05')), isOnTick(coin, price('64000.06'))]).toEqual([
      true,
      false,
    ]);
    expect(isQuantityStep(coin, quantity('0.1234'))).toBe(true);
    expect(isQuantityStep(coin, quantity('0.12345'))).toBe(false);
    // Positions of coins come without the slash.
    expect(instrumentOf(ticker('BTCUSD'), { class: 'crypto' }).assetClass).toBe('crypto');
    expect(isPlainStock(plainStock(COIN.symbol))).toBe(true);
  });

  it('is equal to another only in every field', () => {
    const others: readonly InstrumentAsset[] = [
      { class: 'us_equity' },
      { class: 'crypto' },
      { class: 'us_option', multiplier: decimal(10) },
      { class: 'us_option', priceIncrement: price('0.05') },
      { class: 'us_option', quantityIncrement: quantity(10) },
    ];
    for (const asset of others) {
      expect(sameInstrument(instrumentOf(CALL.symbol, asset), CALL), asset.class).toBe(false);
    }
    const twin = instrumentOf(CALL.symbol, { class: 'us_option', multiplier: decimal('100.0') });
    expect(twin).not.toBe(CALL);
    expect(sameInstrument(twin, CALL)).toBe(true);
    expect(sameInstrument(SPY, CALL)).toBe(false);
  });
});

describe('an OCC option symbol', () => {
  it.each([
    ['SPY240119C00450000', 'SPY 2024-01-19 call 450'],
    ['AAPL261218P00187500', 'AAPL 2026-12-18 put 187.5'],
    ['F260116C00012345', 'F 2026-01-16 call 12.345'],
    ['XYZ1260918P00012500', 'XYZ1 2026-09-18 put 12.5'],
    ['SPY', ''],
    ['SPY240119X00450000', ''],
    ['SPY240119C0045000', ''],
    ['SPY240230C00450000', ''],
  ])('%s reads as "%s"', (symbol, words) => {
    const terms = contractTerms(ticker(symbol));
    const { underlying = '', expiry = '', right = '', strike } = terms ?? {};
    expect([underlying, expiry, right, strike?.toString() ?? ''].join(' ').trim()).toBe(words);
  });
});

describe('dollars', () => {
  it.each([
    ['a stock', SPY, '33.333333333', '3', '99.999999999'],
    ['an option', CALL, '1.25', '2', '250'],
    ['an option sold', CALL, '1.25', '-2', '-250'],
    ['a coin', COIN, '64123.45', '0.123456789', '7916.47523660205'],
  ])('the notional of %s', (_what, of, each, units, value) => {
    expect(notional(of, price(each), quantity(units)).toString()).toBe(value);
    expect(marketValue(of, Number(each), Number(units))).toBeCloseTo(Number(value), 9);
  });

  it('of a stock are the product of two numbers to the last bit', () => {
    fc.assert(
      fc.property(fc.double(), fc.double(), (each, units) => {
        expect(marketValue(SPY, each, units)).toBe(units * each);
      }),
    );
  });

  it('buy whole contracts, and average prices are per unit', () => {
    expect(unitsFor(CALL, money(1000), { price: price('1.25'), scale: 0 }).toString()).toBe('8');
    expect(unitsFor(CALL, money(1000), { price: price('1.3'), scale: 9 }).toString()).toBe('7');
    expect(unitsFor(SPY, money(100), { price: price(3), scale: 4 }).toString()).toBe('33.3333');
    expect(unitsFor(COIN, money(100), { price: price('64123.45'), scale: 9 }).toString()).toBe(
      '0.001559491',
    );
    const average = averagePrice(CALL, money(250), { units: quantity(2) });
    expect(average.toString()).toBe('1.25');
    expect(averagePrice(SPY, money(100), { units: quantity(3), scale: 4 }).toString()).toBe(
      '33.3333',
    );
  });
});

describe('the tick rule', () => {
  it.each([
    [SPY, '1', true],
    [SPY, '1.01', true],
    [SPY, '1.010', true],
    [SPY, '1.001', false],
    [SPY, '0.9999', true],
    [SPY, '0.99999', false],
    [CALL, '0.05', true],
    [CALL, '0.055', false],
    [CALL, '12.34', true],
    [COIN, '64123.123456789', true],
    [COIN, '64123.1234567891', false],
  ])('of %o at %s', (of, at, allowed) => {
    expect(isOnTick(of, price(at))).toBe(allowed);
  });
});

describe('rounding an estimate to the tick', () => {
  it.each([
    ['a share', 'SPY', 97.004, '97', '97.01'],
    ['a share on a tick, but for a rounding error', 'SPY', 0.1 + 0.2 + 97, '97.3', '97.3'],
    ['a penny share', 'SPY', 0.12345, '0.1234', '0.1235'],
    ['a coin', 'BTC/USD', 0.1234567891, '0.123456789', '0.12345679'],
  ])('of %s', (_, symbol, at, down, up) => {
    const of = instrumentOf(ticker(symbol));
    expect(onTick(of, at, 'down').toString()).toBe(down);
    expect(onTick(of, at, 'up').toString()).toBe(up);
    expect(isOnTick(of, onTick(of, at, 'up'))).toBe(true);
  });
});
