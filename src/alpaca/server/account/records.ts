import {
  asDecimal,
  asFlag,
  asInteger,
  asOneOf,
  asText,
  maybe,
  type Codec,
  fields,
  tagged,
} from '../../../core/codec.ts';
import type { Money } from '../../../core/decimal.ts';
import type { EpochMs } from '../../../core/time.ts';
import { exchangeEventCodec } from '../../../simulator/exchange-codec.ts';
import type { ExchangeEvent } from '../../../simulator/exchange.ts';
import { alpacaError } from '../../errors.ts';

/** Account settings that the owner can change. */
export interface AccountConfiguration {
  readonly suspendTrade: boolean;
  readonly noShorting: boolean;
  readonly fractionalTrading: boolean;
  readonly tradeConfirmEmail: 'all' | 'none';
  readonly maxMarginMultiplier: '1' | '2' | '4';
}

/**
 * Line of the broker's log; the account is computed from these records alone.
 *
 * `at` is market time; a `clock` record only marks how far the market had been played.
 */
export type AccountLogRecord = { readonly at: EpochMs } & (
  | {
      /** A new account; earlier records belong to an account that no longer exists. */
      readonly kind: 'opened';
      readonly id: string;
      readonly number: string;
      /** Seeds what is random at the exchange. */
      readonly seed: number;
      readonly cash: Money;
      /** Ids derive from the account's id; absent in logs whose ids derive from the seed. */
      readonly ids?: 'account';
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

const record: Codec<AccountLogRecord> = tagged('kind', {
  opened: {
    at,
    id: asText(),
    number: asText(),
    seed: asInteger(),
    cash: amount,
    ids: maybe(asOneOf({ account: true })),
  },
  event: { at, event: exchangeEventCodec },
  day_closed: { at, equity: amount, maintenance: amount },
  configured: { at, configuration },
  clock: { at },
});

/** Returns a record as the log stores it. */
export function writeRecord(value: AccountLogRecord): string {
  return record.encode(value);
}

/**
 * Reads a record back.
 *
 * @param line its line in the log, from 1, for the error
 * @throws QuipuError `alpaca.log_unreadable` when the text is not a record
 */
export function readRecord(text: string, line: number): AccountLogRecord {
  try {
    return record.decode(JSON.parse(text));
  } catch (cause) {
    throw alpacaError(
      'alpaca.log_unreadable',
      `Expected record ${line} of the paper broker's log to be readable, found other text.`,
      {
        next: 'Restore the log from a backup, or start with a new data directory.',
        cause,
        facts: { line },
      },
    );
  }
}
