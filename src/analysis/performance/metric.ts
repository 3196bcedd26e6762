import type { Convention, PerformanceContext } from './context.ts';

/** A metric that the data do not determine, with the reason; shown as a dash, never as 0 or NaN. */
export interface UndefinedMetric {
  /** Why there is no value, as a clause: "the returns do not vary". */
  readonly undefined: string;
}

/** The value of a metric: a finite number, or the reason why there is none. */
export type MetricValue = number | UndefinedMetric;

/**
 * What a metric's number counts: a fraction (0.05 = 5%), a plain ratio, dollars, calendar days,
 * trading sessions, or things.
 */
export type MetricUnit = 'fraction' | 'ratio' | 'money' | 'days' | 'sessions' | 'count';

/** The sections of a report, in their order. */
export type MetricGroup =
  | 'return'
  | 'risk'
  | 'risk_adjusted'
  | 'benchmark'
  | 'trades'
  | 'execution';

/** One intermediate number or date of a metric, for a reader who checks it. */
export interface MetricStep {
  /** What it is: "mean(r - rf)". */
  readonly what: string;
  readonly value: MetricValue | string;
}

/** One definition of a metric: in words, as a computation, and by the numbers on the way. */
export interface MetricForm {
  /** The definition in one line; ids in it stand for metrics under the same convention. */
  readonly formula: string;
  compute(context: PerformanceContext): MetricValue;
  /** The numbers that the formula is filled in with, in its order; the value follows them. */
  steps(context: PerformanceContext): readonly MetricStep[];
}

/** What conventions define otherwise, by their names. */
export type MetricForms = Readonly<Partial<Record<Convention, MetricForm>>>;

/** One metric of the catalog: its name, and its definition in our own convention. */
export interface Metric<Id extends string = string> extends MetricForm {
  /** Lower snake case, the key in every JSON; stable. */
  readonly id: Id;
  readonly title: string;
  readonly group: MetricGroup;
  readonly unit: MetricUnit;
  /** What our own convention chooses where the formula leaves it open. */
  readonly convention?: string;
  /** Definitions of conventions that differ from our own. */
  readonly forms?: MetricForms;
  /** A definition that an input asks for whatever the convention; undefined for most inputs. */
  formIn?(context: PerformanceContext): MetricForm | undefined;
  /** Author and year, or the page that defines it. */
  readonly source?: string;
  /**
   * Stretched to a year or made of ratios: of few sessions it says little, as every ratio does;
   * CAGR is meaningful for few rows too, where these span months.
   */
  readonly needsSessions?: true | 'or days';
  /** What it is taken of, where other surfaces take it of something else: "of session closes". */
  readonly basis?: string;
  /** Computed as a non-negative number and shown with a minus sign, as drawdowns are. */
  readonly shownNegative?: true;
  /** A profit, return or cash flow, shown with a sign on gains too; a level has none. */
  readonly isChange?: true;
}

/** Returns a list of metrics unchanged, with their ids in its type. */
export function metricList<const Id extends string>(
  metrics: readonly Metric<Id>[],
): readonly Metric<Id>[] {
  return metrics;
}

/** The definition of a metric under a convention. */
export function formOf(metric: Metric, convention: Convention): MetricForm {
  return metric.forms?.[convention] ?? metric;
}

/** The definition of a metric that a context asks for, by its convention and its input. */
export function formFor(metric: Metric, context: PerformanceContext): MetricForm {
  const form = metric.formIn?.(context) ?? formOf(metric, context.convention);
  const { noMoney } = context.input;
  if (noMoney === undefined || metric.unit !== 'money') return form;
  const compute = (): MetricValue =>
    whenDefined(form.compute(context), () => undefinedBecause(noMoney));
  const steps = (): readonly MetricStep[] => [
    { what: 'dollars', value: undefinedBecause(noMoney) },
  ];
  return { formula: form.formula, compute, steps };
}

