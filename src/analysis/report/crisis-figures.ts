import {
  countText,
  lossPercentText,
  percentTick,
  signedPercentText,
} from '../../core/number-text.ts';
import { addDays, isoDate } from '../../core/time.ts';
import type { Figure } from './figure.ts';
import type { ReportModel } from './model.ts';
import { groupedBars } from './plot/bar-plot.ts';

/**
 * Falls of the US market by the closes of the S&P 500: the day of the peak and that of the trough.
 *
 * The first seven are also what the closes of the fund SPY give. The peak of 2025 is the record
 * close before the fall, which none of the sources below has.
 *
 * @see S&P Dow Jones Indices by the Associated Press, February 2018: falls of 2010, 2011 and 2015
 * @see S&P Dow Jones Indices by CNBC, June 2022: falls of 2000, 2007 and 2020, and the peak of 2022
 * @see Ned Davis Research by Hartford Funds, July 2023: the trough of 2022
 * @see Megh Updates, April 2025: the close of 8 April 2025 at 4,982.77
 */
const CRISES = [
  ['2000–02', '2000-03-24', '2002-10-09', 'Dot-com bust'],
  ['2007–09', '2007-10-09', '2009-03-09', 'Financial crisis'],
  ['2010', '2010-04-23', '2010-07-02', 'Flash crash and Greece'],
  ['2011', '2011-04-29', '2011-10-03', 'Downgrade of the US'],
  ['2015–16', '2015-05-21', '2016-02-11', 'China and oil'],
  ['2018', '2018-09-20', '2018-12-24', 'Rate rises'],
  ['2020', '2020-02-19', '2020-03-23', 'Pandemic'],
  ['2022', '2022-01-03', '2022-10-12', 'Inflation'],
  ['2025', '2025-02-19', '2025-04-08', 'Tariffs'],
] as const;

/** What became of the portfolio while the market fell; only falls that it lived through whole. */
export function crisisFigures(model: ReportModel): readonly Figure[] {
  const { dates, context, benchmark, benchmarkName } = model;
  const [first, last] = [dates[0], dates.at(-1)];
  if (first === undefined || last === undefined) return [];
  // The first return of a fall is that of the session after the peak's close.
  const isLived = (peak: string): boolean => addDays(isoDate(peak), 1) >= first;
  const lived = CRISES.filter(([, peak, trough]) => isLived(peak) && trough <= last).flatMap(
    ([short, peak, trough, name]) => {
      const start = dates.findIndex((date) => date > peak);
      const end = dates.findLastIndex((date) => date <= trough);
      if (end < start) return [];
      const own = compound(context.returns.subarray(start, end + 1));
      const other =
        benchmark === undefined ? undefined : compound(benchmark.subarray(start, end + 1));
      return [{ short, peak, trough, name, other, ...own }];
    },
  );
  if (lived.length === 0) return [];
  const worst = lived.reduce((a, b) => (b.total < a.total ? b : a));
  const summary =
    `${countText(lived.length, 'fall')} of the US market from peak to trough ` +
    `${lived.length === 1 ? 'lies' : 'lie'} in these days; the portfolio fared worst in ` +
    `${worst.short} (${worst.name}) with ${signedPercentText(worst.total)}.`;
  const others = lived.flatMap(({ other }) => (other === undefined ? [] : [other.total]));
  return [
    {
      id: 'crises',
      title: 'When the market fell',
      summary,
      size: 'wide',
      plot: (size) =>
        groupedBars({
          size,
          names: lived.map(({ short }) => short),
          series: [
            {
              tone: others.length === 0 ? 'sign' : 'own',
              values: Float64Array.from(lived, ({ total }) => total),
            },
            ...(others.length === 0
              ? []
              : [{ tone: 'other' as const, values: Float64Array.from(others) }]),
          ],
          write: percentTick,
          label: summary,
        }),
      ...(others.length === 0
        ? {}
        : { legend: [['own', 'portfolio'] as const, ['other', benchmarkName] as const] }),
      data: {
        columns: [
          'Fall',
          'Peak of the market',
          'Trough',
          'Return',
          'Drawdown',
          ...(others.length === 0 ? [] : [benchmarkName]),
        ],
        rows: lived.map(({ name, peak, trough, total, depth, other }) => [
          name,
          peak,
          trough,
          signedPercentText(total),
          lossPercentText(depth),
          ...(other === undefined ? [] : [signedPercentText(other.total)]),
        ]),
      },
    },
  ];
}

function compound(returns: Float64Array): { readonly total: number; readonly depth: number } {
  let [wealth, peak, depth] = [1, 1, 0];
  for (const value of returns) {
    wealth *= 1 + value;
    peak = Math.max(peak, wealth);
    depth = Math.max(depth, 1 - wealth / peak);
  }
  return { total: wealth - 1, depth };
}
