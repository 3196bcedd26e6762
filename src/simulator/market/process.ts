import { type SeededRandom, seededRandom } from '../../core/random.ts';
import { COMPANIES, SECTORS } from './universe.ts';

/**
 * The hidden prices of the invented market: a factor model with stochastic volatility and drifts.
 *
 * Equations and parameters are in `docs/concepts/market-model.md`. Only `+ - * /` and square roots
 * are used, so that every machine gets the same numbers.
 */
export interface MarketProcess {
  /** The hidden price of each company, in the order of the companies. */
  readonly mid: Float64Array;
  /** Standard deviation of each price over the last step's first minute, a fraction. */
  readonly minuteVol: Float64Array;
  /** Volatility of the last step against its long-run level; 1 is usual. */
  readonly tension: Float64Array;
  /** Moves every price over `minutes` at a place in the session from 0 (open) to 1 (close). */
  step(minutes: StepLength, place: number): void;
  /** Moves every price over a night, a weekend or a holiday. */
  night(): void;
}

/** The minutes of one step: one where trades are made, thirty in the older history. */
export type StepLength = 1 | 30;

/** A daily standard deviation of the market of 0.95 % is 15 % a year. */
const MARKET_DAILY_VOL = 0.0095;
const SECTOR_DAILY_VOL = 0.006;
/** The part of a day's variance that comes overnight. */
const NIGHT_SHARE = 0.25;
const SESSION_MINUTES = 390;
/** Drift of a trend, in standard deviations of a minute, and the minutes that one lasts. */
const TREND = 0.08;
const TREND_MINUTES = 60;
/** How much of the variance of a day the trends add: see the model page. */
const TREND_VARIANCE = TREND * TREND * 0.6 * (2 * TREND_MINUTES - 1);
const YEARLY_DRIFT = 0.06;
/** How often a company has news overnight, and how much wider the night then is. */
const NEWS_CHANCE = 1 / 60;
const NEWS_WIDTH = 3.5;
/** Prices of a share never fall below this. */
const PRICE_MIN = 1;

/** The standard deviation of a minute that gives a daily one, nights and trends apart. */
function minuteOf(dailyVol: number): number {
  const day = dailyVol * dailyVol * (1 - NIGHT_SHARE);
  return Math.sqrt(day / (SESSION_MINUTES * (1 + TREND_VARIANCE)));
}

const MARKET_MINUTE = minuteOf(MARKET_DAILY_VOL);
const SECTOR_MINUTE = minuteOf(SECTOR_DAILY_VOL);
const OWN_MINUTE = COMPANIES.map((company) => minuteOf(company.ownDailyVol));
/** What a company shares with the market and its sector in a plain minute. */
const SHARED_MINUTE = COMPANIES.map((company) => {
  const market = company.beta * MARKET_MINUTE;
  const sector = company.sectorLoad * SECTOR_MINUTE;
  return Math.sqrt(market * market + sector * sector);
});

/** A slowly wandering logarithm of volatility: x' = φ x + s √(1 - φ²) z. */
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

/** e^x for small x to within 2 %, by arithmetic that every machine agrees on. */
export function growth(x: number): number {
  let power = 1 + x / 16;
  for (let square = 0; square < 4; square += 1) power *= power;
  return power;
}

/** How lively a place in the session is: most at the open, least after noon; mean square 1. */
export function liveliness(place: number): number {
  const y = 2 * place - 1;
  const early = 1 - place;
  return (0.66 + 0.62 * y * y + 0.55 * early * early * early * early) / LIVELINESS_NORM;
}

/** The root of the mean square of the unscaled curve, by integrating it. */
const LIVELINESS_NORM = 1.0176;

interface Trend {
  /** -1, 0 or 1. */
  direction: number;
}

const TREND_STAYS: Readonly<Record<StepLength, number>> = {
  1: 1 - 1 / TREND_MINUTES,
  30: repeated(1 - 1 / TREND_MINUTES, 30),
};

/** Draws twice whatever happens, so that one trend does not shift another's numbers. */
function turn(trend: Trend, random: SeededRandom, minutes: StepLength): void {
  const change = random.fraction() >= TREND_STAYS[minutes];
  const pick = random.fraction();
  if (change) trend.direction = pick < 0.3 ? -1 : pick < 0.7 ? 0 : 1;
}

