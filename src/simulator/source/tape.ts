import type { Company } from './universe.ts';

/** Maximum quotes of a minute; even the most active symbol in the first minute stays below it. */
const QUOTES_MAX = 40;
const QUOTES_MIN = 4;
/** Random draws for one quote and its trade. */
const DRAWS = 10;
const TRADE_CHANCE = 0.75;
/** Size factor of the first and the last print of a session compared with a usual trade. */
const AUCTION_SIZE = 25;

/**
 * Quotes and trades of one minute of one symbol, in order of time.
 *
 * Entry `k` is a quote at `quoteAt[k]`, followed by a trade at `tradeAt[k]` when `tradeSize[k]` is
 * above 0. Instants are milliseconds of the minute from 1 to 59,999; prices are whole cents.
 */
export interface Tape {
  length: number;
  /** Buffer for the draws of the minute; see {@link roll}. */
  readonly draws: Float64Array;
  readonly quoteAt: Int32Array;
  readonly bid: Int32Array;
  readonly ask: Int32Array;
  readonly bidSize: Int32Array;
  readonly askSize: Int32Array;
  readonly tradeAt: Int32Array;
  readonly tradePrice: Int32Array;
  readonly tradeSize: Int32Array;
}

/** Creates a buffer for one minute, reused for the next. */
export function createTape(): Tape {
  const column = (): Int32Array => new Int32Array(QUOTES_MAX);
  return {
    length: 0,
    draws: new Float64Array(QUOTES_MAX * DRAWS),
    quoteAt: column(),
    bid: column(),
    ask: column(),
    bidSize: column(),
    askSize: column(),
    tradeAt: column(),
    tradePrice: column(),
    tradeSize: column(),
  };
}

/** Minute that a tape is generated for. */
export interface TapeMinute {
  readonly company: Company;
  /** Sole seed of every draw of the minute. */
  readonly seed: number;
  /** Hidden price at the start and at the end. */
  readonly from: number;
  readonly to: number;
  /** Standard deviation of the price over the minute, a fraction. */
  readonly vol: number;
  /** Volatility relative to its long-run level, including time of day; 1 is usual. */
  readonly tension: number;
  readonly first: boolean;
  readonly last: boolean;
}

/**
 * Fills a tape: a hidden path between the two prices, quotes around it, trades at the quotes.
 *
 * The path is a Brownian bridge over the quotes; the spread widens with tension; a trade buys at
 * the ask or sells at the bid, more often in the direction of the minute, or now and then inside.
 */
export function fillTape(tape: Tape, minute: TapeMinute): void {
  const { company, from, to, first, last } = minute;
  const { draws } = tape;
  const lively = minute.tension;
  const state = roll(draws, minute.seed, 1);
  const wanted = company.quotesPerMinute * (0.4 + 0.4 * lively + 0.4 * draws[0]!);
  const length = Math.max(QUOTES_MIN, Math.min(QUOTES_MAX, Math.floor(wanted)));
  roll(draws, state, length * DRAWS);
  const deviation = minute.vol * from;
  const halfSpread =
    0.5 + company.halfSpreadBps * 0.01 * from * (0.45 + 0.55 * lively) * (first ? 2 : 1);
  const buys = buyChance((to - from) / deviation);
  tape.length = length;
  let path = from;
  let passed = 0;
  for (let k = 0; k < length; k += 1) {
    const base = k * DRAWS;
    const share = (k + 0.8 * draws[base]!) / length;
    // The bridge's step: toward the end by its share of the remaining distance, plus noise.
    const part = (share - passed) / (1 - passed);
    const stray = deviation * Math.sqrt((1 - share) * part);
    const deviate = draws[base + 1]! + draws[base + 2]! + draws[base + 3]! - 1.5;
    path += (to - path) * part + stray * 2 * deviate;
    passed = share;
    const half = halfSpread * (0.8 + 0.4 * draws[base + 4]!);
    const bid = Math.max(1, Math.floor(path * 100 - half));
    const ask = Math.max(bid + 1, Math.ceil(path * 100 + half));
    const quoteAt = 1 + Math.floor(share * 59_000);
    tape.bid[k] = bid;
    tape.ask[k] = ask;
    tape.quoteAt[k] = quoteAt;
    const auction = (first && k === 0) || (last && k === length - 1);
    const traded = draws[base + 5]! < TRADE_CHANCE || k === 0 || auction;
    const bought = draws[base + 6]! < buys;
    // One trade in eight is inside the quote, at the middle or next to it.
    if (draws[base + 7]! < 0.125) tape.tradePrice[k] = (bid + ask + (bought ? 1 : 0)) >> 1;
    else tape.tradePrice[k] = bought ? ask : bid;
    tape.tradeAt[k] = quoteAt + 1 + Math.floor(280 * draws[base + 8]!);
    const size = printed(company.tradeSize * (0.6 + 0.4 * lively), draws[base + 9]!);
    tape.tradeSize[k] = traded ? size * (auction ? AUCTION_SIZE : 1) : 0;
  }
}

/** Fills the sizes of the quotes, on which no price depends, after {@link fillTape}. */
export function fillQuoteSizes(tape: Tape, minute: Pick<TapeMinute, 'company' | 'seed'>): void {
  const { draws, length } = tape;
  roll(draws, ~minute.seed, 2 * length);
  for (let k = 0; k < length; k += 1) {
    tape.bidSize[k] = lot(minute.company.tradeSize * 2, draws[2 * k]!);
    tape.askSize[k] = lot(minute.company.tradeSize * 2, draws[2 * k + 1]!);
  }
}

/** Returns a probability around one half that follows the direction of the minute. */
function buyChance(move: number): number {
  return 0.5 + 0.12 * Math.max(-2, Math.min(2, move));
}

/** Returns a size with a long tail, where 1 / (u + 0.08) has mean 2.6; half of them round lots. */
function printed(usual: number, u: number): number {
  const size = Math.max(1, Math.floor((usual / 2.6) * (1 / (u + 0.08))));
  return size % 2 === 0 && size >= 100 ? size - (size % 100) : size;
}

function lot(usual: number, u: number): number {
  return 100 * Math.max(1, Math.round((usual / 260) * (1 / (u + 0.08))));
}

/**
 * Fills `draws` with fractions and returns the state after them: mulberry32 (T.
 *
 * Ettinger, 2017). All together, because a returned number costs memory where the function is not
 * inlined.
 */
function roll(draws: Float64Array, seed: number, count: number): number {
  let state = seed | 0;
  for (let index = 0; index < count; index += 1) {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    draws[index] = ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }
  return state;
}
