import { withOptions } from '../../analysis/report/command.ts';
import type { ReportInput } from '../../analysis/report/report-input.ts';
import { number, optional } from '../../core/schema.ts';

/** Rates that override a report's own. */
export const ratesFields = {
  riskFree: optional(
    number({
      min: -1,
      max: 1,
      description: "Annual risk-free rate instead of the report's own, a fraction: 0.02 is 2%.",
    }),
  ),
  periodsPerYear: optional(
    number({
      min: 1,
      max: 366,
      description: "Periods per year instead of the report's own: 252, 365, 52, 12, 4 or 1.",
    }),
  ),
};

/** Annual risk-free rate as a fraction, and periods per year; an absent one stays unchanged. */
export interface Rates {
  readonly riskFree?: number | undefined;
  readonly periodsPerYear?: number | undefined;
}

/** Computes a report with other rates; its assumptions and its command include them. */
export function withRates(input: ReportInput, { riskFree, periodsPerYear }: Rates): ReportInput {
  const { header, performance } = input;
  const changes = [
    ...(riskFree === undefined ? [] : [`an annual risk-free rate of ${riskFree}, as a fraction`]),
    ...(periodsPerYear === undefined ? [] : [`${periodsPerYear} periods per year`]),
  ];
  if (changes.length === 0) return input;
  const again = header.reproduce;
  // The command of a backtest repeats the run with its own rates; only a report has these options.
  const reproduce =
    again?.name === 'report build'
      ? withOptions(again, { 'risk-free': riskFree, 'periods-per-year': periodsPerYear })
      : again;
  return {
    ...input,
    header: {
      ...header,
      assumptions: [
        ...(header.assumptions ?? []),
        `as requested, the metrics use ${changes.join(' and ')}`,
      ],
      ...(reproduce === undefined ? {} : { reproduce }),
    },
    performance: {
      ...performance,
      ...(riskFree === undefined ? {} : { riskFree }),
      ...(periodsPerYear === undefined ? {} : { periodsPerYear }),
    },
  };
}
