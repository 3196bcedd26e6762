import { describe, expect, it } from 'vitest';
import { MORNING, SPY } from '../../tests/support/engine-rig.ts';
import { type EpochMs, later, MINUTE, SECOND } from '../core/time.ts';
import { instrumentOf } from '../market/instrument.ts';
import { Markets } from './markets.ts';

function quote(markets: Markets, middle: number, at: EpochMs = MORNING): void {
  const half = middle === 0 ? 0 : 0.05;
  const [bid, ask] = [middle - half, middle + half];
  markets.onQuote({ symbol: SPY, at, bid, ask, bidSize: 1, askSize: 1 });
}

function bar(markets: Markets, close: number, at: EpochMs): void {
  const start = later(at, -MINUTE);
  const made = { symbol: SPY, start, open: close, high: close, low: close, close, volume: 1 };
  markets.onBar(markets.get(SPY), made, at, '1Min');
}

describe('marks', () => {
  it('are the middle of the last usable quote; an unusable one only lets them age', () => {
    const markets = new Markets();
    quote(markets, 100);
    quote(markets, 0, later(MORNING, SECOND));
    expect(markets.get(SPY)).toMatchObject({ price: 100, source: 'quote', at: MORNING });
  });

  it('are closes when no quote was received for two minutes', () => {
    const markets = new Markets();
    quote(markets, 100);
    bar(markets, 101, later(MORNING, MINUTE));
    expect(markets.get(SPY).price).toBe(100);
    bar(markets, 102, later(MORNING, 2 * MINUTE));
    expect(markets.get(SPY)).toMatchObject({ price: 102, source: 'bar', periodMs: MINUTE });
  });

  it('do not go back in time', () => {
    const markets = new Markets();
    bar(markets, 102, later(MORNING, 5 * MINUTE));
    bar(markets, 90, MORNING);
    expect(markets.get(SPY).price).toBe(102);
  });
});

describe('the value of holdings', () => {
  it('follows shares and prices, and says how many holdings it leaves out', () => {
    const markets = new Markets();
    const seen = (): readonly number[] => [markets.positionsValue, markets.unpriced];
    markets.setHeld(instrumentOf(SPY), 10);
    expect(seen()).toEqual([0, 1]);
    markets.setHeld(instrumentOf(SPY), 20);
    expect(seen()).toEqual([0, 1]);
    quote(markets, 100);
    expect(seen()).toEqual([2_000, 0]);
    markets.setHeld(instrumentOf(SPY), 5);
    quote(markets, 110, later(MORNING, SECOND));
    expect(seen()).toEqual([550, 0]);
    markets.split(SPY, { at: MORNING, factor: 2 });
    expect(markets.positionsValue).toBe(275);
    markets.setHeld(instrumentOf(SPY), 0);
    expect(seen()).toEqual([0, 0]);
  });

  it('leaves out nothing of what was sold before it had a price', () => {
    const markets = new Markets();
    markets.setHeld(instrumentOf(SPY), 10);
    markets.setHeld(instrumentOf(SPY), 0);
    expect(markets.unpriced).toBe(0);
    markets.setHeld(instrumentOf(SPY), -3);
    markets.seed(SPY, 50);
    markets.seed(SPY, 70);
    expect([markets.positionsValue, markets.unpriced, markets.gross()]).toEqual([-210, 0, 210]);
  });

  it('has what was paid for a holding without a price, and calls it unpriced', () => {
    const markets = new Markets();
    const seen = (): readonly number[] => [markets.positionsValue, markets.unpriced];
    markets.setHeld(instrumentOf(SPY), 10);
    markets.seedCost(SPY, 50);
    markets.seedCost(SPY, 70);
    expect(seen()).toEqual([500, 1]);
    markets.setHeld(instrumentOf(SPY), 20);
    expect(seen()).toEqual([1_000, 1]);
    markets.setHeld(instrumentOf(SPY), 0);
    expect(seen()).toEqual([0, 0]);
    markets.setHeld(instrumentOf(SPY), 20);
    quote(markets, 100);
    expect(seen()).toEqual([2_000, 0]);
    markets.seedCost(SPY, 50);
    markets.seed(SPY, 60);
    expect(seen()).toEqual([2_000, 0]);
  });

  it('follows the price that the broker names until the market names one', () => {
    const markets = new Markets();
    markets.setHeld(instrumentOf(SPY), 10);
    markets.seedCost(SPY, 50);
    markets.seed(SPY, 60);
    markets.seed(SPY, 70);
    expect([markets.positionsValue, markets.unpriced]).toEqual([700, 0]);
  });
});
