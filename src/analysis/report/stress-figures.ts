import {
  bpsText,
  lossPercentText,
  multipleText,
  multipleTick,
  numberText,
  percentTick,
  signedPercentText,
} from '../../core/number-text.ts';
import { seededRandom } from '../../core/random.ts';
import { quantileOfSorted } from '../performance/moments.ts';
import { binTable, varies } from './calendar-figures.ts';
import type { Figure } from './figure.ts';
import type { ReportModel } from './model.ts';
import { stressRunFigures } from './stress-run-figures.ts';
import { groupedBars } from './plot/bar-plot.ts';
import type { PlotSize } from './plot/frame.ts';
import { binsOf, histogram } from './plot/histogram.ts';
import { linePlot, type LineSeries } from './plot/line-plot.ts';

/** Paths drawn, sessions that stay together, and the seed: the same input, the same picture. */
const PATHS = 500;
const BLOCK = 10;
const SEED = 20_240_318;
/** Fewer sessions than this have no other order that could tell something. */
export const SHUFFLED_LEAST = 60;
/** Places along the paths where their spread is taken. */
const PLACES = 80;

/** How the same sessions might have gone in another order, and at higher costs. */
export function stressFigures(model: ReportModel): readonly Figure[] {
  return [...shuffledFigures(model), ...costFigure(model), ...stressRunFigures(model)];
}

interface Shuffled {
  /** Sessions after which the spread was taken. */
  readonly places: readonly number[];
  /** Growth at each place, ascending, one column of paths each. */
  readonly growth: readonly Float64Array[];
  /** Deepest drawdown of each path, non-negative, ascending. */
  readonly depths: Float64Array;
}

/**
 * Paths of blocks of sessions drawn with replacement.
 *
 * @see Künsch 1989, Annals of Statistics 17(3), on the bootstrap by blocks
 */
function shuffledPaths(returns: Float64Array): Shuffled {
  const { length } = returns;
  const random = seededRandom(SEED);
  const count = Math.min(PLACES, length);
  const places = Array.from({ length: count }, (_, row) =>
    Math.round(((row + 1) * length) / count),
  );
  const growth = places.map(() => new Float64Array(PATHS));
  const depths = new Float64Array(PATHS);
  for (let path = 0; path < PATHS; path += 1) {
    let [wealth, peak, depth, place] = [1, 1, 0, 0];
    for (let row = 0; row < length;) {
      const from = random.below(length);
      const end = Math.min(row + BLOCK, length);
      for (let at = from; row < end; at += 1) {
        row += 1;
        wealth *= 1 + returns[at < length ? at : at - length]!;
        if (wealth > peak) peak = wealth;
        else if (wealth < peak * (1 - depth)) depth = 1 - wealth / peak;
        if (row === places[place]) growth[place++]![path] = wealth;
      }
    }
    depths[path] = depth;
  }
  return { places, growth: growth.map((column) => column.sort()), depths: depths.sort() };
}

const LEVELS = [
  ['best twentieth', 0.95, 'gain'],
  ['best quarter', 0.75, 'other'],
  ['middle', 0.5, 'own'],
  ['worst quarter', 0.25, 'other'],
  ['worst twentieth', 0.05, 'loss'],
] as const;

