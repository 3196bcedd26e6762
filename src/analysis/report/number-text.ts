import type { Metric, MetricUnit, MetricValue } from '../performance/metric.ts';
import { isDefined } from '../performance/metric.ts';
import { DASH, dollars, grouped, MINUS, percent, THIN } from '../../core/number-text.ts';

/** A count with its noun: `1 session`, `2 sessions`. */
export function counted(count: number, noun: string): string {
  return `${grouped(count, Number.isInteger(count) ? 0 : 1)} ${noun}${count === 1 ? '' : 's'}`;
}

/** The days of a period; a single one stands alone. */
export function daysText(dates: readonly string[]): string {
  const [first] = dates;
  const last = dates.at(-1);
  return first === last ? String(first) : `${first} to ${last}`;
}

/** How many digits after the point tell the multiples of `step` apart. */
export function digitsOf(step: number): number {
  for (let digits = 0; digits < 8; digits += 1) {
    const scaled = step * 10 ** digits;
    if (Math.abs(scaled - Math.round(scaled)) < 1e-6 * scaled) return digits;
  }
  return 8;
}

/** A percentage with one digit. */
export function roundPercent(fraction: number): string {
  return `${grouped(fraction * 100, 1)}${THIN}%`;
}

/** A percentage on an axis whose ticks are `step` apart. */
export function percentTick(fraction: number, step: number): string {
  return `${grouped(fraction * 100, digitsOf(step * 100))}${THIN}%`;
}

/** A number on an axis whose ticks are `step` apart. */
export function numberTick(value: number, step: number): string {
  return grouped(value, digitsOf(step));
}

/** Dollars on an axis whose ticks are `step` apart: thousands as k, millions as M. */
export function dollarTick(value: number, step: number): string {
  const [unit, name] = step >= 1e5 ? [1e6, 'M'] : step >= 1e3 ? [1e3, 'k'] : [1, ''];
  if (value === 0) return '$0';
  const text = grouped(Math.abs(value) / unit, digitsOf(step / unit));
  return `${value < 0 ? MINUS : ''}$${text}${name}`;
}

/** A percentage that says that it is a gain, or a loss. */
export function signedPercent(fraction: number): string {
  const text = percent(fraction);
  return fraction > 0 && /[1-9]/.test(text) ? `+${text}` : text;
}

const WRITE: Readonly<Record<MetricUnit, (value: number) => string>> = {
  fraction: percent,
  ratio: (value) => grouped(value, 2),
  money: (value) => dollars(value),
  days: (value) => `${grouped(value, Number.isInteger(value) ? 0 : 1)}${THIN}d`,
  sessions: (value) => counted(value, 'session'),
  count: (value) => grouped(value, Number.isInteger(value) ? 0 : 2),
};

/** A metric's value in words and digits; a dash where it has none. */
export function metricText({ unit, shownNegative }: Metric, value: MetricValue): string {
  if (!isDefined(value)) return DASH;
  return WRITE[unit](shownNegative === true ? -value : value);
}
