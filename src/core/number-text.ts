import { Decimal } from './decimal.ts';
import { dateOfDay, newYorkOffsetMs, weekday } from './new-york-time.ts';
import { DAY, type EpochMs, HOUR, type IsoDate, MINUTE, SECOND } from './time.ts';

/**
 * Numbers, money, dates and times as text for people: the one formatter of every surface.
 *
 * A {@link Decimal} is formatted from its own digits and never passes through a double. This text
 * is shown, never read back: nothing is decided by comparing it.
 */

/** Number to format: an estimate as a double, a fact as a decimal of any unit. */
export type Amount = number | Decimal<string>;

/** Text of an undefined value; {@link asciiText} converts it to `n/a`. */
export const UNDEFINED = '—';

/** Returns the text of an undefined value, with the reason if there is one. */
export function undefinedText(reason?: string): string {
  return reason === undefined || reason === '' ? UNDEFINED : `${UNDEFINED} (${reason})`;
}

const HUNDRED = new Decimal(100, 0);

/** Digits without separators: `digits` after the point, `-` unless every digit is zero. */
function fixed(value: Amount, digits: number): string {
  const text =
    typeof value !== 'number'
      ? value.toFixed(digits)
      : Math.abs(value) < 1e21
        ? value.toFixed(digits)
        : new Decimal(BigInt(value), 0).toFixed(digits);
  return text.startsWith('-') && !/[1-9]/.test(text) ? text.slice(1) : text;
}

function isUndefined(value: Amount): boolean {
  return typeof value === 'number' && !Number.isFinite(value);
}

/** Commas between groups of three digits of the whole part. */
function withCommas(digits: string): string {
  const [whole = '', fraction] = digits.split('.');
  const groups = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return fraction === undefined ? groups : `${groups}.${fraction}`;
}

/** The text without zeros at the end of its fraction, down to `least` digits after the point. */
function trimmed(digits: string, least = 0): string {
  const [whole = '', fraction = ''] = digits.split('.');
  const kept = fraction.replace(/0+$/, '').padEnd(least, '0');
  return kept === '' ? whole : `${whole}.${kept}`;
}

function sign(digits: string): -1 | 0 | 1 {
  return !/[1-9]/.test(digits) ? 0 : digits.startsWith('-') ? -1 : 1;
}

/** The change's sign in front of the text of a level. */
function signed(level: string): string {
  return sign(level) > 0 ? `+${level}` : level;
}

/** A plain number with `digits` after the point: `1,234.50`. */
export function numberText(value: Amount, digits: number): string {
  return isUndefined(value) ? UNDEFINED : withCommas(fixed(value, digits));
}

/** The same with a sign on gains too: `+1,234.50`. */
export function signedNumberText(value: Amount, digits: number): string {
  return signed(numberText(value, digits));
}

/** A ratio or factor with two digits: `0.31`. */
export function ratioText(value: Amount): string {
  return numberText(value, 2);
}

/** An amount of money or a price: `$99,050.66`, `-$1,234.50`; below $1 up to four digits. */
export function moneyText(value: Amount): string {
  if (isUndefined(value)) return UNDEFINED;
  const four = fixed(value, 4);
  return dollarDigits(/^-?0\./.test(four) ? trimmed(four, 2) : fixed(value, 2));
}

/** A change in money, signed on gains too: `+$12.50`, `-$12.50`, `$0.00`. */
export function signedMoneyText(value: Amount): string {
  return signed(moneyText(value));
}

/** Money or a price with every digit that it has, cents at least: `$100.1234`. */
export function exactMoneyText(value: Decimal<string>): string {
  return dollarDigits(trimmed(value.toString(), 2));
}

/** Money in whole dollars, where cents would only distract: `$99,051`. */
export function wholeMoneyText(value: Amount): string {
  return isUndefined(value) ? UNDEFINED : dollarDigits(fixed(value, 0));
}

/** A change in whole dollars, signed on gains too: `+$1,235`. */
export function signedWholeMoneyText(value: Amount): string {
  return signed(wholeMoneyText(value));
}

function dollarDigits(digits: string): string {
  return digits.startsWith('-') ? `-$${withCommas(digits.slice(1))}` : `$${withCommas(digits)}`;
}

