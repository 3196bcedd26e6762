import {
  asDecimal,
  asFlag,
  asInteger,
  asOneOf,
  asText,
  type Codec,
  fields,
  tagged,
} from '../../core/codec.ts';
import type { Money } from '../../core/decimal.ts';
import type { EpochMs } from '../../core/time.ts';
import { exchangeEventCodec } from '../../simulator/exchange-codec.ts';
import type { ExchangeEvent } from '../../simulator/exchange.ts';
import { alpacaError } from '../errors.ts';

/** What the owner of an account may switch. */
export interface AccountConfiguration {
  readonly suspendTrade: boolean;
  readonly noShorting: boolean;
  readonly fractionalTrading: boolean;
  readonly tradeConfirmEmail: 'all' | 'none';
  readonly maxMarginMultiplier: '1' | '2' | '4';
}

/**
 * One line of the broker's log; the account is a fold over them, and over nothing else.
 *
 * `at` is market time; `clock` says nothing but how far the market had been played.
 */
export type AccountRecord = { readonly at: EpochMs } & (
  | {
      /** A new account; whatever came before belongs to one that exists no more. */
      readonly kind: 'opened';
      readonly id: string;
      readonly number: string;
      /** Seeds the exchange, so that its ids are its own. */
      readonly seed: number;
      readonly cash: Money;
    }
  | { readonly kind: 'event'; readonly event: ExchangeEvent }
  | { readonly kind: 'day_closed'; readonly equity: Money; readonly maintenance: Money }
  | { readonly kind: 'configured'; readonly configuration: AccountConfiguration }
  | { readonly kind: 'clock' }
);

const at = asInteger<EpochMs>();
const amount: Codec<Money> = asDecimal<'USD'>();

const configuration: Codec<AccountConfiguration> = fields({
  suspendTrade: asFlag,
  noShorting: asFlag,
  fractionalTrading: asFlag,
  tradeConfirmEmail: asOneOf({ all: true, none: true }),
  maxMarginMultiplier: asOneOf<'1' | '2' | '4'>({ 1: true, 2: true, 4: true }),
});

const record: Codec<AccountRecord> = tagged('kind', {
  opened: { at, id: asText(), number: asText(), seed: asInteger(), cash: amount },
  event: { at, event: exchangeEventCodec },
  day_closed: { at, equity: amount, maintenance: amount },
  configured: { at, configuration },
  clock: { at },
});

/** A record as the text that the log keeps. */
export function writeRecord(value: AccountRecord): string {
  return record.encode(value);
}

/**
 * Reads a record back.
 *
 * @param line its place in the log, from 1, for the error
 * @throws QuipuError `alpaca.log_unreadable` when the text is not a record
 */
export function readRecord(text: string, line: number): AccountRecord {
  try {
    return record.decode(JSON.parse(text));
  } catch (cause) {
    throw alpacaError(
      'alpaca.log_unreadable',
      `Expected record ${line} of the paper broker's log to be one of its own, found other text.`,
      {
        next: 'Restore the log from a backup, or start with a new data directory.',
        cause,
        facts: { line },
      },
    );
  }
}
