const THIN = '\u202f';
const MINUS = '\u2212';

/** A change in words and signs: never told by color alone. */
export interface SignedText {
  /** With `+` or a true minus sign, or neither when it is nothing. */
  readonly text: string;
  readonly arrow: '▲' | '▼' | '';
  readonly tone: 'gain' | 'loss' | 'flat';
}

/** What stands where a number is not known. */
export const UNKNOWN = '–';

/** Digits in groups of three with a thin space between, a true minus sign in front. */
export function grouped(value: number, digits: number): string {
  if (!Number.isFinite(value)) return UNKNOWN;
  return groupedText(value.toFixed(digits));
}

/** The same for a decimal that is text already, so that exact digits are not rounded. */
export function groupedText(decimal: string): string {
  const negative = decimal.startsWith('-');
  const [whole = '', fraction] = (negative ? decimal.slice(1) : decimal).split('.');
  const groups = whole.replace(/\B(?=(\d{3})+$)/g, THIN);
  const nothing = /^[0.]*$/.test(decimal.replace('-', ''));
  const sign = negative && !nothing ? MINUS : '';
  return fraction === undefined ? sign + groups : `${sign}${groups}.${fraction}`;
}

/** Dollars with two digits. */
export function dollars(value: number): string {
  return Number.isFinite(value) ? withDollar(grouped(value, 2)) : UNKNOWN;
}

/** Exact dollars, given as text: every digit that it has, cents at least. */
export function exactDollars(decimal: string): string {
  const [whole = '', fraction = ''] = decimal.split('.');
  return withDollar(groupedText(`${whole}.${fraction.padEnd(2, '0')}`));
}

/** Dollars without cents, for axes. */
export function wholeDollars(value: number): string {
  return Number.isFinite(value) ? withDollar(grouped(value, 0)) : UNKNOWN;
}

function withDollar(text: string): string {
  return text.startsWith(MINUS) ? `${MINUS}$${text.slice(1)}` : `$${text}`;
}

/** A price for a column: two digits, four below one dollar. */
export function priceText(value: number): string {
  return grouped(value, Math.abs(value) < 1 ? 4 : 2);
}

/** A price with all it has, up to four digits. */
export function finePriceText(value: number): string {
  if (!Number.isFinite(value)) return UNKNOWN;
  if (Math.abs(value) < 1) return grouped(value, 4);
  const cents = Math.abs(value * 100 - Math.round(value * 100)) < 1e-6;
  return grouped(value, cents ? 2 : 4);
}

/** A fraction as a percentage: two digits, one from ten percent on. */
export function percent(fraction: number): string {
  if (!Number.isFinite(fraction)) return UNKNOWN;
  const hundred = fraction * 100;
  return `${grouped(hundred, Math.abs(hundred) >= 9.995 ? 1 : 2)}${THIN}%`;
}

/** A change in dollars, with sign and arrow. */
export function signedDollars(value: number): SignedText {
  return signed(value, Math.round(value * 100), (size) => `$${grouped(size, 2)}`);
}

/** A change as a percentage, with sign and arrow. */
export function signedPercent(fraction: number): SignedText {
  return signed(fraction, Math.round(fraction * 10_000), percent);
}

function signed(value: number, shown: number, write: (size: number) => string): SignedText {
  if (!Number.isFinite(value)) return { text: UNKNOWN, arrow: '', tone: 'flat' };
  const size = write(Math.abs(value));
  if (shown === 0) return { text: size, arrow: '', tone: 'flat' };
  return shown > 0
    ? { text: `+${size}`, arrow: '▲', tone: 'gain' }
    : { text: `${MINUS}${size}`, arrow: '▼', tone: 'loss' };
}

/** A drawdown is kept as a fraction from 0 up and shown as a negative percentage. */
export function drawdownText(fraction: number): string {
  if (!Number.isFinite(fraction)) return UNKNOWN;
  return fraction < 0.000_05 ? percent(0) : `${MINUS}${percent(fraction)}`;
}

/** How long something took or is old, in the largest fitting unit. */
export function ageText(ms: number): string {
  if (!Number.isFinite(ms)) return UNKNOWN;
  if (ms < 10_000) return `${(Math.max(0, ms) / 1000).toFixed(1)}${THIN}s`;
  if (ms < 120_000) return `${Math.round(ms / 1000)}${THIN}s`;
  const minutes = Math.round(ms / 60_000);
  if (minutes < 120) return `${minutes}${THIN}min`;
  return `${Math.floor(minutes / 60)}${THIN}h ${minutes % 60}${THIN}min`;
}
