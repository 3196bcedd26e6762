import { describe, expect, expectTypeOf, it } from 'vitest';
import { macd } from '../analysis/indicators/macd.ts';
import { sma } from '../analysis/indicators/sma.ts';
import { integer, number } from '../core/schema.ts';
import { defineStrategy, isStrategy } from './define.ts';

const good = {
  name: 'sma-crossover',
  symbols: ['SPY'],
  timeframe: '1Day',
  onBar: () => undefined,
} as const;

describe('defineStrategy', () => {
  it('types readings and parameters from the definition', () => {
    defineStrategy({
      ...good,
      params: { fast: integer({ default: 20 }), band: number({ default: 0.1 }) },
      indicators: ({ fast }) => ({ fast: sma({ period: fast }), trend: macd() }),
      memory: () => ({ seen: 0 }),
      onBar({ params, indicators, memory, position }) {
        expectTypeOf(params.fast).toEqualTypeOf<number>();
        expectTypeOf(indicators.fast.value).toEqualTypeOf<number>();
        expectTypeOf(indicators.trend).toHaveProperty('signal');
        expectTypeOf(indicators.fast).not.toHaveProperty('signal');
        expectTypeOf(memory.seen).toEqualTypeOf<number>();
        expectTypeOf(position?.quantity).toEqualTypeOf<number | undefined>();
      },
    });
  });

  it('types the slice of an instant from the definition', () => {
    defineStrategy({
      name: 'rotation',
      symbols: ['SPY', 'QQQ'],
      timeframe: '1Day',
      params: { top: integer({ default: 1 }) },
      indicators: () => ({ trend: macd() }),
      onBars({ symbols, get, missing, params }) {
        expectTypeOf(params.top).toEqualTypeOf<number>();
        expectTypeOf(symbols[0]!.indicators.trend).toHaveProperty('signal');
        expectTypeOf(get('SPY')?.bar.close).toEqualTypeOf<number | undefined>();
        expectTypeOf(missing[0]).toExtend<string | undefined>();
        // @ts-expect-error the shape has no such output
        void symbols[0]!.indicators.trend.upper;
      },
    });
  });

  it.each<[string, object, RegExp]>([
    ['a name with spaces', { name: 'My Strategy' }, /"name": expected lower-case words/],
    ['no symbols', { symbols: [] }, /"symbols": expected a list of symbols/],
    ['a symbol that cannot be one', { symbols: ['spy'] }, /"symbols"/],
    ['an unknown timeframe', { timeframe: '2Day' }, /"timeframe": expected one of 1Min/],
    ['neither onBar nor onBars', { onBar: undefined }, /"onBar": expected a function, or onBars/],
    ['onBars next to onBar', { onBars: () => [] }, /"onBars": expected nothing next to onBar/],
    ['onBars that cannot be called', { onBar: undefined, onBars: 1 }, /"onBars": expected a func/],
  ])('refuses %s, naming the field', (_what, change, message) => {
    expect(() => defineStrategy({ ...good, ...change })).toThrow(message);
  });

  it('fills in parameters and refuses unknown ones', () => {
    const strategy = defineStrategy({
      ...good,
      params: { fast: integer({ min: 2, default: 20 }) },
    });
    expect(strategy.paramsSchema.parse({})).toEqual({ fast: 20 });
    expect(() => strategy.paramsSchema.parse({ fast: 1 })).toThrow(/fast: expected a .*at least 2/);
    expect(() => strategy.paramsSchema.parse({ slow: 1 })).toThrow(/slow: unknown field/);
  });

  it('is distinguished from anything else', () => {
    expect(isStrategy(defineStrategy(good))).toBe(true);
    for (const other of [undefined, null, {}, good, () => {}])
      expect(isStrategy(other)).toBe(false);
  });
});
