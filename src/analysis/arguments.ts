import { QuipuError } from '../core/errors.ts';

/** Where a number must lie. */
export interface NumberRange {
  /** Greater than this. */
  readonly above?: number;
  /** This or more. */
  readonly least?: number;
  /** Less than this. */
  readonly below?: number;
  /** This or less. */
  readonly most?: number;
}

function isWithin(value: number, { above, least, below, most }: NumberRange): boolean {
  return (
    Number.isFinite(value) &&
    (above === undefined || value > above) &&
    (least === undefined || value >= least) &&
    (below === undefined || value < below) &&
    (most === undefined || value <= most)
  );
}

function rangeText({ above, least, below, most }: NumberRange): string {
  const parts = [
    above === undefined ? [] : [`above ${above}`],
    least === undefined ? [] : [`of at least ${least}`],
    below === undefined ? [] : [`below ${below}`],
    most === undefined ? [] : [`of at most ${most}`],
  ].flat();
  return parts.length === 0 ? '' : ` ${parts.join(' and ')}`;
}

/** An argument that a call cannot work with, as an error to throw. */
export function invalidArgument(expected: string, found: string, next: string): QuipuError {
  return new QuipuError('analysis.invalid_argument', `Expected ${expected}, found ${found}.`, {
    next,
  });
}

/**
 * Checks one number that a library call was given.
 *
 * @param what how the number is called in the error, without an article
 * @throws QuipuError `analysis.invalid_argument` for what is not finite or out of its range
 */
export function checkNumber(what: string, value: number, range: NumberRange = {}): void {
  if (isWithin(value, range)) return;
  const expected = `a number${rangeText(range)} as ${what}`;
  throw invalidArgument(expected, String(value), `Give a number${rangeText(range)} as ${what}.`);
}

/**
 * Checks a column of numbers that a library call was given.
 *
 * @param what how a number of it is called in the error, without an article
 * @throws QuipuError `analysis.invalid_argument`
 */
export function checkNumbers(what: string, values: Iterable<number>, range?: NumberRange): void {
  let row = 0;
  for (const value of values) {
    checkNumber(`${what} ${row}`, value, range);
    row += 1;
  }
}

/**
 * Checks that a column has the length that another gives it.
 *
 * @throws QuipuError `analysis.invalid_argument`
 */
export function checkLength(what: string, found: number, expected: number): void {
  if (found === expected) return;
  throw invalidArgument(
    `${expected} ${what}`,
    String(found),
    'Give columns that belong together the same length.',
  );
}

/**
 * Checks a count: a whole number of at least `least`.
 *
 * @throws QuipuError `analysis.invalid_argument`
 */
export function checkWhole(what: string, value: number, least: number): void {
  if (Number.isSafeInteger(value) && value >= least) return;
  const expected = `a whole number of at least ${least} as ${what}`;
  throw invalidArgument(expected, String(value), `Give ${expected}.`);
}

/**
 * Checks the share of outcomes that a tail is: 0.05 for the 95% value at risk.
 *
 * @throws QuipuError `analysis.invalid_argument`
 */
export function checkTail(tail: number): void {
  checkNumber('tail', tail, { above: 0, below: 1 });
}
