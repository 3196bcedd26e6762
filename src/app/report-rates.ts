import type { ReportInput } from '../analysis/report/report-input.ts';
import { number, optional } from '../core/schema.ts';

/** The rates that a report may be asked for instead of its own. */
export const ratesFields = {
  riskFree: optional(
    number({
      min: -1,
      max: 1,
      description: 'Risk-free rate of a year instead of the report’s own, a fraction: 0.02 is 2 %.',
    }),
  ),
  periodsPerYear: optional(
    number({
      min: 1,
      max: 366,
      description: 'Periods a year instead of the report’s own: 252, 365, 52, 12, 4 or 1.',
    }),
  ),
};

/** A risk-free rate of a year as a fraction, and periods a year; what is absent stays. */
export interface Rates {
  readonly riskFree?: number | undefined;
  readonly periodsPerYear?: number | undefined;
}

/** The report measured by other rates, which it says and which its command repeats. */
export function withRates(input: ReportInput, { riskFree, periodsPerYear }: Rates): ReportInput {
  const { header, performance } = input;
  const told = [
    ...(riskFree === undefined ? [] : [`a risk-free rate of ${riskFree} a year, as a fraction`]),
    ...(periodsPerYear === undefined ? [] : [`${periodsPerYear} periods a year`]),
  ];
  if (told.length === 0) return input;
  const again = header.reproduce;
  const words =
    (riskFree === undefined ? '' : ` --risk-free ${riskFree}`) +
    (periodsPerYear === undefined ? '' : ` --periods-per-year ${periodsPerYear}`);
  // The command of a backtest makes the run, with its own rates; only a report has these.
  const isReport = again?.startsWith('quipu report build') === true;
  return {
    ...input,
    header: {
      ...header,
      assumptions: [
        ...(header.assumptions ?? []),
        `as asked for, this report is measured by ${told.join(' and ')}`,
      ],
      ...(isReport ? { reproduce: `${again}${words}` } : {}),
    },
    performance: {
      ...performance,
      ...(riskFree === undefined ? {} : { riskFree }),
      ...(periodsPerYear === undefined ? {} : { periodsPerYear }),
    },
  };
}
