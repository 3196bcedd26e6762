import {
  lossPercentText,
  numberText,
  percentTick,
  ratioText,
  signedPercentText,
  UNDEFINED,
  wholeMoneyText,
} from '../../core/number-text.ts';
import type { RoundTrip } from '../performance/input.ts';
import type { Figure } from './figure.ts';
import type { ReportModel } from './model.ts';
import { groupedBars } from './plot/bar-plot.ts';
import type { StressRun } from './stress-run.ts';

const NAMES: Readonly<Record<StressRun['stress'], string>> = {
  as_run: 'as run',
  one_bar_later: 'bar later',
  costs_0x: 'costs 0x',
  costs_2x: 'costs 2x',
  costs_3x: 'costs 3x',
};

/** So many trades are left out, and as many must remain. */
const BEST = 5;

/** What the best trades brought together; undefined where too few others remain. */
export function bestTrades(trades: readonly RoundTrip[]): number | undefined {
  if (trades.length < 2 * BEST) return undefined;
  const ranked = trades.map(({ pnl }) => pnl).sort((a, b) => b - a);
  return ranked.slice(0, BEST).reduce((sum, pnl) => sum + pnl, 0);
}

/** The strategy run again one bar later and at other costs, and the run without its best trades. */
export function stressRunFigures(model: ReportModel): readonly Figure[] {
  const { input, trades } = model;
  const runs = (input.stress ?? []).filter(({ totalReturn }) => totalReturn !== null);
  const [base] = runs;
  if (base === undefined) return [];
  const best = bestTrades(trades);
  const rows = runs.map((run) => ({ name: NAMES[run.stress], value: run.totalReturn!, run }));
  const { initialEquity } = input.performance;
  const without =
    best === undefined || !(initialEquity > 0)
      ? undefined
      : base.totalReturn! - best / initialEquity;
  const summary = summaryOf(runs, without, input.convention);
  const names = [...rows.map(({ name }) => name), ...(without === undefined ? [] : ['top 5 out'])];
  const values = Float64Array.from([
    ...rows.map(({ value }) => value),
    ...(without === undefined ? [] : [without]),
  ]);
  return [
    {
      id: 'stress-runs',
      title: 'Run again under stress',
      summary,
      size: 'half',
      plot: (size) =>
        groupedBars({
          size,
          names,
          series: [{ tone: 'sign', values }],
          write: percentTick,
          label: summary,
        }),
      data: {
        columns: ['Run', 'Return', 'A year', 'Sharpe', 'Drawdown', 'Final value', 'Trades'],
        rows: [
          ...rows.map(({ name, value, run }) => [name, signedPercentText(value), ...measures(run)]),
          ...(without === undefined
            ? []
            : [
                [
                  'top 5 out',
                  signedPercentText(without),
                  UNDEFINED,
                  UNDEFINED,
                  UNDEFINED,
                  UNDEFINED,
                  UNDEFINED,
                ],
              ]),
        ],
      },
    },
  ];
}

function measures(run: StressRun): readonly string[] {
  const { cagr, sharpe, maxDrawdown, finalValue, trades } = run;
  return [
    cagr === null ? UNDEFINED : signedPercentText(cagr),
    sharpe === null ? UNDEFINED : ratioText(sharpe),
    maxDrawdown === null ? UNDEFINED : lossPercentText(maxDrawdown),
    wholeMoneyText(finalValue),
    numberText(trades, 0),
  ];
}

function summaryOf(
  runs: readonly StressRun[],
  without: number | undefined,
  convention: string | undefined,
): string {
  const returnOf = (stress: StressRun['stress']): string => {
    const found = runs.find((run) => run.stress === stress)?.totalReturn;
    return found === null || found === undefined ? UNDEFINED : signedPercentText(found);
  };
  const parts = [
    `Return over the whole span: ${returnOf('as_run')} as run, ` +
      `${returnOf('one_bar_later')} with every order one bar later, ` +
      `${returnOf('costs_3x')} at three times the spread, slippage and commission.`,
  ];
  if (without !== undefined)
    parts.push(`Without its five best trades: ${signedPercentText(without)}.`);
  if (convention !== undefined && convention !== 'quipu') {
    parts.push('Metrics by Quipu’s own definitions.');
  }
  return parts.join(' ');
}
