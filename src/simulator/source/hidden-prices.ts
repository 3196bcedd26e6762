import { type SeededRandom, seededRandom } from '../../core/random.ts';
import { COMPANIES, SECTORS } from './universe.ts';

/**
 * Hidden prices of the simulated market: a factor model with stochastic volatility and drifts.
 *
 * Equations and parameters are in `docs/concepts/market-model.md`. Only `+ - * /` and square roots
 * are used, so that every machine gets the same numbers.
 */
export interface HiddenPrices {
  /** Hidden price of each company, in company order. */
  readonly mid: Float64Array;
  /** Standard deviation of each price over the last step's first minute, a fraction. */
  readonly minuteVol: Float64Array;
  /** Volatility of the last step relative to its long-run level; 1 is usual. */
  readonly tension: Float64Array;
  /** Moves every price over `minutes` at a point of the session from 0 (open) to 1 (close). */
  step(minutes: StepLength, place: number): void;
  /** Moves every price over a night, a weekend or a holiday. */
  night(): void;
}

/** Minutes of one step: one where trades are generated, thirty in the older history. */
export type StepLength = 1 | 30;

/** A daily standard deviation of the market of 0.95% is 15% a year. */
const MARKET_DAILY_VOL = 0.0095;
const SECTOR_DAILY_VOL = 0.006;
/** Overnight part of a day's variance. */
const NIGHT_SHARE = 0.25;
const SESSION_MINUTES = 390;
/** Drift of a trend, in standard deviations of a minute, and the minutes that one lasts. */
const TREND = 0.08;
const TREND_MINUTES = 60;
/** How much of the variance of a day the trends add: see the model page. */
const TREND_VARIANCE = TREND * TREND * 0.6 * (2 * TREND_MINUTES - 1);
const YEARLY_DRIFT = 0.06;
/** Probability of overnight news for a company, and the factor by which it widens the move. */
const NEWS_CHANCE = 1 / 60;
const NEWS_WIDTH = 3.5;
/** Minimum share price. */
const PRICE_MIN = 1;

/** Returns the per-minute standard deviation for a daily one, without its night and its trends. */
function minuteOf(dailyVol: number, trends = TREND_VARIANCE): number {
  const day = dailyVol * dailyVol * (1 - NIGHT_SHARE);
  return Math.sqrt(day / (SESSION_MINUTES * (1 + trends)));
}

const MARKET_MINUTE = minuteOf(MARKET_DAILY_VOL);
/** Sectors have no separate trends. */
const SECTOR_MINUTE = minuteOf(SECTOR_DAILY_VOL, 0);
const OWN_MINUTE = COMPANIES.map((company) => minuteOf(company.ownDailyVol));
/** Returns a company's common move with the market and its sector in an ordinary minute. */
const SHARED_MINUTE = COMPANIES.map((company) => {
  const market = company.beta * MARKET_MINUTE;
  const sector = company.sectorLoad * SECTOR_MINUTE;
  return Math.sqrt(market * market + sector * sector);
});

/** Slowly varying logarithm of volatility: x' = φ x + s √(1 - φ²) z. */
interface Wander {
  readonly deviation: number;
  /** φ of a step of one minute and of thirty. */
  readonly keep: Readonly<Record<StepLength, number>>;
}

function wander(deviation: number, minutesToHalf: number): Wander {
  // φ = 2^(-1/m) by its series, as powers are not the same on every machine.
  const x = Math.LN2 / minutesToHalf;
  const minute = 1 - x * (1 - (x / 2) * (1 - x / 3));
  return { deviation, keep: { 1: minute, 30: repeated(minute, 30) } };
}

function repeated(factor: number, times: number): number {
  let product = 1;
  for (let time = 0; time < times; time += 1) product *= factor;
  return product;
}

const SLOW = wander(0.35, 3 * SESSION_MINUTES);
const FAST = wander(0.25, 40);
const OWN = wander(0.35, SESSION_MINUTES);

/**
 * Returns e^x within 3% for x from -0.9 to 0.9, with arithmetic that is the same on every machine.
 */
export function growth(x: number): number {
  let power = 1 + x / 16;
  for (let square = 0; square < 4; square += 1) power *= power;
  return power;
}

/** Returns the intraday activity: highest at the open, lowest after noon; mean square 1. */
export function intradayProfile(place: number): number {
  const y = 2 * place - 1;
  const early = 1 - place;
  return (0.66 + 0.62 * y * y + 0.55 * early * early * early * early) / LIVELINESS_NORM;
}

/** Root mean square of the unscaled curve, by integration. */
const LIVELINESS_NORM = 1.0176;

const TREND_STAYS: Readonly<Record<StepLength, number>> = {
  1: 1 - 1 / TREND_MINUTES,
  30: repeated(1 - 1 / TREND_MINUTES, 30),
};

const ROOT: Readonly<Record<StepLength, number>> = { 1: 1, 30: Math.sqrt(30) };

