import { type Caveat, CAVEAT_CODES } from '../../analysis/report/caveat.ts';
import {
  integer,
  list,
  number,
  object,
  oneOf,
  optional,
  type Schema,
  text,
} from '../../core/schema.ts';

const caveatSchema = object({
  code: oneOf(CAVEAT_CODES),
  severity: oneOf(['warning', 'serious'], {
    description: 'A serious one makes the result unreliable, unless its code is allowed.',
  }),
  count: integer({ description: 'What the code counts: orders, sessions, rows, price jumps.' }),
  of: optional(integer({ description: 'Out of how many.' })),
  symbol: optional(text()),
  date: optional(text({ description: 'The day of the first, or the last day with a bar.' })),
  requested: optional(text({ description: 'The day requested.' })),
  edge: optional(oneOf(['from', 'to'], { description: 'Which end of the range the data miss.' })),
  lookback: optional(
    integer({ description: 'Bars that the indicators need; 0 if they had them.' }),
  ),
  stopped: optional(integer({ description: 'Orders that were denied or refused.' })),
  longest: optional(integer({ description: 'Missing sessions in a row, at most.' })),
  amount: optional(number({ description: 'The lowest value, in dollars.' })),
  price: optional(number({ description: 'Dollars per share.' })),
  valued: optional(
    oneOf(['last_price', 'delisting_value'], { description: 'What an ended symbol is worth.' }),
  ),
  text: text({ description: 'The sentence, made from the other fields.' }),
});

/** Caveats on every surface, as their facts and their sentence. */
export const caveatsSchema = list(caveatSchema, {
  description: 'What to know before reading any figure, the gravest first; often empty.',
}) as unknown as Schema<readonly Caveat[]>;