/** A fraction as a percentage: `-0.96%`, and `37.0%` with one digit from 10% on. */
export function percentText(fraction: Amount): string {
  if (isUndefined(fraction)) return UNDEFINED;
  const points = typeof fraction === 'number' ? fraction * 100 : fraction.times(HUNDRED);
  const two = fixed(points, 2);
  return `${withCommas(/\d\d\./.test(two) ? fixed(points, 1) : two)}%`;
}

/** A change as a percentage, signed on gains too: `+1.42%`. */
export function signedPercentText(fraction: Amount): string {
  return signed(percentText(fraction));
}

/** Returns a loss stored as a fraction from 0 up, such as a drawdown or VaR, as `-12.5%`. */
export function lossPercentText(fraction: Amount): string {
  return percentText(typeof fraction === 'number' ? -fraction : fraction.negated());
}

/** Returns a loss stored as an amount from 0 up, as `-$12.50`. */
export function lossMoneyText(value: Amount): string {
  return moneyText(typeof value === 'number' ? -value : value.negated());
}

/** Returns a limit or setting as a percentage with all its digits, up to six: `5%`, `0.25%`. */
export function shortPercentText(fraction: Amount): string {
  if (isUndefined(fraction)) return UNDEFINED;
  const points = typeof fraction === 'number' ? fraction * 100 : fraction.times(HUNDRED);
  return `${withCommas(trimmed(fixed(points, 6)))}%`;
}

/** A quantity, its fraction trimmed to the nine digits that a share has: `1,000`, `0.125`. */
export function quantityText(value: Amount): string {
  return isUndefined(value) ? UNDEFINED : withCommas(trimmed(fixed(value, 9)));
}

/** A quantity with its noun: `1 share`, `0.125 shares`, `-5 shares`. */
export function sharesText(value: Amount): string {
  return countText(value, 'share');
}

/** A quantity with any noun; `many` where the plural is not the noun and an s. */
export function countText(value: Amount, one: string, many = `${one}s`): string {
  const text = quantityText(value);
  return `${text} ${text === '1' || text === '-1' ? one : many}`;
}

/** A cost in basis points with up to two digits: `1.5 bps`. */
export function bpsText(bps: Amount): string {
  return isUndefined(bps) ? UNDEFINED : `${withCommas(trimmed(fixed(bps, 2)))} bps`;
}

/** Change with the color and arrow that supplement its sign and never replace it. */
export interface ChangeText {
  /** With `+` or `-`, or neither where every digit shown is zero. */
  readonly text: string;
  readonly arrow: '▲' | '▼' | '';
  readonly tone: 'gain' | 'loss' | 'flat';
}

/** A change in money, with arrow and tone. */
export function moneyChange(value: Amount): ChangeText {
  return change(signedMoneyText(value));
}

/** A change as a percentage, with arrow and tone. */
export function percentChange(fraction: Amount): ChangeText {
  return change(signedPercentText(fraction));
}

function change(text: string): ChangeText {
  const direction = sign(text);
  if (direction === 0) return { text, arrow: '', tone: 'flat' };
  return direction > 0 ? { text, arrow: '▲', tone: 'gain' } : { text, arrow: '▼', tone: 'loss' };
}

/** How many digits after the point distinguish the multiples of `step`, up to eight. */
export function digitsOfStep(step: number): number {
  for (let digits = 0; digits < 8; digits += 1) {
    const scaled = step * 10 ** digits;
    if (Math.abs(scaled - Math.round(scaled)) < 1e-6 * scaled) return digits;
  }
  return 8;
}

/** A multiple of something, such as growth of one dollar or leverage: `1.25x`. */
export function multipleText(value: Amount, digits = 2): string {
  const text = numberText(value, digits);
  return text === UNDEFINED ? text : `${text}x`;
}

/** A multiple on an axis whose ticks are `step` apart, with one digit at least: `1.5x`. */
export function multipleTick(value: number, step: number): string {
  return multipleText(value, Math.max(1, digitsOfStep(step)));
}

/** A number on an axis whose ticks are `step` apart. */
export function numberTick(value: number, step: number): string {
  return numberText(value, digitsOfStep(step));
}

