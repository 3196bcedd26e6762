import type { Metric, MetricUnit, MetricValue } from '../performance/metric.ts';
import { isDefined } from '../performance/metric.ts';
import {
  countText,
  moneyText,
  numberText,
  percentText,
  ratioText,
  signedMoneyText,
  signedPercentText,
  UNDEFINED,
} from '../../core/number-text.ts';

/** A count with its noun; a mean of counts has one digit after the point. */
function counted(value: number, noun: string): string {
  return Number.isInteger(value) ? countText(value, noun) : `${numberText(value, 1)} ${noun}s`;
}

const LEVEL: Readonly<Record<MetricUnit, (value: number) => string>> = {
  fraction: percentText,
  ratio: ratioText,
  money: moneyText,
  days: (value) => counted(value, 'day'),
  sessions: (value) => counted(value, 'trading day'),
  count: (value) => numberText(value, Number.isInteger(value) ? 0 : 2),
};

const CHANGE: Readonly<Partial<Record<MetricUnit, (value: number) => string>>> = {
  fraction: signedPercentText,
  money: signedMoneyText,
};

/** A metric's value as text: a loss negative, a change signed, a dash where there is none. */
export function metricText(
  { unit, shownNegative, isChange }: Pick<Metric, 'unit' | 'shownNegative' | 'isChange'>,
  value: MetricValue,
): string {
  if (!isDefined(value)) return UNDEFINED;
  const write = (isChange === true ? CHANGE[unit] : undefined) ?? LEVEL[unit];
  return write(shownNegative === true ? -value : value);
}

/** A difference between two values of one metric, signed, as `metricText` shows the values. */
export function metricDifferenceText(
  { unit, shownNegative }: Pick<Metric, 'unit' | 'shownNegative'>,
  difference: number,
): string {
  const shown = shownNegative === true ? -difference : difference;
  const text = (CHANGE[unit] ?? LEVEL[unit])(shown);
  return text.startsWith('-') || text.startsWith('+') || !/[1-9]/.test(text) ? text : `+${text}`;
}
