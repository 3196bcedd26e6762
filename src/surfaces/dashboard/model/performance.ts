import { moneyWeightedReturn } from '../../../analysis/performance/flows.ts';
import { isDefined } from '../../../analysis/performance/metric.ts';
import { addDays, DAY, type EpochMs, epochMs, type IsoDate } from '../../../core/time.ts';
import type { SessionStanding } from '../../../ledger/portfolio.ts';
import {
  newYorkDate,
  newYorkInstant,
  sessionOn,
  sessionsBetween,
} from '../../../market/calendar.ts';
import { type CurveDrawdown, deepestOf, drawdowns, type CurvePoint } from './equity-curve.ts';

/** Period that the page shows. */
export type PerformancePeriod = '1d' | '5d' | '1m' | '3m' | 'ytd' | '1y' | 'all';

/** The periods in the order of their buttons, as they are spelled on screen. */
export const PERIODS: readonly (readonly [period: PerformancePeriod, name: string])[] = [
  ['1d', '1D'],
  ['5d', '5D'],
  ['1m', '1M'],
  ['3m', '3M'],
  ['ytd', 'YTD'],
  ['1y', '1Y'],
  ['all', 'All'],
];

/** How a result is expressed: time-weighted, money-weighted, or in dollars. */
export type ReturnMethod = 'twr' | 'mwr' | 'usd';

/** A change of net deposits: positive for money that came in. */
export interface NetDeposit {
  readonly at: EpochMs;
  readonly amount: number;
}

/** The result of the account over a period; NaN where a value is not defined. */
export interface PeriodResult {
  readonly period: PerformancePeriod;
  /** Start of the period and account value at the start. */
  readonly start: CurvePoint;
  /** The start and every point after it, in time order. */
  readonly points: readonly CurvePoint[];
  /** Growth of one dollar at each point, without the effect of deposits; 1 at the start. */
  readonly growth: readonly CurvePoint[];
  /** Net deposits within the period. */
  readonly deposited: number;
  /** Change of equity minus net deposits, in dollars. */
  readonly pnl: number;
  /** Time-weighted return, a fraction. */
  readonly twr: number;
  /** Money-weighted return of the period, a fraction that is not annualized. */
  readonly mwr: number;
  readonly drawdown: CurveDrawdown | undefined;
  /** Drawdown of growth at the last point; a fraction from 0 up. */
  readonly drawdownNow: number;
}

/** Inputs of a period's result. */
export interface PeriodInputs {
  readonly curve: readonly CurvePoint[];
  readonly deposits: readonly NetDeposit[];
  readonly now: EpochMs;
  /** Latest trading day opened in the journal, with its equity; null before the first. */
  readonly day: Pick<SessionStanding, 'date' | 'openEquity' | 'valuedAt'> | null;
}

/**
 * Computes the result of one period, from the same points for tiles and chart.
 *
 * A period that reaches back before the first deposit starts with that deposit, so that `all` is
 * the total return of the account.
 *
 * @returns undefined before the first deposit or point
 */
export function periodResult(
  inputs: PeriodInputs,
  period: PerformancePeriod,
): PeriodResult | undefined {
  const begin = beginOf(inputs, period);
  if (begin === undefined) return undefined;
  const { start, counted } = begin;
  const points = [start, ...inputs.curve.filter(({ at }) => at > start.at)];
  const flows = inputs.deposits.filter(({ at }) => at > counted);
  const growth = growthOf(points, flows);
  const last = points.at(-1)!;
  const deposited = flows.reduce((sum, { amount }) => sum + amount, 0);
  return {
    period,
    start,
    points,
    growth,
    deposited,
    pnl: last.equity - start.equity - deposited,
    twr: growth.at(-1)!.equity - 1,
    mwr: moneyWeighted(points, flows),
    drawdown: deepestOf(growth, points),
    drawdownNow: drawdowns(growth).at(-1) ?? Number.NaN,
  };
}

interface Begin {
  readonly start: CurvePoint;
  /** Deposits up to this instant are part of the start's equity. */
  readonly counted: EpochMs;
}