/** A percentage on an axis whose ticks are the fraction `step` apart: `2.5%`. */
export function percentTick(fraction: number, step: number): string {
  const text = numberText(fraction * 100, digitsOfStep(step * 100));
  return text === UNDEFINED ? text : `${text}%`;
}

/** Dollars on an axis whose ticks are `step` apart, thousands as k, millions as M: `$2.5M`. */
export function moneyTick(value: number, step: number): string {
  if (!Number.isFinite(value)) return UNDEFINED;
  if (value === 0) return '$0';
  const [unit, name] = step >= 1e5 ? [1e6, 'M'] : step >= 1e3 ? [1e3, 'k'] : [1, ''];
  return `${dollarDigits(fixed(value / unit, digitsOfStep(step / unit)))}${name}`;
}

/** A price on an axis whose ticks are `step` apart: whole dollars, or cents at least. */
export function priceTick(value: number, step: number): string {
  const digits = digitsOfStep(step);
  const text = numberText(value, digits === 0 ? 0 : Math.max(2, digits));
  return text === UNDEFINED ? text : text.startsWith('-') ? `-$${text.slice(1)}` : `$${text}`;
}

/** Returns a duration or age in the largest units that fit: `2 h 15 min`. */
export function durationText(ms: number): string {
  if (!Number.isFinite(ms)) return UNDEFINED;
  // Settings are whole seconds or minutes; short measured times show one digit.
  const digits = ms % SECOND === 0 ? 0 : 1;
  if (ms < 10 * SECOND) return `${fixed(Math.max(0, ms) / SECOND, digits)} s`;
  if (ms < 2 * MINUTE && ms % MINUTE !== 0) return `${fixed(ms / SECOND, 0)} s`;
  const minutes = Math.round(ms / MINUTE);
  if (minutes < 120) return `${minutes} min`;
  if (ms < 2 * DAY) return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
  const hours = Math.round(ms / HOUR);
  return `${countText(Math.floor(hours / 24), 'day')} ${hours % 24} h`;
}

/** Time zone of a time: the exchange's in New York, or UTC. */
export type ClockZone = 'exchange' | 'utc';

const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
/** The months of the year, as dates and axes name them. */
export const MONTH_NAMES: readonly string[] =
  'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

/** A date in text and headings: `Tue, Mar 19, 2024`. Tables, logs and CSV show the ISO date. */
export function dateText(date: IsoDate): string {
  const day = Date.parse(`${date}T00:00:00Z`) / DAY;
  return `${WEEKDAYS[weekday(day)]}, ${shortDateText(date)}, ${date.slice(0, 4)}`;
}

/** A date whose year is clear, as on an axis: `Mar 19`. */
export function shortDateText(date: IsoDate): string {
  return `${MONTH_NAMES[Number(date.slice(5, 7)) - 1]} ${Number(date.slice(8))}`;
}

/** A month: `Mar 2024`, from any date in it or `2024-03`. */
export function monthText(date: string): string {
  return `${MONTH_NAMES[Number(date.slice(5, 7)) - 1]} ${date.slice(0, 4)}`;
}

/** Returns a period of ISO dates for tables: `2024-03-18 to 2024-03-19`, or the one date. */
export function periodText(first: string, last: string): string {
  return first === last ? first : `${first} to ${last}`;
}

/** A period in text and headings: `Mon, Mar 18, 2024 to Tue, Mar 19, 2024`, or the one date. */
export function dateRangeText(first: IsoDate, last: IsoDate): string {
  return first === last ? dateText(first) : `${dateText(first)} to ${dateText(last)}`;
}

/** The date of an instant by a clock; by that of the exchange unless UTC is requested. */
export function dateAt(at: EpochMs, zone: ClockZone = 'exchange'): IsoDate {
  return dateOfDay(Math.floor(wall(at, zone) / DAY));
}

/** A time of day to the second: `10:31:07 ET`, or `14:31:07 UTC`. */
export function timeText(at: EpochMs, zone: ClockZone = 'exchange'): string {
  return Number.isFinite(at) ? `${clock(at, zone)} ${zoneName(zone)}` : UNDEFINED;
}

