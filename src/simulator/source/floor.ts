import { price, quantity } from '../../core/decimal.ts';
import { hashText } from '../../core/random.ts';
import { type EpochMs, epochMs, MINUTE } from '../../core/time.ts';
import type { Session } from '../../market/calendar.ts';
import type { CorporateAction } from '../../market/corporate-action.ts';
import type { Ticker } from '../../market/symbol.ts';
import { type KeptBarRow, keepBars, type KeptBars } from './kept-bars.ts';
import { createHiddenPrices, type HiddenPrices } from './hidden-prices.ts';
import { createTape, fillQuoteSizes, fillTape, type Tape, type TapeMinute } from './tape.ts';
import { COMPANIES } from './universe.ts';

/** Trading pit of one company: its tape of the last minute and its bars. */
export interface Pit {
  readonly tape: Tape;
  readonly minutes: KeptBars;
  readonly days: KeptBars;
  readonly actions: CorporateAction[];
  /** Bar of the last minute; refilled each minute. */
  readonly bar: MinuteRow;
}

/** Minute bar with data that only the trades provide. */
export interface MinuteRow extends KeptBarRow {
  vwap: number;
  trades: number;
}

/**
 * Trading floor of the simulated market: plays sessions, minute by minute, from a seed.
 *
 * Every minute is generated the same way whether its trades or only its bars are read.
 */
export interface Floor {
  /** In company order; those that are not traded stay empty. */
  readonly pits: readonly Pit[];
  /** Places of the pits that are traded. */
  readonly places: readonly number[];
  /** Starts the next session: applies the overnight move, dividends and splits. */
  open(session: Session): readonly CorporateAction[];
  /** Plays minute `index` of the session, from 0; `shown` also fills the sizes of its quotes. */
  minute(session: Session, index: number, shown: boolean): void;
  /** Plays a full session in half hours, for old history with daily bars only. */
  coarse(session: Session): void;
}

interface DayPit extends Pit {
  /** Bar of the current session. */
  readonly day: KeptBarRow;
}

const QUARTER_SESSIONS = 63;
const MIDNIGHT_TO_OPEN = 570 * MINUTE;
const COARSE = 30;

/** Returns the minutes of a session: 390, or 210 on a half day. */
export function minutesOf(session: Session): number {
  return Math.round((session.close - session.open) / MINUTE);
}

/** Settings of a floor. */
export interface FloorOptions {
  /** Minute bars that each pit keeps. */
  readonly minutes: number;
  /** Symbols that are traded; every company by default. The prices of the others move, unseen. */
  readonly symbols?: readonly Ticker[];
}

/** Creates the floor before its first session. */
export function createFloor(marketSeed: number, room: FloorOptions): Floor {
  const prices = createHiddenPrices(marketSeed);
  const seeds = COMPANIES.map((company) => hashText(`${marketSeed} tape of ${company.symbol}`));
  const pits = COMPANIES.map((): DayPit => ({
    tape: createTape(),
    minutes: keepBars(room.minutes),
    days: keepBars(600),
    actions: [],
    bar: { ...emptyRow(), vwap: 0, trades: 0 },
    day: emptyRow(),
  }));
  const places = [...COMPANIES.keys()].filter(
    (place) => room.symbols?.includes(COMPANIES[place]!.symbol) ?? true,
  );
  const before = Float64Array.from(prices.mid);
  const plan: { -readonly [K in keyof TapeMinute]: TapeMinute[K] } = {
    company: COMPANIES[0]!,
    seed: 0,
    from: Number.NaN,
    to: Number.NaN,
    vol: Number.NaN,
    tension: Number.NaN,
    first: false,
    last: false,
  };
  let sessions = 0;
  return {
    pits,
    places,
    open(session) {
      const placeOf = ({ symbol }: CorporateAction): number =>
        COMPANIES.findIndex((company) => company.symbol === symbol);
      const actions = applyActions(prices, session, sessions).filter((action) =>
        places.includes(placeOf(action)),
      );
      for (const action of actions) pits[placeOf(action)]!.actions.push(action);
      if (sessions > 0) prices.night();
      sessions += 1;
      for (const { day } of pits) startRow(day, session.open - MIDNIGHT_TO_OPEN, session.close);
      return actions;
    },
    minute(session, index, shown) {
      const count = minutesOf(session);
      const start = session.open + index * MINUTE;
      before.set(prices.mid);
      prices.step(1, index / (count - 1));
      for (const place of places) {
        const { tape, bar, minutes, day, days } = pits[place]!;
        // One object for all minutes: allocating one each time would double the cost.
        plan.company = COMPANIES[place]!;
        plan.seed = Math.imul(start / MINUTE, 0x9e3779b1) ^ seeds[place]!;
        plan.from = before[place]!;
        plan.to = prices.mid[place]!;
        plan.vol = prices.minuteVol[place]!;
        plan.tension = prices.tension[place]!;
        plan.first = index === 0;
        plan.last = index === count - 1;
        fillTape(tape, plan);
        if (shown) fillQuoteSizes(tape, plan);
        startRow(bar, start, start + MINUTE);
        addTape(bar, tape);
        minutes.push(bar);
        addRow(day, bar);
        if (index === count - 1) days.push(day);
      }
    },
    coarse: (session) => playCoarse(prices, pits, minutesOf(session) / COARSE),
  };
}

