import { CONVENTIONS } from '../../analysis/performance/context.ts';
import type { PerformanceInput } from '../../analysis/performance/input.ts';
import type { ReportInput } from '../../analysis/report/report-input.ts';
import { STRESSES } from '../../analysis/report/stress-run.ts';
import {
  flag,
  integer,
  list,
  looseObject,
  mapped,
  nullable,
  number,
  object,
  oneOf,
  optional,
  text,
} from '../../core/schema.ts';

const column = mapped(list(nullable(number())), (values) =>
  Float64Array.from(values, (value) => value ?? Number.NaN),
);

const columns = {
  equity: column,
  flows: optional(column),
  benchmark: optional(column),
  grossExposure: optional(column),
  netExposure: optional(column),
  tradedNotional: optional(column),
};

const holdings = object({
  basis: oneOf(['value', 'cost']),
  columns: list(
    object({
      symbol: text(),
      spans: list(object({ from: integer({ min: 0 }), values: list(number(), { min: 1 }) })),
    }),
  ),
});

const prices = list(nullable(number()));

const charts = object({
  shown: list(
    object({
      symbol: text(),
      ends: optional(list(number())),
      close: prices,
      span: optional(object({ open: prices, high: prices, low: prices })),
      fills: list(
        object({
          at: number(),
          side: oneOf(['buy', 'sell']),
          quantity: number(),
          price: number(),
          factor: number(),
          opens: flag(),
          reason: text(),
        }),
      ),
    }),
  ),
  others: list(text()),
});

const stressRun = object({
  stress: oneOf(STRESSES),
  totalReturn: nullable(number()),
  cagr: nullable(number()),
  sharpe: nullable(number()),
  maxDrawdown: nullable(number()),
  finalValue: number(),
  trades: integer({ min: 0 }),
});

const stored = looseObject({
  header: looseObject({ title: text(), kind: oneOf(['backtest', 'account', 'returns']) }),
  performance: looseObject({ dates: list(text()), initialEquity: number(), ...columns }),
  convention: optional(oneOf(CONVENTIONS)),
  /** Absent in runs saved before this existed; their reports say so. */
  holdings: optional(holdings),
  charts: optional(charts),
  stress: optional(list(stressRun)),
});

/** Encodes report data as plain JSON: a column is a list, and a missing number is null. */
export function encodeReport(input: ReportInput): unknown {
  const { performance } = input;
  const lists = Object.entries(performance).map(([name, value]: [string, unknown]) => [
    name,
    value instanceof Float64Array ? listOf(value) : value,
  ]);
  return { ...input, performance: Object.fromEntries(lists) as unknown };
}

/**
 * Reads the output of {@link encodeReport}.
 *
 * @throws QuipuError `core.invalid_input` for anything else
 */
export function decodeReport(value: unknown): ReportInput {
  const read = stored.parse(value);
  // The schema checks the fields that a report draws; the metric objects have more fields, which
  // the encoder left as plain JSON. The cast declares the combined type.
  const { reproduce, ...header } = read.header as ReportInput['header'];
  // Reports saved before commands became data have a string here, which cannot be extended.
  const command = typeof reproduce === 'object' ? { reproduce } : {};
  return {
    ...read,
    header: { ...header, ...command },
    performance: read.performance as unknown as PerformanceInput,
  } as ReportInput;
}

function listOf(values: Float64Array): readonly (number | null)[] {
  return Array.from(values, (value) => (Number.isNaN(value) ? null : value));
}