/** Starts the process; prices are those of the companies, moved up to a fifth by the seed. */
export function createProcess(seed: number): MarketProcess {
  const random = seededRandom(seed).split('hidden prices');
  const count = COMPANIES.length;
  const mid = Float64Array.from(
    COMPANIES,
    (company) => company.price * (0.8 + 0.4 * random.fraction()),
  );
  const minuteVol = new Float64Array(count);
  const tension = new Float64Array(count).fill(1);
  const own = new Float64Array(count);
  const sectors = new Float64Array(SECTORS.length);
  const trends = COMPANIES.map((): Trend => ({ direction: 0 }));
  const market: { slow: number; fast: number; readonly trend: Trend } = {
    slow: 0,
    fast: 0,
    trend: { direction: 0 },
  };
  const root: Readonly<Record<StepLength, number>> = { 1: 1, 30: Math.sqrt(30) };

  // Six uniforms are near enough to normal for a minute; nights take twelve, for their tails.
  const deviate = (): number => {
    let sum = -3;
    for (let draw = 0; draw < 6; draw += 1) sum += random.fraction();
    return sum * Math.SQRT2;
  };
  const wandered = (value: number, form: Wander, minutes: StepLength): number => {
    const keep = form.keep[minutes];
    return keep * value + form.deviation * Math.sqrt(1 - keep * keep) * deviate();
  };
  // The variance is taken off so that the mean of the squared volatility stays 1.
  const marketTension = (): number =>
    growth(market.slow + market.fast - SLOW.deviation ** 2 - FAST.deviation ** 2);
  const move = (index: number, change: number): void => {
    mid[index] = Math.max(PRICE_MIN, mid[index]! * (1 + change));
  };

  return {
    mid,
    minuteVol,
    tension,
    step(minutes, place) {
      const lively = liveliness(place);
      market.slow = wandered(market.slow, SLOW, minutes);
      market.fast = wandered(market.fast, FAST, minutes);
      turn(market.trend, random, minutes);
      const tense = marketTension();
      const scale = root[minutes] * lively * tense;
      const drift = minutes * TREND * lively * tense;
      const common = MARKET_MINUTE * (scale * deviate() + drift * market.trend.direction);
      for (let sector = 0; sector < SECTORS.length; sector += 1) {
        sectors[sector] = SECTOR_MINUTE * scale * deviate();
      }
      for (let index = 0; index < count; index += 1) {
        const company = COMPANIES[index]!;
        own[index] = wandered(own[index]!, OWN, minutes);
        turn(trends[index]!, random, minutes);
        const ownTense = growth(own[index]! - OWN.deviation ** 2);
        const ownMinute = OWN_MINUTE[index]! * lively * ownTense;
        const alone =
          ownMinute * (root[minutes] * deviate() + minutes * TREND * trends[index]!.direction);
        const shared = company.sector < 0 ? 0 : company.sectorLoad * sectors[company.sector]!;
        move(index, company.beta * common + shared + alone);
        const commonMinute = SHARED_MINUTE[index]! * lively * tense;
        minuteVol[index] = Math.sqrt(ownMinute * ownMinute + commonMinute * commonMinute);
        tension[index] = lively * (0.5 * tense + 0.5 * ownTense);
      }
    },
    night() {
      const width = Math.sqrt(NIGHT_SHARE);
      const tense = marketTension();
      const common = MARKET_DAILY_VOL * width * tense * random.normal() + YEARLY_DRIFT / 252;
      for (let sector = 0; sector < SECTORS.length; sector += 1) {
        sectors[sector] = SECTOR_DAILY_VOL * width * tense * random.normal();
      }
      for (let index = 0; index < count; index += 1) {
        const company = COMPANIES[index]!;
        const news = random.fraction() < NEWS_CHANCE && company.sector >= 0 ? NEWS_WIDTH : 1;
        const alone = company.ownDailyVol * width * news * random.normal();
        const shared = company.sector < 0 ? 0 : company.sectorLoad * sectors[company.sector]!;
        move(index, company.beta * common + shared + alone);
      }
    },
  };
}
