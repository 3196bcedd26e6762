import { MONTH_NAMES, shortDateText } from '../../../core/number-text.ts';
import { dateOfDay } from '../../../core/new-york-time.ts';
/** A labeled place on an axis. */
export interface Tick {
  readonly value: number;
  readonly label: string;
}

/** Values to pixels, and the places to label. */
export interface Scale {
  at(value: number): number;
  readonly low: number;
  readonly high: number;
  readonly ticks: readonly Tick[];
}

/** What an axis shows and how it writes it. */
export interface ScaleOptions {
  /** Pixels of the lowest and the highest value. */
  readonly from: number;
  readonly to: number;
  /** Writes a value, given the distance between ticks. */
  readonly write: (value: number, step: number) => string;
  /** About how many ticks; 5 when absent. */
  readonly ticks?: number;
}

/** The round distance (1, 2, 2.5 or 5 times a power of ten) nearest above `rough`. */
export function roundStep(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough));
  const found = [1, 2, 2.5, 5, 10].find((factor) => factor * power >= rough * 0.999);
  return (found ?? 10) * power;
}

/** Values closer together than this part of their size are shown as one. */
const CLOSEST = 1e-9;
/** No plot tells values below this from 0; smaller steps would not be numbers any more. */
const SMALLEST = 1e-200;

/** How far a scale of nothing but zeros goes to each side. */
const NOTHING = 0.02;

/** A straight scale that ends at round values around all of `values` that are finite. */
export function linearScale(values: Iterable<number>, options: ScaleOptions): Scale {
  let [low, high] = extent(values);
  const size = Math.max(Math.abs(low), Math.abs(high));
  if (!(high - low > Math.max(size * CLOSEST, SMALLEST))) {
    const room = size > SMALLEST ? size / 2 : NOTHING;
    [low, high] = [low - room, high + room];
  }
  const step = roundStep((high - low) / (options.ticks ?? 5));
  // What passes a round value by a hair does not need another step of room.
  const first = Math.floor(low / step + 0.05);
  const last = Math.max(first + 1, Math.ceil(high / step - 0.05));
  const ticks: Tick[] = [];
  for (let index = first; index <= last; index += 1) {
    const value = index * step;
    ticks.push({ value, label: options.write(value, step) });
  }
  return between(first * step, last * step, ticks, options);
}

/** Whether values from `low` to `high` spread so much that a straight scale hides the small. */
export function spreadsWide(low: number, high: number): boolean {
  return low > 0 && high / low > 5;
}

/** The numbers of a decade that are labeled, fewer the more there is of it. */
function factorsFor(spread: number): readonly number[] {
  if (spread < 3) return [1, 1.25, 1.5, 1.75, 2, 2.5, 3, 4, 5, 6, 7, 8, 9];
  return spread < 30 ? [1, 1.5, 2, 3, 4, 5, 7] : [1, 2, 5];
}

/** A logarithmic scale around positive values, labeled at round numbers of each decade. */
export function logScale(values: Iterable<number>, options: ScaleOptions): Scale {
  const [low, high] = extent(values);
  const ticks: Tick[] = [];
  const factors = factorsFor(high / low);
  for (let power = Math.floor(Math.log10(low)); power <= Math.log10(high) + 1; power += 1) {
    for (const factor of factors) {
      const value = factor * 10 ** power;
      if (value >= low * 0.999 && value <= high * 1.001) {
        ticks.push({ value, label: options.write(value, value) });
      }
    }
  }
  const linear = between(Math.log(low), Math.log(high), ticks, options);
  return { ...linear, low, high, at: (value) => linear.at(Math.log(value)) };
}

function between(
  low: number,
  high: number,
  ticks: readonly Tick[],
  { from, to }: ScaleOptions,
): Scale {
  const factor = (to - from) / (high - low || 1);
  return { low, high, ticks, at: (value) => from + (value - low) * factor };
}

function extent(values: Iterable<number>): [number, number] {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return low > high ? [0, 1] : [low, high];
}

const DAY = 86_400_000;

/** Bound for invalid times. */
const MOST_TICKS = 200;

/** Distances between ticks of time, in months. */
const PACES = [1, 3, 6, 12, 24, 60, 120];

/** A scale of `count` places side by side, labeled at some of them. */
export function placeScale(
  count: number,
  ticks: readonly Tick[],
  { from, to }: Pick<ScaleOptions, 'from' | 'to'>,
): Scale {
  const room = (to - from) / Math.max(1, count);
  return { low: 0, high: count, ticks, at: (place) => from + (place + 0.5) * room };
}

/** A scale of days since 1970, labeled at the starts of months, quarters or years. */
export function timeScale(days: Float64Array, options: Omit<ScaleOptions, 'write'>): Scale {
  const low = days[0] ?? 0;
  const high = days.at(-1) ?? 1;
  const wanted = options.ticks ?? 8;
  const months = (high - low) / 30.44;
  const pace = PACES.find((one) => months / one <= wanted) ?? 240;
  const write = (): string => '';
  if (months < 2) return between(low, high, dayTicks(low, high, wanted), { ...options, write });
  const start = new Date(low * DAY);
  const ticks: Tick[] = [];
  let month = Math.floor((start.getUTCFullYear() * 12 + start.getUTCMonth()) / pace) * pace;
  for (let count = 0; count < MOST_TICKS; count += 1, month += pace) {
    const year = Math.floor(month / 12);
    const value = Date.UTC(year, month % 12, 1) / DAY;
    if (!(value <= high)) break;
    // A start a few days into a year is still the start of that year.
    if (value < low - (high - low) / 100) continue;
    const label = pace >= 12 || month % 12 === 0 ? String(year) : MONTH_NAMES[month % 12]!;
    ticks.push({ value: Math.max(low, value), label });
  }
  return between(low, high, ticks, { ...options, write });
}

function dayTicks(low: number, high: number, wanted: number): readonly Tick[] {
  const step = Math.max(1, Math.ceil((high - low) / wanted));
  const ticks: Tick[] = [];
  for (let value = Math.ceil(low); value <= high; value += step) {
    ticks.push({ value, label: shortDateText(dateOfDay(value)) });
  }
  return ticks;
}
