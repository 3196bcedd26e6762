import {
  type ChangeText,
  dateText,
  dateTimeText,
  exactMoneyText,
  lossPercentText,
  moneyChange,
  moneyText,
  numberText,
  percentChange,
  percentText,
} from '../../../core/number-text.ts';
import type { EpochMs, IsoDate } from '../../../core/time.ts';
import type { Figures } from './figures.ts';
import type { CurvePoint } from './equity-curve.ts';
import { momentText } from './market-time.ts';
import { PERIODS, type PeriodResult, type ReturnMethod } from './performance.ts';
import type { PositionSums } from './positions.ts';

/** Figures that have an explanation. */
export type FigureId =
  | 'equity'
  | 'day_pnl'
  | 'period_return'
  | 'max_drawdown'
  | 'exposure'
  | 'cash'
  | 'buying_power';

/** Definition of a figure, its computation, and the inputs of this value. */
export interface FigureExplanation {
  readonly title: string;
  readonly value: string;
  readonly meaning: string;
  readonly formula: string;
  readonly inputs: readonly (readonly [string, string])[];
  readonly note: string;
}

/** Inputs of the explanations. */
export interface ExplainInputs {
  readonly figures: Figures;
  readonly sums: PositionSums;
  readonly at: EpochMs;
  readonly sessionDate: IsoDate | null;
  readonly seq: number;
  readonly method: ReturnMethod;
}

const ESTIMATE = 'An estimate: positions are valued at the last market price.';

/** Explains a figure with its current inputs. */
export function explainFigure(id: FigureId, inputs: ExplainInputs): FigureExplanation {
  return EXPLAIN[id](inputs);
}

const EXPLAIN: Readonly<Record<FigureId, (inputs: ExplainInputs) => FigureExplanation>> = {
  equity: ({ figures, sums, at, seq }) => ({
    title: 'Equity',
    value: moneyText(figures.equity),
    meaning: 'The value of the account: its cash and all positions at the last prices.',
    formula: 'equity = cash + Σ quantity × last price',
    inputs: [
      ['Cash', moneyText(figures.cash)],
      ['Positions at last prices', moneyText(sums.net)],
      ['Exchange time', dateTimeText(at)],
      ['Journal entry', numberText(seq, 0)],
    ],
    note: ESTIMATE,
  }),
  day_pnl: ({ figures, sessionDate }) => ({
    title: 'Day P&L',
    value: `${moneyChange(figures.dayPnl).text} (${percentChange(figures.dayFraction).text})`,
    meaning: 'The change of equity since the market opened. Deposits are not a gain.',
    formula: 'day P&L = equity - (equity at the open + deposits since)',
    inputs: [
      ['Equity now', moneyText(figures.equity)],
      ['Equity at the open, plus deposits since', moneyText(figures.dayStart)],
      ['Trading day', sessionDate === null ? 'none yet' : dateText(sessionDate)],
    ],
    note: 'The opening equity was written to the journal when the market opened.',
  }),
  period_return: explainReturn,
  max_drawdown: ({ figures: { result }, at }) => ({
    title: 'Maximum drawdown',
    value: lossPercentText(result?.drawdown?.depth ?? Number.NaN),
    meaning:
      'The maximum decline from an earlier peak within the period, without the effect of ' +
      'deposits, at every mark. A report uses market closes and may find less.',
    formula: 'max drawdown = min (growth / highest growth so far - 1), at every mark',
    inputs: [
      ['Peak', pointText(result?.drawdown?.peak, at)],
      ['Lowest point after it', pointText(result?.drawdown?.valley, at)],
      ['Drawdown now', lossPercentText(result?.drawdownNow ?? Number.NaN)],
      ['Points of the curve', numberText(result?.points.length ?? 0, 0)],
    ],
    note: 'Between two points of the curve, equity may have been lower for a moment.',
  }),
  exposure: ({ figures, sums }) => ({
    title: 'Exposure',
    value: percentText(figures.gross),
    meaning: 'How much of the account is in the market. Gross exposure ignores the sign.',
    formula: 'gross = Σ |quantity × price| / equity;  net = Σ quantity × price / equity',
    inputs: [
      ['Positions without sign', moneyText(sums.gross)],
      ['Positions with sign', moneyText(sums.net)],
      ['Equity', moneyText(figures.equity)],
      ['Net exposure', percentText(figures.net)],
    ],
    note: ESTIMATE,
  }),
  cash: ({ figures }) => ({
    title: 'Cash',
    value: moneyText(figures.cash),
    meaning: 'Money that is not in positions, exact to the last digit in our own ledger.',
    formula: 'cash = net deposits - buys + sells - fees + dividends',
    inputs: [
      ['Cash, exact', exactMoneyText(figures.cash)],
      ['Reserved by open buy orders', moneyText(figures.reserved)],
      ['Free cash', moneyText(figures.freeCash)],
    ],
    note: 'A fact: the sum of all journal entries, reconciled with the broker regularly.',
  }),
  buying_power: ({ figures }) => ({
    title: 'Buying power',
    value: figures.buyingPower === null ? 'not reported yet' : moneyText(figures.buyingPower),
    meaning: 'What the broker would let the account spend, in its latest statement.',
    formula: 'reported by the broker; free cash = cash - what open buy orders would spend',
    inputs: [
      ['Reported at', figures.statedAt === null ? 'never' : dateTimeText(figures.statedAt)],
      ['Cash', moneyText(figures.cash)],
      ['Reserved by open buy orders', moneyText(figures.reserved)],
      ['Free cash in our ledger', moneyText(figures.freeCash)],
    ],
    note: 'The risk gate uses the smaller of the two, minus the cash buffer.',
  }),
};