function shuffledFigures(model: ReportModel): readonly Figure[] {
  const { returns } = model.context;
  if (returns.length < SHUFFLED_LEAST || returns.every((value) => value === 0)) return [];
  const { places, growth, depths } = shuffledPaths(returns);
  const at = (p: number): Float64Array =>
    Float64Array.from([1, ...growth.map((column) => quantileOfSorted(column, p))]);
  const series: readonly LineSeries[] = LEVELS.map(([name, p, tone]) => ({
    name,
    values: at(p),
    tone,
  }));
  const days = Float64Array.from([0, ...places], (place) => model.days[place]!);
  const [low, middle] = [0.05, 0.5].map((p) => quantileOfSorted(growth.at(-1)!, p));
  const deep = quantileOfSorted(depths, 0.95);
  const method = `${PATHS} orders of the same sessions, in blocks of ${BLOCK}, by a fixed seed`;
  const summary =
    `${method}: the middle one ends at ${multipleText(middle!)}, one in twenty below ` +
    `${multipleText(low!)}.`;
  const sentence = `One order in twenty has a drawdown deeper than ${lossPercentText(deep)}.`;
  const negative = depths.map((depth) => -depth).sort();
  const bins = binsOf(negative);
  return [
    {
      id: 'shuffled',
      title: 'The same sessions in other orders',
      summary,
      size: 'half',
      plot: (size) =>
        linePlot({ size, days, series, write: multipleTick, label: summary, include: [1] }),
      legend: [
        ['gain', 'best twentieth'],
        ['other', 'quarters'],
        ['own', 'middle'],
        ['loss', 'worst twentieth'],
      ],
      data: {
        columns: ['After sessions', ...LEVELS.map(([name]) => name)],
        rows: places.flatMap((place, row) =>
          row % 8 === 7 || row === places.length - 1
            ? [
                [
                  numberText(place, 0),
                  ...series.map(({ values }) => numberText(values[row + 1]!, 3)),
                ],
              ]
            : [],
        ),
      },
    },
    ...(varies(negative)
      ? [
          {
            id: 'shuffled-drawdowns',
            title: 'Worst drawdown in other orders',
            summary: sentence,
            size: 'half' as const,
            plot: (size: PlotSize) =>
              histogram({
                size,
                bins,
                write: percentTick,
                label: sentence,
                lines: [{ value: -deep, name: `one in 20 ${lossPercentText(deep)}` }],
              }),
            data: binTable(bins, 'Orders'),
          },
        ]
      : []),
  ];
}

/** Further costs of trading, basis points of what is traded. */
const EXTRA = [0, 1, 2, 5, 10, 25, 50];

function costFigure(model: ReportModel): readonly Figure[] {
  const { context, rows, input, dates } = model;
  const { tradedNotional, equity, initialEquity, flows } = input.performance;
  if (tradedNotional === undefined || dates.length < 2) return [];
  const years = context.days / 365.25;
  const capital = rows.map(
    (row) => (row === 0 ? initialEquity : equity[row - 1]!) + (flows?.[row] ?? 0),
  );
  if (years <= 0 || !rows.some((row) => tradedNotional[row]! > 0)) return [];
  const found = EXTRA.map((extra) => {
    let wealth = 1;
    for (const [place, row] of rows.entries()) {
      const cost = ((extra / 10_000) * tradedNotional[row]!) / capital[place]!;
      wealth *= Math.max(0, 1 + context.returns[place]! - cost);
    }
    return { extra, total: wealth - 1, annual: wealth ** (1 / years) - 1 };
  });
  const most = EXTRA.at(-1)!;
  const lost = found.find(({ total }) => total <= 0);
  const held =
    lost === undefined
      ? `still gains ${signedPercentText(found.at(-1)!.annual)} a year at ${bpsText(most)} more`
      : lost.extra === 0
        ? 'does not gain even at the costs that were paid'
        : `does not gain any more at ${bpsText(lost.extra)} more`;
  const summary =
    'Return a year if trading had cost so many basis points more of all that was traded: ' +
    `it ${held}. Trades stay the same.`;
  return [
    {
      id: 'costs',
      title: 'At higher costs',
      summary,
      size: 'half',
      plot: (size) =>
        groupedBars({
          size,
          names: found.map(({ extra }) => (extra === 0 ? 'as paid' : `+${bpsText(extra)}`)),
          series: [{ tone: 'sign', values: Float64Array.from(found, ({ annual }) => annual) }],
          write: percentTick,
          label: summary,
        }),
      data: {
        columns: ['Further cost', 'Return', 'Return a year'],
        rows: found.map(({ extra, total, annual }) => [
          bpsText(extra),
          signedPercentText(total),
          signedPercentText(annual),
        ]),
      },
    },
  ];
}
