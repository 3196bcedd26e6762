import { moneyText, signedPercentText } from '../../core/number-text.ts';
import { ratio } from '../../core/decimal.ts';
import { type EpochMs, epochMs, formatInstant, HOUR, MINUTE } from '../../core/time.ts';
import { type BarSeries, TIMEFRAME_MS } from '../bar.ts';
import { newYorkDate, sessionAt, type Session, sessionOn, sessionsBetween } from '../calendar.ts';
import type { Finding, FindingCode } from './finding.ts';
import { barFault, type Fault, priceFault, sizeFault } from './price-checks.ts';
import type { Quote, Trade } from '../quote.ts';

/** Tolerances of {@link validateSeries}. */
export interface SeriesRules {
  /** The largest move from a close to the next open that needs no explanation, as a fraction. */
  readonly jumpMax?: number;
  /** The longest stretch within a session without an intraday bar that is no gap, in minutes. */
  readonly gapMinutesMax?: number;
}

const JUMP_MAX = 0.4;
const GAP_MINUTES_MAX = 30;

/**
 * Validates a series: values, order, the calendar, and moves that splits and dividends do not
 * explain.
 *
 * Rows with impossible values, out of order or on a closed day are rejected; gaps and jumps are
 * warnings, because halts and price drops by half are real.
 */
export function validateSeries(series: BarSeries, rules: SeriesRules = {}): readonly Finding[] {
  const { columns, timeframe } = series;
  const findings: Finding[] = [];
  let last = -1;
  for (let row = 0; row < columns.length; row += 1) {
    const fault = rowFault(series, row, last);
    if (fault !== undefined) {
      findings.push(found(fault, 'reject', { row, at: epochMs(columns.end[row]!) }));
      continue;
    }
    if (last >= 0) {
      const jump = jumpFault(series, { last, row, max: rules.jumpMax ?? JUMP_MAX });
      const gap =
        timeframe === '1Day'
          ? sessionGap(series, last, row)
          : minuteGap(series, { last, row, max: rules.gapMinutesMax ?? GAP_MINUTES_MAX });
      for (const warning of [gap, jump]) {
        if (warning === undefined) continue;
        findings.push(found(warning, 'warn', { row, at: epochMs(columns.end[row]!) }));
      }
    }
    last = row;
  }
  return findings;
}

function found(
  fault: Fault,
  severity: Finding['severity'],
  where: Partial<Pick<Finding, 'row' | 'at'>>,
): Finding {
  return { ...fault, severity, ...where };
}

function rowFault(series: BarSeries, row: number, last: number): Fault | undefined {
  const { columns, timeframe } = series;
  const start = columns.start[row]!;
  const end = columns.end[row]!;
  if (!Number.isFinite(start) || !Number.isFinite(end) || end <= start) {
    return fault('bad_time', `Expected a bar to end after its start, found ${start} to ${end}.`);
  }
  if (last >= 0 && start < columns.end[last]!) {
    const before = formatInstant(epochMs(columns.end[last]!));
    return fault('time_order', `Expected a bar that starts at or after ${before}.`);
  }
  if (timeframe !== '1Day' && end - start > TIMEFRAME_MS[timeframe]) {
    return fault('bad_time', `Expected a bar of ${timeframe}, found one of ${end - start} ms.`);
  }
  const date = newYorkDate(epochMs(start));
  if (sessionOn(date) === undefined) {
    return fault('closed_day', `Expected a day of trading, found ${date}, when it was closed.`);
  }
  return barFault({
    open: columns.open[row]!,
    high: columns.high[row]!,
    low: columns.low[row]!,
    close: columns.close[row]!,
    volume: columns.volume[row]!,
  });
}

function fault(code: FindingCode, message: string): Fault {
  return { code, message };
}

interface Step {
  readonly last: number;
  readonly row: number;
  readonly max: number;
}

function jumpFault(series: BarSeries, step: Step): Fault | undefined {
  const { columns, actions } = series;
  const from = columns.end[step.last]!;
  const to = columns.end[step.row]!;
  let expected = columns.close[step.last]!;
  for (const action of actions) {
    if (action.at <= from || action.at > to) continue;
    if (action.kind === 'dividend') expected -= action.perShare.toNumber();
    else if (action.kind === 'split') expected *= ratio(action.from, action.to).toNumber();
  }
  const open = columns.open[step.row]!;
  const move = open / expected - 1;
  if (Math.abs(move) <= step.max) return undefined;
  return fault(
    'jump',
    `Expected an open near ${moneyText(expected)}, found ${moneyText(open)} ` +
      `(${signedPercentText(move)}), ` +
      `with no split or dividend that explains it${splitGuess(open / expected)}.`,
  );
}

