import type { Brand } from '../core/brand.ts';
import { QuipuError } from '../core/errors.ts';

/** Alpaca's symbol of a security: `SPY`, `BRK.B`, `BTC/USD`, or an option's OCC symbol. */
export type Ticker = Brand<string, 'Ticker'>;

const TICKER = /^[A-Z][A-Z0-9]{0,20}([./-][A-Z0-9]{1,6})?$/;

/** Whether a string has the form of a symbol; does not check that such a security exists. */
export function isTicker(text: string): text is Ticker {
  return TICKER.test(text);
}

/**
 * Reads a symbol.
 *
 * @throws QuipuError `market.invalid_symbol` when the text cannot be one
 */
export function ticker(text: string): Ticker {
  if (!isTicker(text)) {
    throw new QuipuError(
      'market.invalid_symbol',
      `Expected a symbol in capitals such as SPY or BRK.B, found "${text}".`,
    );
  }
  return text;
}