/** State that the next step depends on. */
interface State {
  readonly mid: Float64Array;
  readonly minuteVol: Float64Array;
  readonly tension: Float64Array;
  /** Logarithms of volatility: the market's slow and fast one, and each company's own. */
  slow: number;
  fast: number;
  readonly own: Float64Array;
  /** Directions of trends, -1, 0 or 1: each company's, and the market's at the end. */
  readonly trends: Int8Array;
  /** Buffer for the sector shocks of one step. */
  readonly sectors: Float64Array;
  readonly random: SeededRandom;
}

/** Starts the process; prices are those of the companies, shifted up to a fifth by the seed. */
export function createHiddenPrices(seed: number): HiddenPrices {
  const random = seededRandom(seed).split('hidden prices');
  const count = COMPANIES.length;
  const state: State = {
    mid: Float64Array.from(COMPANIES, ({ price }) => price * (0.8 + 0.4 * random.fraction())),
    minuteVol: new Float64Array(count),
    tension: new Float64Array(count).fill(1),
    slow: 0,
    fast: 0,
    own: new Float64Array(count),
    trends: new Int8Array(count + 1),
    sectors: new Float64Array(SECTORS.length),
    random,
  };
  return {
    mid: state.mid,
    minuteVol: state.minuteVol,
    tension: state.tension,
    step: (minutes, place) => step(state, minutes, place),
    night: () => night(state),
  };
}

function step(state: State, minutes: StepLength, place: number): void {
  const { own, trends, sectors } = state;
  const lively = intradayProfile(place);
  state.slow = wandered(state, { value: state.slow, form: SLOW, minutes });
  state.fast = wandered(state, { value: state.fast, form: FAST, minutes });
  turn(state, COMPANIES.length, minutes);
  const tense = marketTension(state);
  const scale = ROOT[minutes] * deviate(state) + minutes * TREND * trends[COMPANIES.length]!;
  const common = MARKET_MINUTE * lively * tense * scale;
  for (let sector = 0; sector < sectors.length; sector += 1) {
    sectors[sector] = SECTOR_MINUTE * lively * tense * ROOT[minutes] * deviate(state);
  }
  for (let index = 0; index < COMPANIES.length; index += 1) {
    own[index] = wandered(state, { value: own[index]!, form: OWN, minutes });
    turn(state, index, minutes);
    // The variance is subtracted so that the mean of the squared volatility stays 1.
    const ownTense = growth(own[index]! - OWN.deviation ** 2);
    const ownMinute = OWN_MINUTE[index]! * lively * ownTense;
    const alone = ROOT[minutes] * deviate(state) + minutes * TREND * trends[index]!;
    move(state, index, { common, alone: ownMinute * alone });
    const shared = SHARED_MINUTE[index]! * lively * tense;
    state.minuteVol[index] = Math.sqrt(ownMinute * ownMinute + shared * shared);
    state.tension[index] = lively * (0.5 * tense + 0.5 * ownTense);
  }
}

function night(state: State): void {
  const { random, sectors } = state;
  const width = Math.sqrt(NIGHT_SHARE);
  const tense = marketTension(state);
  const common = MARKET_DAILY_VOL * width * tense * random.normal() + YEARLY_DRIFT / 252;
  for (let sector = 0; sector < sectors.length; sector += 1) {
    sectors[sector] = SECTOR_DAILY_VOL * width * tense * random.normal();
  }
  for (let index = 0; index < COMPANIES.length; index += 1) {
    const company = COMPANIES[index]!;
    const news = random.fraction() < NEWS_CHANCE && company.sector >= 0 ? NEWS_WIDTH : 1;
    const alone = company.ownDailyVol * width * news * random.normal();
    move(state, index, { common, alone });
  }
}

function move(
  state: State,
  index: number,
  by: { readonly common: number; readonly alone: number },
): void {
  const { beta, sector, sectorLoad } = COMPANIES[index]!;
  const shared = sector < 0 ? 0 : sectorLoad * state.sectors[sector]!;
  const change = beta * by.common + shared + by.alone;
  state.mid[index] = Math.max(PRICE_MIN, state.mid[index]! * (1 + change));
}

function marketTension(state: State): number {
  return growth(state.slow + state.fast - SLOW.deviation ** 2 - FAST.deviation ** 2);
}

/** Always draws twice, so that one trend does not shift another's numbers. */
function turn(state: State, index: number, minutes: StepLength): void {
  const change = state.random.fraction() >= TREND_STAYS[minutes];
  const pick = state.random.fraction();
  if (change) state.trends[index] = pick < 0.3 ? -1 : pick < 0.7 ? 0 : 1;
}

function wandered(
  state: State,
  from: { readonly value: number; readonly form: Wander; readonly minutes: StepLength },
): number {
  const { deviation, keep } = from.form;
  const kept = keep[from.minutes];
  return kept * from.value + deviation * Math.sqrt(1 - kept * kept) * deviate(state);
}

/** Six uniforms are close enough to normal for a minute; nights use twelve, for their tails. */
function deviate({ random }: State): number {
  let sum = -3;
  for (let draw = 0; draw < 6; draw += 1) sum += random.fraction();
  return sum * Math.SQRT2;
}