const RETURNS: Readonly<
  Record<
    ReturnMethod,
    { readonly title: string; readonly meaning: string; readonly formula: string }
  >
> = {
  twr: {
    title: 'time-weighted',
    meaning: 'Growth of one dollar over the period, without the effect of deposits.',
    formula: 'TWR = Π E(t) / (E(t-1) + F(t)) - 1,  F(t) = net deposits between two points',
  },
  mwr: {
    title: 'money-weighted',
    meaning:
      'The rate of the period at which start value and deposits grow into the final value. ' +
      'It is not annualized.',
    formula: 'Σ F(i) × (1 + MWR)^((D - d(i)) / D) = final value,  F(0) = start value',
  },
  usd: {
    title: 'dollars',
    meaning: 'The change of equity over the period. Deposits are not a gain.',
    formula: 'P&L = equity now - equity at the start - net deposits since',
  },
};

function explainReturn({
  figures: { result, totalFraction },
  method,
  at,
}: ExplainInputs): FigureExplanation {
  const name = PERIODS.find(([period]) => period === result?.period)?.[1] ?? '';
  const { title, meaning, formula } = RETURNS[method];
  return {
    title: `${method === 'usd' ? 'P&L' : 'Return'}, ${name} (${title})`,
    value: returnChange(result, method).text,
    meaning,
    formula,
    inputs: [
      ['Start', result === undefined ? 'none yet' : dateTimeText(result.start.at)],
      ['Start value', pointText(result?.start, at)],
      ['End value', moneyText(result?.points.at(-1)?.equity ?? Number.NaN)],
      ['Net deposits since', moneyChange(result?.deposited ?? Number.NaN).text],
      ['Time-weighted', returnChange(result, 'twr').text],
      ['Money-weighted', returnChange(result, 'mwr').text],
      ['In dollars', returnChange(result, 'usd').text],
      ['Total on net deposits', percentChange(totalFraction).text],
    ],
    note: 'The same numbers as in the equity chart.',
  };
}

/** Returns the result of a period as a signed change, by the chosen method. */
export function returnChange(result: PeriodResult | undefined, method: ReturnMethod): ChangeText {
  if (method === 'usd') return moneyChange(result?.pnl ?? Number.NaN);
  return percentChange(result?.[method] ?? Number.NaN);
}

function pointText(point: CurvePoint | undefined, now: EpochMs): string {
  return point === undefined
    ? 'none yet'
    : `${moneyText(point.equity)}, ${momentText(point.at, now)}`;
}
