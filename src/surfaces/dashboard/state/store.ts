import { computed, signal } from '@preact/signals';
import type { EpochMs } from '../../../core/time.ts';
import { epochMs } from '../../../core/time.ts';
import type { Mode } from '../../../ledger/journal.ts';
import type { Limit, Session, StrategyCard } from '../link/api.ts';
import { type Account, emptyAccount } from '../model/account.ts';
import { concernsOf } from '../model/attention.ts';
import { bookRows } from '../model/book-rows.ts';
import type { Line } from '../model/connection.ts';
import { deepestDrawdown, type EquityPoint } from '../model/equity-curve.ts';
import { figuresOf } from '../model/figures.ts';
import type { Marks } from '../model/marks.ts';
import { type OrderFilter, orderRows } from '../model/order-rows.ts';
import { positionRows, sumPositions } from '../model/positions.ts';
import type { ClockReading } from '../model/speed.ts';

/**
 * What changes in place as the stream is read. Whoever shows it reads `beat`, which moves at most
 * once a frame however many entries came.
 */
export const house: {
  account: Account;
  readonly curve: EquityPoint[];
  readonly readings: ClockReading[];
  readonly sparks: Map<string, number[]>;
} = {
  account: emptyAccount(),
  curve: [],
  readings: [],
  sparks: new Map(),
};

/** Moves whenever the house changed. */
export const beat = signal(0);
/** The house, and a promise to look again whenever it has changed. */
export function watchHouse(): typeof house {
  void beat.value;
  return house;
}

/** The page's steady clock, for ages; moves twice a second. */
export const steadyNow = signal(0);
/** The present as last heard, null before. */
export const marks = signal<Marks | null>(null);
/** How the line to the server stands. */
export const line = signal<Line>({ phase: 'connecting', heardAt: 0 });
/** How many entries there are to read when the page starts, for its progress. */
export const head = signal(0);
/** The mode as the server said it, null before it said anything. */
export const mode = signal<Mode | null>(null);
/** The account at the broker and the server's version. */
export const about = signal({ account: '', version: '' });
/** Who this browser is signed in as. */
export const session = signal<Session | null>(null);
/** The limits as last asked for. */
export const limits = signal<readonly Limit[]>([]);
/** The strategies as the server describes them. */
export const strategies = signal<readonly StrategyCard[]>([]);
/** What the server said against the one-time code, empty when nothing. */
export const linkRefusal = signal('');
/** Why the page had to stop reading, empty while it reads. */
export const fault = signal('');
/** Which orders are listed. */
export const orderFilter = signal<OrderFilter>('all');

const NO_PRICES: ReadonlyMap<string, number> = new Map();
const ORDERS_SHOWN = 60;
const FILLS_SHOWN = 40;

/** The instant of the market clock. */
export const marketAt = computed<EpochMs>(
  () => marks.value?.at ?? (beat.value >= 0 ? house.account.portfolio.at : epochMs(0)),
);

/** The engine's state, `starting` and `recovering` included. */
export const engineState = computed(() => {
  watchHouse();
  const { state } = house.account.portfolio.engine;
  const told = marks.value?.state;
  // What the journal says comes first: marks are a moment behind it.
  return told === 'starting' || told === 'recovering' ? told : state;
});

/** Who set the engine's state, and why. */
export const engineStanding = computed(() => {
  watchHouse();
  return house.account.portfolio.engine;
});

const prices = computed(() => marks.value?.prices ?? NO_PRICES);

/** Every holding at the last prices. */
export const positions = computed(() => {
  watchHouse();
  const equity = marks.value?.equity ?? Number.NaN;
  return positionRows(house.account.portfolio, { prices: prices.value, equity });
});

/** Their sums. */
export const positionSums = computed(() => sumPositions(positions.value));

/** The deepest drawdown of the curve. */
const drawdown = computed(() => {
  watchHouse();
  return deepestDrawdown(house.curve);
});

/** The figures of the tiles. */
export const figures = computed(() => {
  watchHouse();
  return figuresOf(house.account, {
    equity: marks.value?.equity ?? Number.NaN,
    prices: prices.value,
    sums: positionSums.value,
    drawdown: drawdown.value,
    stated: marks.value?.stated ?? null,
    peak: house.curve.reduce((peak, { equity }) => Math.max(peak, equity), 0),
  });
});

/** The strategies' books. */
export const books = computed(() => {
  watchHouse();
  return bookRows(house.account, marks.value?.books ?? NO_PRICES);
});

/** The latest orders. */
export const orders = computed(() => {
  watchHouse();
  return orderRows(house.account, orderFilter.value, ORDERS_SHOWN);
});

/** The latest executions, newest first. */
export const fills = computed(() => {
  watchHouse();
  return house.account.fills.slice(-FILLS_SHOWN).toReversed();
});

/** What needs a person. */
export const concerns = computed(() => {
  watchHouse();
  return concernsOf(house.account.portfolio, {
    engineState: engineState.value,
    line: line.value,
    brokerUp: marks.value?.brokerUp ?? true,
    limits: limits.value,
  });
});
