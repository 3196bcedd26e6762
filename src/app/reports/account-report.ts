import type { Convention } from '../../analysis/performance/context.ts';
import { type HoldingColumn, HoldingsRecord } from '../../analysis/performance/holdings.ts';
import type { PerformanceInput } from '../../analysis/performance/input.ts';
import { withOptions } from '../../analysis/report/command.ts';
import type { ReportInput, ReportPosition } from '../../analysis/report/report-input.ts';
import { numberText } from '../../core/number-text.ts';
import { sha256Hex } from '../../core/sha256.ts';
import type { EpochMs, IsoDate } from '../../core/time.ts';
import type { Journal } from '../../engine/ports.ts';
import { instrumentHeld } from '../../ledger/portfolio.ts';
import { marketValue } from '../../market/instrument.ts';
import { newYorkDate } from '../../market/calendar.ts';
import { type AccountDay, type AccountNow, AccountRecord } from './account-record.ts';
import { appError } from '../kit/errors.ts';
import { VERSION } from '../kit/version.ts';

/** Date range of an account report. */
export interface AccountQuestion {
  /** First day, included; by default the account's first. */
  readonly from?: IsoDate | undefined;
  /** Last day, included; by default the account's last. */
  readonly to?: IsoDate | undefined;
  readonly convention: Convention;
}

/**
 * Builds the data of an account report from its journal.
 *
 * @param now current values of the running engine; absent for a journal without a writer
 * @throws QuipuError `app.no_data` when the journal has no trading day in the range,
 *   `app.usage` when the range ends before it begins
 */
export async function accountReport(
  journal: Pick<Journal, 'read' | 'head'>,
  question: AccountQuestion,
  now?: AccountNow,
): Promise<ReportInput> {
  const { from, to } = question;
  if (from !== undefined && to !== undefined && from > to) {
    throw appError('app.usage', `Expected from ${from} to come before to ${to}.`, {
      next: 'Swap the two dates.',
    });
  }
  const record = new AccountRecord();
  let whole = true;
  let head = '';
  for await (const { entry, hash } of journal.read()) {
    if (to !== undefined && newYorkDate(entry.at) > to) {
      whole = false;
      break;
    }
    record.note(entry);
    head = hash;
  }
  record.finish(whole ? now : undefined);
  return inputOf(record, question, { running: whole && now !== undefined, head });
}

function inputOf(
  record: AccountRecord,
  question: AccountQuestion,
  { running, head }: { readonly running: boolean; readonly head: string },
): ReportInput {
  const { from, convention } = question;
  const days = record.days.filter(({ date }) => from === undefined || date >= from);
  const first = days[0];
  const last = days.at(-1);
  if (first === undefined || last === undefined) throw noSession(record, question);
  const start = record.days[record.days.indexOf(first) - 1];
  const { manifest } = record.portfolio;
  const trips = record.trips().filter(({ closedAt }) => newYorkDate(closedAt) >= first.date);
  const isInside = ({ at }: { readonly at: EpochMs }): boolean => newYorkDate(at) >= first.date;
  const slippages = record.slippages.filter(isInside);
  const denied: Record<string, number> = {};
  for (const { code } of record.denials.filter(isInside)) denied[code] = (denied[code] ?? 0) + 1;
  const openPositions = positionsOf(record);
  const symbols = new Set(openPositions.map(({ symbol }) => symbol));
  for (const { symbol } of trips) symbols.add(symbol);
  return {
    header: {
      title: titleOf(record),
      kind: 'account',
      ...(manifest === null ? {} : { mode: manifest.mode }),
      symbols: [...symbols].sort(),
      facts: factsOf(record, head),
      assumptions: ASSUMED,
      findings: findingsOf(days, { running, shorts: days.some(isShort) }),
      ...(manifest === null ? {} : { books: manifest.books }),
      reproduce: withOptions(
        { name: 'report build' },
        { from: question.from, to: question.to, convention },
      ),
    },
    performance: {
      ...columnsOf(days, start, record),
      roundTrips: trips,
      openTrades: openPositions.length,
      ...(slippages.length === 0
        ? {}
        : { slippage: slippages.reduce((sum, { cost }) => sum + cost, 0) }),
    },
    convention,
    openPositions,
    slippages: slippages.map(({ bps, cost }) => ({ bps, cost })),
    holdings: { basis: 'cost', columns: costColumns(days) },
    denied,
  };
}

function costColumns(days: readonly AccountDay[]): readonly HoldingColumn[] {
  const record = new HoldingsRecord();
  for (const [row, { held }] of days.entries()) {
    for (const [symbol, cost] of held) record.note(symbol, row, cost);
  }
  return record.columns();
}

/** Returns the title of an account: its mode and the end of its id. */
function titleOf({ portfolio: { manifest } }: AccountRecord): string {
  if (manifest === null) return 'Account';
  const { mode, account } = manifest;
  const short = account.length <= 8 ? account : `…${account.slice(-4)}`;
  return `${mode.charAt(0).toUpperCase()}${mode.slice(1)} account ${short}`;
}

