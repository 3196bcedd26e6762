import { computed, signal } from '@preact/signals';
import { type EpochMs, epochMs } from '../../../core/time.ts';
import type { Mode } from '../../../ledger/journal.ts';
import { readRisk, readStrategies, type SignedInSession } from '../link/api.ts';
import { type PageAccount, emptyPageAccount } from '../model/account.ts';
import { concernsOf } from '../model/attention.ts';
import { bookRows } from '../model/book-rows.ts';
import { engineLabel, type Line, priceAgeMs, STALE_MS } from '../model/connection.ts';
import type { CurvePoint } from '../model/equity-curve.ts';
import { figuresOf } from '../model/figures.ts';
import type { Marks } from '../model/marks.ts';
import { type OrderQuery, orderRows } from '../model/order-rows.ts';
import {
  type PerformancePeriod,
  periodResult,
  PERIODS,
  type ReturnMethod,
} from '../model/performance.ts';
import { positionRows, sumPositions } from '../model/positions.ts';
import type { ClockReading } from '../model/speed.ts';
import { queryValue } from '../router.ts';
import { createResource } from './resource.ts';

/**
 * State that the stream changes in place. A component that shows it reads `beat`, which advances at
 * most once per frame, regardless of how many entries arrived.
 */
export const house: {
  account: PageAccount;
  readonly curve: CurvePoint[];
  readonly readings: ClockReading[];
  /** Last prices by symbol and last equity by book (`book:` and the id). */
  readonly sparks: Map<string, number[]>;
} = {
  account: emptyPageAccount(),
  curve: [],
  readings: [],
  sparks: new Map(),
};

/** Advances whenever the live state changes. */
export const beat = signal(0);
/** Returns the live state; a component that reads it renders again on every change. */
export function watchHouse(): typeof house {
  void beat.value;
  return house;
}

/** The page's monotonic clock, for ages; advances twice a second. */
export const steadyNow = signal(0);
/** The latest marks; null before the first. */
export const marks = signal<Marks | null>(null);
/** The state of the connection to the server. */
export const line = signal<Line>({ phase: 'connecting', heardAt: 0 });
/** Number of entries to read when the page starts, for the progress display. */
export const head = signal(0);
/** The mode that the server reported; null before. */
export const mode = signal<Mode | null>(null);
/** The account at the broker and the server's version. */
export const about = signal({ account: '', version: '' });
/** Who this browser is signed in as. */
export const session = signal<SignedInSession | null>(null);
/** Why the server rejected the one-time code; empty when it did not. */
export const linkRefusal = signal('');
/** Why the page stopped reading; empty while it reads. */
export const fault = signal('');

const RISK_EVERY_MS = 3_000;
const STRATEGIES_EVERY_MS = 30_000;

/** The limits in force and the usage of each. */
export const risk = createResource('risk.show', readRisk, RISK_EVERY_MS);
/** The strategies as the server describes them. */
export const strategies = createResource('strategies.list', readStrategies, STRATEGIES_EVERY_MS);
/** The limits in force; empty until they are known. */
export const limits = computed(() => risk.value.value?.limits ?? []);
/** The strategies; empty until they are known. */
export const strategyCards = computed(() => strategies.value.value ?? []);

const NO_PRICES: ReadonlyMap<string, number> = new Map();
const FILLS_SHOWN = 40;

/** Exchange time of the last message. */
export const marketAt = computed<EpochMs>(
  () => marks.value?.at ?? (beat.value >= 0 ? house.account.portfolio.at : epochMs(0)),
);

/** The last engine state received, `starting` and `recovering` included. */
export const engineState = computed(() => {
  watchHouse();
  const { state } = house.account.portfolio.engine;
  const reported = marks.value?.state;
  // The journal takes precedence: marks are a moment behind it.
  return reported === 'starting' || reported === 'recovering' ? reported : state;
});

/** The engine's state, as far as the page knows it now. */
export const engine = computed(() => {
  const last = { state: engineState.value, at: marketAt.value };
  return engineLabel(line.value, steadyNow.value, last);
});

/** Who set the engine's state, when and why. */
export const tradingState = computed(() => {
  watchHouse();
  return house.account.portfolio.engine;
});

/** Age of the prices on the page. */
const priceAge = computed(() => {
  const now = marks.value;
  const market = { open: now?.open ?? false, ageMs: now?.marketAgeMs ?? null };
  return priceAgeMs(line.value, steadyNow.value, market);
});

/** Whether the prices on the page are current, stale, or from before the connection was lost. */
export const freshness = computed(() => {
  if (line.value.phase !== 'live') return 'offline';
  return priceAge.value > STALE_MS ? 'stale' : 'current';
});

const prices = computed(() => marks.value?.prices ?? NO_PRICES);

/** Every position at the last prices. */
export const positions = computed(() => {
  watchHouse();
  const equity = marks.value?.equity ?? Number.NaN;
  return positionRows(house.account.portfolio, { prices: prices.value, equity });
});

/** Totals of the positions. */
export const positionSums = computed(() => sumPositions(positions.value));

/** The period in the address, for all figures and the chart. */
export const period = computed<PerformancePeriod>(() => {
  const wanted = queryValue('period');
  return PERIODS.find(([name]) => name === wanted)?.[0] ?? 'ytd';
});

/** Method in the address by which results are expressed. */
export const returnMethod = computed<ReturnMethod>(() => {
  const wanted = queryValue('return');
  return wanted === 'mwr' || wanted === 'usd' ? wanted : 'twr';
});

/** The result of the account over the chosen period. */
export const result = computed(() => {
  watchHouse();
  const { deposits, portfolio } = house.account;
  const inputs = { curve: house.curve, deposits, now: marketAt.value, day: portfolio.session };
  return periodResult(inputs, period.value);
});

/** The figures of the tiles. */
export const figures = computed(() => {
  watchHouse();
  return figuresOf(house.account, {
    equity: marks.value?.equity ?? Number.NaN,
    prices: prices.value,
    sums: positionSums.value,
    result: result.value,
    stated: marks.value?.stated ?? null,
  });
});

/** The strategies' books. */
export const books = computed(() => {
  watchHouse();
  return bookRows(house.account, marks.value?.books ?? NO_PRICES);
});

/** Order query in the address. */
export const orderQuery = computed<OrderQuery>(() => {
  const status = queryValue('orders');
  return {
    status: status === 'all' || status === 'stopped' ? status : 'open',
    book: queryValue('book') ?? '',
    text: queryValue('find') ?? '',
  };
});

/** The matching orders, newest first, and their number without search and strategy. */
export const orders = computed(() => {
  watchHouse();
  return orderRows(house.account, orderQuery.value);
});

/** The latest fills, newest first. */
export const fills = computed(() => {
  watchHouse();
  return house.account.fills.slice(-FILLS_SHOWN).toReversed();
});

/** What needs the user. */
export const concerns = computed(() => {
  watchHouse();
  // Seconds advance only where they are shown.
  const isAging = freshness.value !== 'current';
  return concernsOf(house.account.portfolio, {
    engineState: engineState.value,
    line: line.value,
    now: isAging ? steadyNow.value : 0,
    at: marketAt.value,
    priceAgeMs: isAging ? priceAge.value : 0,
    brokerUp: marks.value?.brokerUp ?? true,
    limits: limits.value,
  });
});