/** Returns the split that would explain a price ratio, if a simple one is close. */
function splitGuess(moved: number): string {
  for (let terms = 2; terms <= 20; terms += 1) {
    if (Math.abs(moved * terms - 1) < 0.05) return `; a ${terms}:1 split would`;
    if (Math.abs(moved / terms - 1) < 0.05) return `; a 1:${terms} reverse split would`;
  }
  return '';
}

function sessionGap(series: BarSeries, last: number, row: number): Fault | undefined {
  const from = epochMs(series.columns.end[last]!);
  const to = epochMs(series.columns.start[row]!);
  // Nothing can be missing between neighbors less than a day apart.
  if (to - from < 20 * HOUR) return undefined;
  const missing = missingSessions(from, to);
  return missing.length === 0 ? undefined : missingFault(missing);
}

function missingSessions(from: EpochMs, to: EpochMs): readonly Session[] {
  return sessionsBetween(newYorkDate(from), newYorkDate(to)).filter(
    (session) => session.open > from && session.close <= to,
  );
}

function missingFault(missing: readonly Session[]): Fault {
  const [first] = missing;
  const span =
    missing.length === 1 ? `${first?.date}` : `${first?.date} to ${missing.at(-1)?.date}`;
  const message = `Expected bars of ${missing.length} more session(s) before this one: ${span}.`;
  return { code: 'gap', message, sessions: missing.length };
}

function minuteGap(series: BarSeries, step: Step): Fault | undefined {
  const from = epochMs(series.columns.end[step.last]!);
  const to = epochMs(series.columns.start[step.row]!);
  const minutes = (to - from) / MINUTE;
  if (minutes <= step.max) return undefined;
  const missing = missingSessions(from, to);
  if (missing.length > 0) return missingFault(missing);
  const session = sessionAt(from);
  // Only regular hours must be complete; gaps outside them are normal.
  if (session === undefined || from >= session.close) return undefined;
  const inside = (Math.min(to, session.close) - from) / MINUTE;
  if (inside <= step.max) return undefined;
  return fault('gap', `Expected no gap above ${step.max} minutes in a session, found ${inside}.`);
}

/** Reference data for checking a live record. */
export interface RecordContext {
  /** The record of the same kind and symbol before this one, if any. */
  readonly previousAt?: EpochMs;
  /** Current time; without it neither age nor future is checked. */
  readonly now?: EpochMs;
  /** Age from which a record is stale, in milliseconds. */
  readonly staleMs?: number;
}

/** Allowed lead of a record over our clock, in milliseconds. */
const FUTURE_MS_MAX = 5_000;

/** Validates a quote: bounds, zero or crossed sides, sizes, order and age. */
export function validateQuote(quote: Quote, context: RecordContext = {}): readonly Finding[] {
  const faults: (Fault | undefined)[] = [timeFault(quote.at, context)];
  if (quote.bid === 0 || quote.ask === 0) {
    const text = `Expected both sides to be quoted, found bid ${quote.bid}, ask ${quote.ask}.`;
    faults.push(fault('zero_quote', text));
  } else {
    const bounds = priceFault('bid', quote.bid) ?? priceFault('ask', quote.ask);
    const crossed = `Expected a bid at or below the ask, found ${quote.bid} above ${quote.ask}.`;
    faults.push(bounds ?? (quote.bid > quote.ask ? fault('crossed_quote', crossed) : undefined));
  }
  faults.push(sizeFault('bid size', quote.bidSize) ?? sizeFault('ask size', quote.askSize));
  return withAge(faults, quote.at, context);
}

/** Validates a market trade: bounds, size, order and age. */
export function validateTrade(trade: Trade, context: RecordContext = {}): readonly Finding[] {
  const faults = [
    timeFault(trade.at, context),
    priceFault('price', trade.price),
    sizeFault('size', trade.size),
  ];
  return withAge(faults, trade.at, context);
}

function timeFault(at: EpochMs, context: RecordContext): Fault | undefined {
  if (!Number.isFinite(at)) return fault('bad_time', `Expected an instant, found ${at}.`);
  const { previousAt, now } = context;
  if (previousAt !== undefined && at < previousAt) {
    return fault('time_order', `Expected a record not before ${formatInstant(previousAt)}.`);
  }
  if (now !== undefined && at > now + FUTURE_MS_MAX) {
    return fault('future', `Expected a record of the past, found one ${at - now} ms ahead.`);
  }
  return undefined;
}

function withAge(
  faults: readonly (Fault | undefined)[],
  at: EpochMs,
  context: RecordContext,
): readonly Finding[] {
  const findings = faults
    .filter((one) => one !== undefined)
    .map((one) => found(one, 'reject', { at }));
  const { now, staleMs } = context;
  if (now === undefined || staleMs === undefined || !(now - at > staleMs)) return findings;
  const message = `Expected a record at most ${staleMs} ms old, found one of ${now - at} ms.`;
  return [...findings, found({ code: 'stale', message }, 'warn', { at })];
}
