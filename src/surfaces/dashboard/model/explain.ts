import type { EpochMs } from '../../../core/time.ts';
import type { Figures } from './figures.ts';
import { clockText, dayText, momentText } from './market-time.ts';
import { dollars, grouped, percent } from '../../../core/number-text.ts';
import { drawdownText, exactDollars, signedDollars, signedPercent } from './number-text.ts';
import type { PositionSums } from './positions.ts';

/** The figures that can be asked about. */
export type FigureId =
  | 'equity'
  | 'day_pnl'
  | 'total_return'
  | 'max_drawdown'
  | 'exposure'
  | 'cash'
  | 'buying_power';

/** What a number is, how it is computed, and the numbers that went into this one. */
export interface Explanation {
  readonly title: string;
  readonly value: string;
  readonly meaning: string;
  readonly formula: string;
  readonly inputs: readonly (readonly [string, string])[];
  readonly note: string;
}

/** What explanations are made of. */
export interface ExplainInputs {
  readonly figures: Figures;
  readonly sums: PositionSums;
  readonly at: EpochMs;
  readonly sessionDate: string | null;
  readonly seq: number;
  readonly curvePoints: number;
}

const ESTIMATE = 'An estimate: positions are valued at the last price of the market.';

/** Explains a figure with the numbers behind it at this moment. */
export function explainFigure(id: FigureId, inputs: ExplainInputs): Explanation {
  return EXPLAIN[id](inputs);
}

const EXPLAIN: Readonly<Record<FigureId, (inputs: ExplainInputs) => Explanation>> = {
  equity: ({ figures, sums, at, seq }) => ({
    title: 'Equity',
    value: dollars(figures.equity),
    meaning: 'What the account is worth now: its cash and everything it holds at the last prices.',
    formula: 'equity = cash + Σ quantity × last price',
    inputs: [
      ['Cash', dollars(figures.cash.toNumber())],
      ['Positions at last prices', dollars(sums.net)],
      ['Market clock', `${dayText(at)} ${momentText(at, at)}`],
      ['Journal entry', grouped(seq, 0)],
    ],
    note: ESTIMATE,
  }),
  day_pnl: ({ figures, sessionDate }) => ({
    title: 'Day P&L',
    value: `${signedDollars(figures.dayPnl).text} (${signedPercent(figures.dayFraction).text})`,
    meaning: 'How much equity has changed since the session opened. Deposits are not a gain.',
    formula: 'day P&L = equity − (equity at the open + deposits since)',
    inputs: [
      ['Equity now', dollars(figures.equity)],
      ['Equity at the open, with deposits since', dollars(figures.dayStart)],
      ['Session', sessionDate ?? 'none yet'],
    ],
    note: 'The opening equity was written into the journal when the session opened.',
  }),
  total_return: ({ figures }) => ({
    title: 'Total return',
    value: `${signedPercent(figures.totalFraction).text} (${signedDollars(figures.totalPnl).text})`,
    meaning: 'What the account has gained on the money that was put in, since its first day.',
    formula: 'total return = (equity − contributed) / contributed',
    inputs: [
      ['Equity now', dollars(figures.equity)],
      ['Contributed: deposits less withdrawals', dollars(figures.contributed.toNumber())],
      ['Gain', signedDollars(figures.totalPnl).text],
    ],
    note: 'Simple, not annualized, not time-weighted: the same with one deposit and no other flow.',
  }),
  max_drawdown: ({ figures: { drawdown, drawdownNow }, at, curvePoints }) => ({
    title: 'Maximum drawdown',
    value: drawdownText(drawdown?.depth ?? Number.NaN),
    meaning:
      'The deepest fall of equity from an earlier peak, on the curve that is shown: of every ' +
      'mark, where a report takes session closes and may find less.',
    formula: 'max drawdown = max (1 − equity / highest equity so far), at every mark',
    inputs: [
      ['Peak', drawdown === undefined ? 'none yet' : pointText(drawdown.peak, at)],
      ['Lowest after it', drawdown === undefined ? 'none yet' : pointText(drawdown.valley, at)],
      ['Below the highest now', drawdownText(drawdownNow)],
      ['Points of the curve', grouped(curvePoints, 0)],
    ],
    note: 'Between two points of the curve equity may have been lower for a moment.',
  }),
  exposure: ({ figures, sums }) => ({
    title: 'Exposure',
    value: percent(figures.gross),
    meaning: 'How much of the account is in the market. Gross ignores the sign of positions.',
    formula: 'gross = Σ |quantity × price| / equity;  net = Σ quantity × price / equity',
    inputs: [
      ['Positions without sign', dollars(sums.gross)],
      ['Positions with sign', dollars(sums.net)],
      ['Equity', dollars(figures.equity)],
      ['Net exposure', percent(figures.net)],
    ],
    note: ESTIMATE,
  }),
  cash: ({ figures }) => ({
    title: 'Cash',
    value: dollars(figures.cash.toNumber()),
    meaning: 'Money that is not in positions, by our own ledger, to the last digit.',
    formula: 'cash = deposits − withdrawals − purchases + sales − fees + dividends',
    inputs: [
      ['Cash, exact', exactDollars(figures.cash.toString())],
      ['Reserved by working buy orders', dollars(figures.reserved)],
      ['Free', dollars(figures.freeCash)],
    ],
    note: 'A fact: the sum of every entry of the journal, compared with the broker regularly.',
  }),
  buying_power: ({ figures }) => ({
    title: 'Buying power',
    value:
      figures.buyingPower === null ? 'not stated yet' : dollars(figures.buyingPower.toNumber()),
    meaning: 'What the broker would let the account spend, as it last stated.',
    formula: 'stated by the broker; free cash = cash − what working buy orders would spend',
    inputs: [
      ['Stated at, New York', figures.statedAt === null ? 'never' : clockText(figures.statedAt)],
      ['Cash', dollars(figures.cash.toNumber())],
      ['Reserved by working buy orders', dollars(figures.reserved)],
      ['Free cash by our ledger', dollars(figures.freeCash)],
    ],
    note: 'The risk gate goes by the smaller of the two, less the cash buffer.',
  }),
};

function pointText(point: { readonly at: EpochMs; readonly equity: number }, now: EpochMs): string {
  return `${dollars(point.equity)}, ${momentText(point.at, now)}`;
}
