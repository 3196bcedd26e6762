import { describe, expect, it, test } from 'vitest';
import { barsFrom, tradingDays } from '../market/bar-rows.ts';
import { sma } from '../analysis/indicators/sma.ts';
import { defineStrategy, type Strategy } from '../strategy/define.ts';
import { target } from '../strategy/intent.ts';
import { checkStrategy, type ScopeWatch } from './check-strategy.ts';

const rows = tradingDays('2024-01-02', '2024-03-28').map((date, index) => {
  const close = 100 + 5 * Math.sin(index / 4);
  return { date, open: close, high: close, low: close, close, volume: 1_000_000 };
});
const bars = barsFrom(rows, { symbol: 'SPY' });
const free: ScopeWatch = { used: new Set(), during: (call) => call() };

const outcomes = (strategy: Strategy, watch = free) =>
  Object.fromEntries(
    checkStrategy(strategy, { bars }, watch).map(({ check, outcome }) => [check, outcome]),
  );
const messages = (strategy: Strategy, watch = free) =>
  Object.fromEntries(
    checkStrategy(strategy, { bars }, watch).map(({ check, message }) => [check, message]),
  );

/** Holds half while the close is above its average; `weight` may depend on anything. */
function above(weight: () => number, period = 5): Strategy {
  return defineStrategy({
    name: 'above',
    symbols: ['SPY'],
    timeframe: '1Day',
    indicators: () => ({ average: sma({ period }) }),
    onBar: ({ bar, indicators }) => [
      target(bar.symbol, bar.close > indicators.average.value ? weight() : 0, 'a test'),
    ],
  });
}

describe('a strategy', () => {
  it('that decides from its inputs passes every check', () => {
    expect(outcomes(above(() => 0.5))).toEqual({
      warm_up: 'pass',
      deterministic: 'pass',
      no_look_ahead: 'pass',
      closed_scope: 'pass',
    });
    const { warm_up: warmUp, no_look_ahead: cut } = messages(above(() => 0.5));
    expect(warmUp).toBe('57 calls, the first on 2024-01-08, after its indicators were warm.');
    expect(cut).toContain('2024-01-24, 2024-02-14, 2024-03-07, 2024-03-20');
  });

  it('that keeps state outside of its memory decides differently the second time', () => {
    let calls = 0;
    const counts = above(() => ((calls += 1) > 20 ? 0.25 : 0.5));
    expect(outcomes(counts)).toMatchObject({ deterministic: 'fail' });
    expect(messages(above(() => ((calls += 1) % 7) / 10))['deterministic']).toMatch(
      /^Two runs over the same bars differ: first 2024-.* SPY .*, then 2024-/,
    );
  });

  it('that depends on how many bars there are to come decides differently without them', () => {
    // What one run leaves behind tells the next one how long it was, as a cache on disk would.
    const left = { calls: 0, length: 61 };
    const peeks = defineStrategy({
      name: 'peeks',
      symbols: ['SPY'],
      timeframe: '1Day',
      memory: () => ({ calls: 0 }),
      onBar({ bar, memory }) {
        if (memory.calls === 0 && left.calls > 0) left.length = left.calls;
        memory.calls += 1;
        left.calls = memory.calls;
        return [target(bar.symbol, memory.calls > left.length / 2 ? 0.5 : 0.25, 'a test')];
      },
    });
    expect(outcomes(peeks)).toMatchObject({ deterministic: 'pass', no_look_ahead: 'fail' });
  });

  it('that never becomes warm fails, with the number of days that there are', () => {
    expect(messages(above(() => 0.5, 200))).toMatchObject({
      warm_up: 'It was never called: its indicators need more than 61 days of bars.',
      deterministic: 'Two runs decided no order, so there was nothing to compare.',
    });
    expect(outcomes(above(() => 0.5, 200))).toMatchObject({ warm_up: 'fail' });
  });
});

test('what a strategy used besides its inputs is named', () => {
  const used = new Set<string>();
  const watch: ScopeWatch = {
    used,
    during(call) {
      used.add('Date.now');
      return call();
    },
  };
  const found = messages(
    above(() => 0.5),
    watch,
  );
  expect(found['closed_scope']).toContain('It used Date.now. Decide from the inputs alone');
});