/** The value of a metric as its context's convention has it. */
export function computeMetric(metric: Metric, context: PerformanceContext): MetricValue {
  return formFor(metric, context).compute(context);
}

/**
 * Formats what Quipu chooses, and how other conventions define a metric, as one line.
 *
 * @returns undefined where all of them agree and nothing was chosen
 */
export function choicesOf(metric: Metric, shown: Convention = 'quipu'): string | undefined {
  const { convention, forms = {} } = metric;
  const own = formOf(metric, shown).formula;
  const names = new Map<string, string[]>();
  for (const [name, { formula }] of Object.entries({ quipu: metric, ...forms })) {
    if (formula !== own) names.set(formula, [...(names.get(formula) ?? []), name]);
  }
  const others = [...names].map(([formula, some]) => `${some.join(' and ')}: ${formula}`);
  const all = [...(convention === undefined ? [] : [convention.replace(/\.$/, '')]), ...others];
  return all.length === 0 ? undefined : all.join('; ');
}

/** Fewer sessions than this make ratios and figures of a year that say little. */
export const SESSIONS_NEEDED = 30;

/** Calendar days from which CAGR is shown however few the rows. */
const DAYS_ENOUGH = 90;

/**
 * Whether a metric of so many trading days is marked "too short".
 *
 * @param days calendar days that they span: growth over months needs no number of rows
 */
export function isTooShort(
  { unit, needsSessions }: Metric,
  sessions: number,
  days: number,
): boolean {
  if (needsSessions === 'or days' && days >= DAYS_ENOUGH) return false;
  return sessions < SESSIONS_NEEDED && (unit === 'ratio' || needsSessions !== undefined);
}

/** Why a metric of so many rows is not to be believed, for people; `noun` names a row. */
export function tooShortText(rows: number, noun = 'trading day'): string {
  const counted = `${rows} ${noun}${rows === 1 ? '' : 's'}`;
  return `too short: ${counted}, ${SESSIONS_NEEDED} needed`;
}

/** What the sign of a metric's number means, where readers could take it for another. */
export function signOf({ isChange, shownNegative }: Metric): string {
  if (shownNegative === true) return 'zero or positive, shown with a minus sign as a loss';
  return isChange === true ? 'negative for a loss' : '';
}

/** A metric's title with what it is taken of, where that is said. */
export function titleOf({ title, basis }: Metric): string {
  return basis === undefined ? title : `${title}, ${basis}`;
}

/** A metric without a value, and why. */
export function undefinedBecause(reason: string): UndefinedMetric {
  return { undefined: reason };
}

/** Whether a metric, or another answer that the data may not determine, has a value. */
export function isDefined<T>(value: T): value is Exclude<T, UndefinedMetric> {
  return !(typeof value === 'object' && value !== null && 'undefined' in value);
}

/** A number as a metric: what is not finite is undefined for `reason`. */
export function finite(value: number, reason: string): MetricValue {
  return Number.isFinite(value) ? value : undefinedBecause(reason);
}

/**
 * What a measure of a column came to; where it is not finite the column's first hole is the reason,
 * else `reason`.
 */
export function measured(value: number, column: Float64Array, reason: string): MetricValue {
  if (Number.isFinite(value)) return value;
  const hole = column.findIndex((entry) => !Number.isFinite(entry));
  return undefinedBecause(hole < 0 ? reason : `row ${hole} holds ${column[hole]}, no number`);
}

/** `numerator / denominator`, undefined for `reason` where the denominator is 0. */
export function ratioOf(
  numerator: MetricValue,
  denominator: MetricValue,
  reason: string,
): MetricValue {
  if (!isDefined(numerator)) return numerator;
  if (!isDefined(denominator)) return denominator;
  return denominator === 0 ? undefinedBecause(reason) : finite(numerator / denominator, reason);
}

/** A function of a metric's value; a missing value keeps its reason. */
export function whenDefined(value: MetricValue, use: (value: number) => MetricValue): MetricValue {
  return isDefined(value) ? use(value) : value;
}
