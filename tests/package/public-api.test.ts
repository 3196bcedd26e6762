// Programs that compile, and programs that do not. `npm run typecheck` checks the lines below
// `@ts-expect-error`; the tests check that the running program rejects the same.
import { describe, expect, test } from 'vitest';
import {
  barsFrom,
  type BookView,
  defineStrategy,
  integer,
  type MetricId,
  runBacktest,
  type Strategy,
  target,
  tradingDays,
} from 'quipu-portfolio';
import { createAlpaca, type NewOrder } from 'quipu-portfolio/alpaca';
import { METRICS } from 'quipu-portfolio/analysis';
import type { SimulatedBroker } from 'quipu-portfolio/testing';

const rows = tradingDays('2024-01-02', '2024-03-28').map((date, day) => {
  const close = 100 + day;
  return { date, open: close, high: close, low: close, close, volume: 1_000 };
});
const bars = barsFrom(rows, { symbol: 'SPY' });

const hold = defineStrategy({
  name: 'hold',
  params: { fast: integer({ min: 1, max: 9, default: 2 }) },
  symbols: ['SPY'],
  timeframe: '1Day',
  onBar: ({ bar, book }) =>
    book.weight('SPY') === 0 ? [target(bar.symbol, 0.5, 'not yet held')] : undefined,
});

describe('metric ids', () => {
  test('are those of the catalog, once each', () => {
    const ids = METRICS.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const result = runBacktest(hold, { bars });
    expect(Object.keys(result.metrics)).toEqual(ids);
    expect(result.metric('sharpe')).toBe(result.metrics.sharpe);
    for (const id of ['cvar_99', 'best_week', '10y_ann'] satisfies MetricId[]) {
      expect(result.metrics).toHaveProperty([id]);
    }
  });

  test('that are misspelled do not compile', () => {
    const result = runBacktest(hold, { bars });
    // @ts-expect-error the id is `sharpe`
    expect(result.metrics['sharpe_ratio']).toBeUndefined();
    // @ts-expect-error the id is `max_drawdown`
    expect(result.metric('maxDrawdown')).toBeUndefined();
    // @ts-expect-error an id is not any string
    const id: MetricId = 'var_97';
    expect(METRICS.some((metric) => metric.id === id)).toBe(false);
  });
});

describe('parameters of a strategy', () => {
  test('that are misspelled or of another type do not compile, and are rejected', () => {
    expect(runBacktest(hold, { bars, params: { fast: 3 } }).params).toEqual({ fast: 3 });
    // @ts-expect-error the parameter is `fast`
    expect(() => runBacktest(hold, { bars, params: { fsat: 9 } })).toThrow(/fsat: unknown field/);
    // @ts-expect-error it is a number
    expect(() => runBacktest(hold, { bars, params: { fast: '9' } })).toThrow(/fast: expected/);
  });

  test('are erased where any strategy is accepted', () => {
    const any: Strategy = hold;
    expect(runBacktest(any, { bars, params: { fast: 4 } }).params).toEqual({ fast: 4 });
  });
});

describe('symbols', () => {
  test('are plain strings', () => {
    const read = (book: BookView): number => book.price('SPY');
    expect(read).toBeTypeOf('function');
    const input = { ...bars, symbol: 'SPY' as string };
    expect(runBacktest(hold, { bars: input, benchmark: input }).benchmark).toBe('SPY');
    expect(() => runBacktest(hold, { bars: { ...bars, symbol: 'no symbol' } })).toThrow(
      expect.objectContaining({ code: 'market.invalid_symbol' }),
    );
  });
});

describe('an approved order', () => {
  test('cannot be made by a program', () => {
    const submit = (broker: SimulatedBroker, order: NewOrder): void => {
      // @ts-expect-error only the gate makes an approved order
      void broker.submit(order);
      // @ts-expect-error a request is not approved, however complete
      void broker.submit({ id: 'key-00001', book: 'manual', reason: '', ...order });
    };
    expect(submit).toBeTypeOf('function');
  });
});

describe('the client of Alpaca', () => {
  const keys = { keyId: 'AKTEST', secretKey: 's' };

  test('takes another address for a paper account only', () => {
    // @ts-expect-error live hosts are fixed
    const options: Parameters<typeof createAlpaca>[0] = { ...keys, paper: false, baseUrl: 'x' };
    expect(() => createAlpaca(options)).toThrow('baseUrl: expected no address');
    expect(createAlpaca({ ...keys, paper: false }).mode).toBe('live');
    // @ts-expect-error the caller must choose paper or live
    expect(() => createAlpaca(keys)).toThrow('paper: expected true or false');
  });
});