const ASSUMED = [
  'equity at the end of each trading day as journaled, at the last prices',
  'deposits and withdrawals count at the start of their trading day',
  'round trips are first in, first out; a fee belongs to the last trip of its symbol before it',
  'slippage compares the execution price with the price that the risk gate saw at the decision',
];

function factsOf(
  { portfolio, entries }: AccountRecord,
  head: string,
): readonly (readonly [string, string])[] {
  const { manifest, orderCount, fillCount, deniedCount } = portfolio;
  const books = manifest?.books ?? [];
  return [
    ...(manifest === null ? [] : [['Account', manifest.account] as const]),
    ['Journal', `${numberText(entries, 0)} entries, hash of the last ${head}`],
    ['Orders and fills', `${orderCount} orders, ${fillCount} fills, ${deniedCount} denied`],
    ...(books.length === 0
      ? []
      : [
          ['Books', books.map(({ book, strategy }) => `${book} (${strategy})`).join(', ')] as const,
        ]),
    ...(manifest === null
      ? []
      : [
          ...(manifest.seed === null
            ? []
            : [['Seed', `${manifest.seed}, of the simulated market`] as const]),
          ['Limits at the start', `sha256 ${sha256Hex(manifest.limits)}`] as const,
        ]),
    ['Made by', `Quipu ${VERSION}`],
  ];
}

function isShort({ held }: AccountDay): boolean {
  return [...held.values()].some((cost) => cost < 0);
}

function findingsOf(
  days: readonly AccountDay[],
  { running, shorts }: { readonly running: boolean; readonly shorts: boolean },
): readonly string[] {
  const found: string[] = [];
  const open = days.filter(({ closed }) => !closed);
  const last = days.at(-1);
  const past = open.filter((day) => !running || day !== last);
  if (running && last !== undefined && !last.closed) {
    found.push(`The trading day ${last.date} has not ended; it is valued at the last prices.`);
  }
  if (past.length > 0) {
    const [one] = past;
    const which =
      past.length === 1
        ? `The trading day ${one!.date} has no close in the journal`
        : `${past.length} trading days, the first on ${one!.date}, have no close in the journal`;
    found.push(`${which}: valued at the last journaled price of each holding.`);
  }
  if (shorts) {
    found.push(
      'The journal has only the total value of positions: with short positions, gross exposure ' +
        'is unknown and is omitted.',
    );
  }
  return found;
}

function columnsOf(
  days: readonly AccountDay[],
  before: AccountDay | undefined,
  { opening }: AccountRecord,
): PerformanceInput {
  const start = before ?? opening;
  const last = days.at(-1)!;
  let contributed = start?.contributed ?? 0;
  const flows = Float64Array.from(days, (day) => {
    const flow = day.contributed - contributed;
    contributed = day.contributed;
    return flow;
  });
  const net = Float64Array.from(days, ({ equity, cash }) => (equity - cash) / equity);
  const long = !days.some(isShort);
  return {
    dates: days.map(({ date }) => date),
    equity: Float64Array.from(days, ({ equity }) => equity),
    initialEquity: start?.equity ?? 0,
    ...(before === undefined ? {} : { start: before.date }),
    ...(flows.some((flow) => flow !== 0) ? { flows } : {}),
    ...(long ? { grossExposure: net } : {}),
    netExposure: net,
    tradedNotional: Float64Array.from(days, ({ traded }) => traded),
    fees: last.fees - (before?.fees ?? 0),
    income: last.income - (before?.income ?? 0),
  };
}

function positionsOf(record: AccountRecord): readonly ReportPosition[] {
  const held = new Map<string, { cost: string; quantity: string; price: number; value: number }>();
  for (const [symbol, quantity] of record.portfolio.holdings) {
    if (quantity.isZero()) continue;
    const price = record.priceOf(symbol);
    const instrument = instrumentHeld(record.portfolio, symbol);
    const value = marketValue(instrument, price, quantity.toNumber());
    held.set(symbol, { cost: record.costOf(symbol), quantity: quantity.toString(), price, value });
  }
  return [...held]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([symbol, one]) => ({ symbol, ...one }));
}

function rangeText({ from, to }: AccountQuestion): string {
  const first = from === undefined ? '' : ` from ${from}`;
  return to === undefined ? first : `${first} to ${to}`;
}

function noSession(record: AccountRecord, question: AccountQuestion): Error {
  const [first, last] = [record.days[0]?.date, record.days.at(-1)?.date];
  const next =
    first === undefined
      ? 'Let it run until it has market data, then try again.'
      : `Its trading days run from ${first} to ${last}.`;
  return appError('app.no_data', `The account has no trading day${rangeText(question)}.`, { next });
}
