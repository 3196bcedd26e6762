import type { Figure } from './figure.ts';
import type { ReportModel } from './model.ts';
import { percent } from '../../core/number-text.ts';
import { counted, percentTick, signedPercent } from './number-text.ts';
import { groupedBars } from './plot/bar-plot.ts';

/** Falls of the US market from peak to trough by the closes of the S&P 500. */
const CRISES = [
  ['2000–02', '2000-03-25', '2002-10-09', 'Dot-com bust'],
  ['2007–09', '2007-10-10', '2009-03-09', 'Financial crisis'],
  ['2010', '2010-04-24', '2010-07-02', 'Flash crash and Greece'],
  ['2011', '2011-04-30', '2011-10-03', 'Downgrade of the US'],
  ['2015–16', '2015-05-22', '2016-02-11', 'China and oil'],
  ['2018', '2018-09-21', '2018-12-24', 'Rate rises'],
  ['2020', '2020-02-20', '2020-03-23', 'Pandemic'],
  ['2022', '2022-01-04', '2022-10-12', 'Inflation'],
  ['2025', '2025-02-20', '2025-04-08', 'Tariffs'],
] as const;

/** What became of the portfolio while the market fell; only falls that it lived through whole. */
export function crisisFigures(model: ReportModel): readonly Figure[] {
  const { dates, context, benchmark, benchmarkName } = model;
  const [first, last] = [dates[0], dates.at(-1)];
  if (first === undefined || last === undefined) return [];
  const lived = CRISES.filter(([, from, to]) => from >= first && to <= last).flatMap(
    ([short, from, to, name]) => {
      const start = dates.findIndex((date) => date >= from);
      const end = dates.findLastIndex((date) => date <= to);
      if (end < start) return [];
      const own = compound(context.returns.subarray(start, end + 1));
      const other =
        benchmark === undefined ? undefined : compound(benchmark.subarray(start, end + 1));
      return [{ short, from, to, name, other, ...own }];
    },
  );
  if (lived.length === 0) return [];
  const worst = lived.reduce((a, b) => (b.total < a.total ? b : a));
  const summary =
    `${counted(lived.length, 'fall')} of the US market from peak to trough ` +
    `${lived.length === 1 ? 'lies' : 'lie'} in these days; the portfolio fared worst in ` +
    `${worst.short} (${worst.name}) with ${signedPercent(worst.total)}.`;
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
          'From',
          'To',
          'Return',
          'Drawdown',
          ...(others.length === 0 ? [] : [benchmarkName]),
        ],
        rows: lived.map(({ name, from, to, total, depth, other }) => [
          name,
          from,
          to,
          signedPercent(total),
          percent(-depth),
          ...(other === undefined ? [] : [signedPercent(other.total)]),
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
