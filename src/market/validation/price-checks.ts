import type { FindingCode } from './finding.ts';

/** Problem without a location. */
export interface Fault {
  readonly code: FindingCode;
  readonly message: string;
  /** Of a gap: the whole sessions that are missing. */
  readonly sessions?: number;
}

/** Four prices and volume of a bar. */
export interface BarValues {
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
}

/**
 * Maximum plausible price: the most expensive share ever was below 900,000 dollars (Berkshire,
 * 2025).
 */
const PRICE_MAX = 10_000_000;

/** Returns the problem with the values of one bar; undefined when there is none. */
export function barFault(bar: BarValues): Fault | undefined {
  const { open, high, low, close, volume } = bar;
  for (const [name, value] of [
    ['open', open],
    ['high', high],
    ['low', low],
    ['close', close],
  ] as const) {
    const fault = priceFault(name, value);
    if (fault !== undefined) return fault;
  }
  if (high < Math.max(open, close, low) || low > Math.min(open, close)) {
    return {
      code: 'ohlc_inconsistent',
      message:
        'Expected the high to be the highest and the low the lowest price, ' +
        `found open ${open}, high ${high}, low ${low}, close ${close}.`,
    };
  }
  return sizeFault('volume', volume);
}

/**
 * Returns the problem with a price: it must be finite, above zero and at most {@link PRICE_MAX}.
 */
export function priceFault(name: string, value: number): Fault | undefined {
  if (!Number.isFinite(value)) {
    return { code: 'not_finite', message: `Expected a finite ${name}, found ${value}.` };
  }
  if (value > 0 && value <= PRICE_MAX) return undefined;
  return {
    code: 'price_bounds',
    message: `Expected a ${name} above 0 and at most ${PRICE_MAX}, found ${value}.`,
  };
}

/** Returns the problem with a number of shares: it must be finite and not below zero. */
export function sizeFault(name: string, value: number): Fault | undefined {
  if (!Number.isFinite(value)) {
    return { code: 'not_finite', message: `Expected a finite ${name}, found ${value}.` };
  }
  if (value >= 0) return undefined;
  return { code: 'negative_size', message: `Expected a ${name} of 0 or more, found ${value}.` };
}
