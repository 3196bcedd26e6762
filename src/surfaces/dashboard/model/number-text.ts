import {
  DASH,
  grouped,
  groupedText,
  MINUS,
  percent,
  THIN,
  withDollar,
} from '../../../core/number-text.ts';

/** A change in words and signs: never told by color alone. */
export interface SignedText {
  /** With `+` or a true minus sign, or neither when it is nothing. */
  readonly text: string;
  readonly arrow: '▲' | '▼' | '';
  readonly tone: 'gain' | 'loss' | 'flat';
}

/** Exact dollars, given as text: every digit that it has, cents at least. */
export function exactDollars(decimal: string): string {
  const [whole = '', fraction = ''] = decimal.split('.');
  return withDollar(groupedText(`${whole}.${fraction.padEnd(2, '0')}`));
}

/** A price for a column: two digits, four below one dollar. */
export function priceText(value: number): string {
  return grouped(value, Math.abs(value) < 1 ? 4 : 2);
}

/** A price with all it has, up to four digits. */
export function finePriceText(value: number): string {
  if (!Number.isFinite(value)) return DASH;
  if (Math.abs(value) < 1) return grouped(value, 4);
  const cents = Math.abs(value * 100 - Math.round(value * 100)) < 1e-6;
  return grouped(value, cents ? 2 : 4);
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
  if (!Number.isFinite(value)) return { text: DASH, arrow: '', tone: 'flat' };
  const size = write(Math.abs(value));
  if (shown === 0) return { text: size, arrow: '', tone: 'flat' };
  return shown > 0
    ? { text: `+${size}`, arrow: '▲', tone: 'gain' }
    : { text: `${MINUS}${size}`, arrow: '▼', tone: 'loss' };
}

/** A drawdown is kept as a fraction from 0 up and shown as a negative percentage. */
export function drawdownText(fraction: number): string {
  if (!Number.isFinite(fraction)) return DASH;
  return fraction < 0.000_05 ? percent(0) : `${MINUS}${percent(fraction)}`;
}

/** How long something took or is old, in the largest fitting unit. */
export function ageText(ms: number): string {
  if (!Number.isFinite(ms)) return DASH;
  if (ms < 10_000) return `${(Math.max(0, ms) / 1000).toFixed(1)}${THIN}s`;
  if (ms < 120_000) return `${Math.round(ms / 1000)}${THIN}s`;
  const minutes = Math.round(ms / 60_000);
  if (minutes < 120) return `${minutes}${THIN}min`;
  return `${Math.floor(minutes / 60)}${THIN}h ${minutes % 60}${THIN}min`;
}