function playCoarse(prices: HiddenPrices, pits: readonly DayPit[], steps: number): void {
  const before = new Float64Array(pits.length);
  for (let step = 0; step < steps; step += 1) {
    before.set(prices.mid);
    prices.step(COARSE, (step + 0.5) / steps);
    for (let place = 0; place < pits.length; place += 1) {
      addStep(pits[place]!.day, prices, { place, from: before[place]! });
    }
  }
  for (let place = 0; place < pits.length; place += 1) {
    const { day, days } = pits[place]!;
    day.volume = oldVolume(place, day);
    days.push(day);
  }
}

function applyActions(
  prices: HiddenPrices,
  session: Session,
  count: number,
): readonly CorporateAction[] {
  const actions: CorporateAction[] = [];
  for (const [place, company] of COMPANIES.entries()) {
    const on = { symbol: company.symbol, exDate: session.date, at: session.open };
    const mid = prices.mid[place]!;
    if (company.dividendYield > 0 && count % QUARTER_SESSIONS === company.dividendPhase) {
      const cents = Math.max(1, Math.round(25 * company.dividendYield * mid));
      prices.mid[place] = mid - cents / 100;
      actions.push({ ...on, kind: 'dividend', perShare: price(cents / 100) });
    }
    if (company.split?.session === count) {
      prices.mid[place] = prices.mid[place]! / company.split.to;
      actions.push({ ...on, kind: 'split', from: quantity(1), to: quantity(company.split.to) });
    }
  }
  return actions;
}

function emptyRow(): KeptBarRow {
  return { start: 0, end: 0, open: 0, high: 0, low: 0, close: 0, volume: 0 };
}

function startRow(row: KeptBarRow, start: number, end: number): void {
  row.start = start;
  row.end = end;
  row.open = Number.NaN;
  row.high = Number.NEGATIVE_INFINITY;
  row.low = Number.POSITIVE_INFINITY;
  row.close = Number.NaN;
  row.volume = 0;
}

function addTape(bar: MinuteRow, tape: Tape): void {
  let first = 0;
  let last = 0;
  let high = 0;
  let low = Number.MAX_SAFE_INTEGER;
  let value = 0;
  let volume = 0;
  let trades = 0;
  for (let k = 0; k < tape.length; k += 1) {
    const size = tape.tradeSize[k]!;
    if (size === 0) continue;
    const cents = tape.tradePrice[k]!;
    if (trades === 0) first = cents;
    last = cents;
    if (cents > high) high = cents;
    if (cents < low) low = cents;
    value += cents * size;
    volume += size;
    trades += 1;
  }
  bar.open = first / 100;
  bar.high = high / 100;
  bar.low = low / 100;
  bar.close = last / 100;
  bar.volume = volume;
  bar.vwap = value / volume / 100;
  bar.trades = trades;
}

function addRow(row: KeptBarRow, part: Readonly<KeptBarRow>): void {
  if (Number.isNaN(row.open)) row.open = part.open;
  if (part.high > row.high) row.high = part.high;
  if (part.low < row.low) row.low = part.low;
  row.close = part.close;
  row.volume += part.volume;
}

/** Plays a half hour of old history: its ends, widened a little for the moves in between. */
function addStep(
  day: KeptBarRow,
  prices: HiddenPrices,
  from: { readonly place: number; readonly from: number },
): void {
  const to = prices.mid[from.place]!;
  const reach = 1 + 2 * prices.minuteVol[from.place]!;
  addRow(day, {
    ...day,
    open: cents(from.from),
    high: cents(Math.max(from.from, to) * reach),
    low: cents(Math.min(from.from, to) / reach),
    close: cents(to),
    volume: 0,
  });
}

function cents(value: number): number {
  return Math.max(1, Math.round(value * 100)) / 100;
}

/** Returns the volume of an old session: that of its trades, increased by its range. */
function oldVolume(place: number, day: Readonly<KeptBarRow>): number {
  const company = COMPANIES[place]!;
  const usual = company.quotesPerMinute * company.tradeSize * 390 * VOLUME_OF_TRADES;
  const range = (day.high - day.low) / day.close;
  return Math.round(usual * (0.6 + 25 * range));
}

const VOLUME_OF_TRADES = 0.8;

/** Returns the end of minute `index` of a session. */
export function minuteEnd(session: Session, index: number): EpochMs {
  return epochMs(session.open + (index + 1) * MINUTE);
}
