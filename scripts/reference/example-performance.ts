import { wholeMoneyText } from '../../src/core/number-text.ts';
import type { PerformanceInput, RoundTrip } from '../../src/analysis/performance/input.ts';
import { formatInstant, isoDate, parseInstant } from '../../src/core/time.ts';
import { table } from './markdown.ts';

/** Date, closing equity, market value of positions, dollars traded, benchmark return. */
type Session = readonly [string, number, number, number, number];

const INITIAL = 10_000;

const SESSIONS: readonly Session[] = [
  ['2023-12-20', 10_099, 5_100, 5_000, 0.004],
  ['2023-12-21', 10_049, 5_050, 0, -0.002],
  ['2023-12-22', 10_199, 5_200, 0, 0.006],
  ['2023-12-26', 10_249, 5_250, 0, 0.001],
  ['2023-12-27', 10_298, 0, 5_300, 0.003],
  ['2023-12-28', 10_327, -5_970, 6_000, 0],
  ['2023-12-29', 10_237, -6_060, 0, -0.003],
  ['2024-01-02', 10_147, -6_150, 0, -0.006],
  ['2024-01-03', 10_155, 4_160, 10_300, -0.008],
  ['2024-01-04', 10_075, 4_080, 0, 0.002],
  ['2024-01-05', 10_233, 2_120, 6_320, 0.005],
  ['2024-01-08', 10_193, 2_080, 0, 0.001],
];

const open = (day: string): RoundTrip['openedAt'] => parseInstant(`${day}T14:30:00Z`);

const ROUND_TRIPS: readonly RoundTrip[] = [
  {
    symbol: 'ABC',
    side: 'long',
    openedAt: open('2023-12-20'),
    closedAt: open('2023-12-27'),
    quantity: 50,
    entryPrice: 100,
    exitPrice: 106,
    fees: 2,
    pnl: 298,
    bars: 4,
    adverse: 20,
    favorable: 320,
  },
  {
    symbol: 'XYZ',
    side: 'short',
    openedAt: open('2023-12-28'),
    closedAt: open('2024-01-03'),
    quantity: 30,
    entryPrice: 200,
    exitPrice: 206,
    fees: 2,
    pnl: -182,
    bars: 3,
    adverse: 210,
    favorable: 45,
  },
  {
    symbol: 'ABC',
    side: 'long',
    openedAt: open('2024-01-03'),
    closedAt: open('2024-01-05'),
    quantity: 40,
    entryPrice: 103,
    exitPrice: 105.5,
    fees: 2,
    pnl: 98,
    bars: 2,
    adverse: 60,
    favorable: 110,
  },
];

const column = (index: 1 | 2 | 3 | 4): Float64Array =>
  Float64Array.from(SESSIONS, (session) => session[index]);

const heldFrom = (from: number, to: number) => ({
  from,
  values: Array.from(column(2).slice(from, to)),
});

/** A small record: the source of every example on the metrics page. */
export const EXAMPLE: PerformanceInput = {
  dates: SESSIONS.map(([date]) => isoDate(date)),
  equity: column(1),
  initialEquity: INITIAL,
  benchmark: column(4),
  roundTrips: ROUND_TRIPS,
  openTrades: 1,
  netExposure: column(2).map((held, row) => held / SESSIONS[row]![1]),
  grossExposure: column(2).map((held, row) => Math.abs(held) / SESSIONS[row]![1]),
  tradedNotional: column(3),
  holdings: {
    basis: 'value',
    columns: [
      { symbol: 'ABC', spans: [heldFrom(0, 4), heldFrom(8, 12)] },
      { symbol: 'XYZ', spans: [heldFrom(5, 8)] },
    ],
  },
  buyHoldReturn: 0.015,
  fees: 7,
  slippage: 5,
  income: 0,
};

/** Returns the record as Markdown, so that a reader can check every example manually. */
export function exampleText(): string {
  const sessions = SESSIONS.map((session) => session.map(String));
  const trips = ROUND_TRIPS.map((trip) => [
    `${trip.symbol} ${trip.side}`,
    formatInstant(trip.openedAt).slice(0, 10),
    formatInstant(trip.closedAt).slice(0, 10),
    ...[trip.quantity, trip.entryPrice, trip.exitPrice, trip.fees, trip.pnl].map(String),
    ...[trip.bars ?? '', trip.adverse ?? '', trip.favorable ?? ''].map(String),
  ]);
  const head = ['opened', 'closed', 'shares', 'entry', 'exit', 'fees', 'pnl', 'bars'];
  return `## The example

Every *example* below is computed by the catalog, in Quipu's convention, from this record of an
account that started with ${wholeMoneyText(INITIAL)}: twelve trading days, three closed round
trips, and one that is still open. There were no deposits or withdrawals, rf is 0, P is 252.
Exposure is the value held divided by equity. Total fees were $${EXAMPLE.fees}, slippage
$${EXAMPLE.slippage}, income $${EXAMPLE.income}. One symbol was held at a time; held over the whole
period, the symbols returned 1.5% on average.

${table(['date', 'equity', 'held', 'traded', 'benchmark return'], sessions)}
A round trip opens and closes at 14:30 UTC; *MAE* and *MFE* are its maximum adverse and favorable
excursion, in dollars.

${table(['round trip', ...head, 'MAE', 'MFE'], trips)}`;
}
