/** Stands between groups of three digits, and between a number and its unit. */
export const THIN = '\u202f';

/** A true minus sign, as wide as a plus. */
export const MINUS = '\u2212';

/** What stands where there is no number. */
export const DASH = '—';

/** Digits in groups of three with a thin space between, a true minus sign in front. */
export function grouped(value: number, digits: number): string {
  return Number.isFinite(value) ? groupedText(value.toFixed(digits)) : DASH;
}

/** The same for a decimal that is text already, so that exact digits are not rounded. */
export function groupedText(decimal: string): string {
  const size = decimal.replace(/^-/, '');
  const [whole = '', fraction] = size.split('.');
  const groups = whole.replace(/\B(?=(\d{3})+$)/g, THIN);
  const sign = size !== decimal && /[1-9]/.test(size) ? MINUS : '';
  return fraction === undefined ? sign + groups : `${sign}${groups}.${fraction}`;
}

/** A fraction as a percentage: two digits, one from ten percent on. */
export function percent(fraction: number): string {
  if (!Number.isFinite(fraction)) return DASH;
  const hundred = fraction * 100;
  return `${grouped(hundred, Math.abs(hundred) >= 9.995 ? 1 : 2)}${THIN}%`;
}

/** Dollars, with two digits unless said. */
export function dollars(value: number, digits = 2): string {
  return Number.isFinite(value) ? withDollar(grouped(value, digits)) : DASH;
}

/** A text of digits as dollars, its sign before the dollar's. */
export function withDollar(text: string): string {
  return text.startsWith(MINUS) ? `${MINUS}$${text.slice(1)}` : `$${text}`;
}