function beginOf(inputs: PeriodInputs, period: PerformancePeriod): Begin | undefined {
  const { curve, deposits, now, day } = inputs;
  if (period === '1d' && day !== null && day.openEquity !== null) {
    const open = day.valuedAt ?? sessionOn(day.date)?.open;
    if (open !== undefined && day.openEquity > 0) {
      return { start: { at: open, equity: day.openEquity }, counted: open };
    }
  }
  if (period !== 'all') {
    const before = lastBefore(curve, boundaryOf(period, now));
    if (before !== undefined) return { start: before, counted: before.at };
  }
  return opening(curve, deposits);
}

/** Returns a period's first instant by the exchange calendar; it starts at the last prior point. */
function boundaryOf(period: Exclude<PerformancePeriod, 'all'>, now: EpochMs): EpochMs {
  const today = newYorkDate(now);
  if (period === '1d' || period === '5d') {
    const sessions = sessionsBetween(addDays(today, -14), today);
    const first = sessions.at(period === '1d' ? -1 : -5);
    return first?.open ?? newYorkInstant(today, 0);
  }
  return newYorkInstant(calendarStart(period, today), 0);
}

function calendarStart(period: '1m' | '3m' | 'ytd' | '1y', today: IsoDate): IsoDate {
  const year = Number(today.slice(0, 4));
  if (period === 'ytd') return isoDateOf(year, 1, 1);
  const months = { '1m': 1, '3m': 3, '1y': 12 }[period];
  const index = year * 12 + Number(today.slice(5, 7)) - 1 - months;
  // A month without that day ends earlier: one month before March 31 is February 29.
  const day = Math.min(Number(today.slice(8)), daysInMonth(index));
  return isoDateOf(Math.floor(index / 12), (index % 12) + 1, day);
}

function daysInMonth(index: number): number {
  return new Date(Date.UTC(Math.floor(index / 12), (index % 12) + 1, 0)).getUTCDate();
}

function isoDateOf(year: number, month: number, day: number): IsoDate {
  return new Date(Date.UTC(year, month - 1, day)).toISOString().slice(0, 10) as IsoDate;
}

function lastBefore(curve: readonly CurvePoint[], at: EpochMs): CurvePoint | undefined {
  let found: CurvePoint | undefined;
  for (const point of curve) {
    if (point.at >= at) break;
    found = point;
  }
  return found;
}

/** Returns the deposits up to the curve's first point, as one point where the account starts. */
function opening(curve: readonly CurvePoint[], deposits: readonly NetDeposit[]): Begin | undefined {
  const first = curve[0];
  const until = first?.at ?? deposits.at(-1)?.at;
  const early = deposits.filter(({ at }) => until === undefined || at <= until);
  const last = early.at(-1);
  const equity = early.reduce((sum, { amount }) => sum + amount, 0);
  if (last === undefined || equity <= 0) {
    return first === undefined ? undefined : { start: first, counted: first.at };
  }
  const at = first === undefined ? last.at : epochMs(Math.min(last.at, first.at - 1));
  return { start: { at, equity }, counted: last.at };
}

/** Returns growth of one dollar: each step is E(t) / (E(t-1) + F(t)); F is deposits in between. */
function growthOf(
  points: readonly CurvePoint[],
  flows: readonly NetDeposit[],
): readonly CurvePoint[] {
  let growth = 1;
  let next = 0;
  return points.map((point, index) => {
    let base = index === 0 ? point.equity : points[index - 1]!.equity;
    while (next < flows.length && flows[next]!.at <= point.at) {
      base += flows[next]!.amount;
      next += 1;
    }
    if (index > 0 && base > 0) growth *= point.equity / base;
    return { at: point.at, equity: growth };
  });
}

function moneyWeighted(points: readonly CurvePoint[], flows: readonly NetDeposit[]): number {
  const start = points[0]!;
  const last = points.at(-1)!;
  const days = (last.at - start.at) / DAY;
  if (days <= 0) return Number.NaN;
  const dated = flows.map(({ at, amount }) => ({ day: (at - start.at) / DAY, amount }));
  const yearly = moneyWeightedReturn([{ day: 0, amount: start.equity }, ...dated], {
    days,
    final: last.equity,
  });
  return isDefined(yearly) ? (1 + yearly) ** (days / 365) - 1 : Number.NaN;
}