/** A time of day to the minute: `10:31 ET`. */
export function minuteTimeText(at: EpochMs, zone: ClockZone = 'exchange'): string {
  return Number.isFinite(at) ? `${clock(at, zone).slice(0, 5)} ${zoneName(zone)}` : UNDEFINED;
}

/** A time of day without its zone, for a column or axis whose title names it: `10:31:07`. */
export function clockText(at: EpochMs, zone: ClockZone = 'exchange'): string {
  return Number.isFinite(at) ? clock(at, zone) : UNDEFINED;
}

/** The same to the minute: `10:31`. */
export function clockMinuteText(at: EpochMs, zone: ClockZone = 'exchange'): string {
  return clockText(at, zone).slice(0, 5);
}

/** An instant in text: `Tue, Mar 19, 2024, 10:31:07 ET`. */
export function dateTimeText(at: EpochMs, zone: ClockZone = 'exchange'): string {
  if (!Number.isFinite(at)) return UNDEFINED;
  return `${dateText(dateAt(at, zone))}, ${timeText(at, zone)}`;
}

/** An instant in a table: `2024-03-19 10:31:07 ET`. JSON, CSV and logs use `formatInstant`. */
export function tableTimeText(at: EpochMs, zone: ClockZone = 'exchange'): string {
  return Number.isFinite(at) ? `${dateAt(at, zone)} ${timeText(at, zone)}` : UNDEFINED;
}

/** A clock's reading as milliseconds since the epoch of a clock without a zone. */
function wall(at: EpochMs, zone: ClockZone): number {
  return zone === 'utc' ? at : at + newYorkOffsetMs(at);
}

function clock(at: EpochMs, zone: ClockZone): string {
  return new Date(wall(at, zone)).toISOString().slice(11, 19);
}

function zoneName(zone: ClockZone): string {
  return zone === 'utc' ? 'UTC' : 'ET';
}

const MATHEMATICS: Readonly<Record<string, string>> = {
  '√': 'sqrt',
  Σ: 'sum',
  '∑': 'sum',
  Π: 'product',
  '∏': 'product',
  α: 'alpha',
  β: 'beta',
  γ: 'gamma',
  θ: 'theta',
  μ: 'mu',
  ρ: 'rho',
  σ: 'sigma',
  Φ: 'Phi',
};

/** Typographic characters and their ASCII replacements. */
const ASCII: readonly (readonly [RegExp, string | ((sign: string) => string)])[] = [
  [/[▲▼] ?/g, ''],
  [/ — (?=["'\w])/g, ' - '],
  [/—/g, 'n/a'],
  [/[\u2009\u202f\u00a0]/g, ' '],
  [/[\u2010-\u2013\u2212]/g, '-'],
  [/[‘’]/g, "'"],
  [/[“”]/g, '"'],
  [/…/g, '...'],
  [/[•●○]/g, '*'],
  [/×/g, 'x'],
  [/→/g, '->'],
  [/←/g, '<-'],
  [/≤/g, '<='],
  [/≥/g, '>='],
  [/✓|✔/g, 'ok'],
  [/✗|✘|✖/g, 'x'],
  [/[─━╌═]/g, '-'],
  [/[│┃║]/g, '|'],
  [/[┌┐└┘├┤┬┴┼╭╮╯╰╔╗╚╝╠╣╦╩╬]/g, '+'],
  [/·/g, '*'],
  [/⁻¹/g, '^-1'],
  [/²/g, '^2'],
  [/³/g, '^3'],
  [/½/g, '1/2'],
  [/√(\p{L}+)/gu, 'sqrt($1)'],
  [/[√Σ∑Π∏]/g, (sign) => MATHEMATICS[sign] ?? sign],
  // A letter alone is a symbol of a formula; within a word it is Greek.
  [/(?<!\p{L})[αβγθμρσΦ](?!\p{L})/gu, (sign) => MATHEMATICS[sign] ?? sign],
];

/** Returns text for output that is not a terminal; letters of other languages stay unchanged. */
export function asciiText(text: string): string {
  return ASCII.reduce(
    (found, [sign, plain]) =>
      typeof plain === 'string' ? found.replaceAll(sign, plain) : found.replaceAll(sign, plain),
    text,
  );
}
