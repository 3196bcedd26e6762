import { flag, type Infer, invalidInput, list, object, optional, text } from '../../core/schema.ts';
import { formatInstant } from '../../core/time.ts';
import { beforeAndAfter, type Difference } from '../../engine/account/difference.ts';
import type { TradeContext } from '../context/app-context.ts';
import { appError } from '../kit/errors.ts';
import { decimalText, instantText } from '../operation/fields.ts';
import { operate } from '../context/operate.ts';
import { type Call, defineOperation } from '../operation/define.ts';
import { signature } from '../operation/principal.ts';

const output = object({
  booked: flag({ description: 'Whether it was booked; if not, this shows what would be booked.' }),
  difference: text({
    description: 'What the broker has beyond the ledger; repeat it exactly to confirm.',
  }),
  asOf: instantText('Time of the statement, on the broker clock.'),
  totals: list(
    object({
      what: text({ description: '`cash` or a symbol.' }),
      before: decimalText('Ledger value before.'),
      after: decimalText('Ledger value after, equal to the broker statement.'),
    }),
  ),
  entries: list(
    object({
      book: text(),
      what: text({ description: '`cash` or a symbol.' }),
      quantity: decimalText('Shares added; negative for shares removed.'),
      cost: decimalText('Cost basis of the shares in dollars.'),
      cash: decimalText('Dollars added; negative for dollars removed.'),
    }),
    { description: 'One entry of kind `adjusted` each.' },
  ),
});

/** Books an unexplained difference from the broker into the ledger. */
export const ledgerAdjust = defineOperation({
  name: 'ledger.adjust',
  title: 'Book a difference',
  summary: 'Books a difference between ledger and broker',
  description:
    'Shows a difference in cash or shares between broker and ledger that nothing explains, and ' +
    'what would be booked. It is booked when you confirm it with the exact text shown and a ' +
    'reason. A difference that has changed since is refused.',
  effect: 'write',
  role: 'owner',
  input: object({
    confirm: optional(
      text({
        min: 1,
        max: 2_000,
        description: 'The difference exactly as shown, such as "cash -12.5, SPY +3".',
      }),
    ),
    reason: optional(text({ min: 1, max: 200, description: 'Reason; it is journaled.' })),
  }),
  output,
  rest: { method: 'POST', path: '/v1/ledger/adjust' },
  tool: { none: 'an unexplained difference is for the owner to investigate, not for an assistant' },
  command: { words: 'ledger adjust' },
  async run({ confirm, reason }, { context, principal }: Call<TradeContext>) {
    const difference = differenceNow(context);
    const shown = view(context, difference);
    if (confirm === undefined) return { booked: false, ...shown };
    if (reason === undefined) {
      throw invalidInput([
        { path: 'reason', message: 'expected a reason for the booking, found nothing' },
      ]);
    }
    const { entries } = await operate(context, {
      kind: 'adjust',
      at: context.engine.now,
      by: signature(principal),
      difference: confirm.trim(),
      reason,
    });
    if (entries.some(({ body }) => body.kind === 'adjusted')) return { booked: true, ...shown };
    throw appError(
      'app.difference_changed',
      `Expected the current difference, "${difference.words}", found "${confirm}".`,
      { next: 'Show it again with quipu ledger adjust, then confirm the text that it prints.' },
    );
  },
});

/** @throws QuipuError `app.no_difference` where there is none, or where it is still changing */
function differenceNow({ engine }: TradeContext): Difference {
  const { difference } = engine;
  if (difference !== undefined) return difference;
  const { drift } = engine.portfolio.reconciled;
  if (drift.length === 0) {
    throw appError('app.no_difference', 'Ledger and broker agreed at the last comparison.', {
      next: 'There is nothing to book. See quipu account.',
    });
  }
  throw appError(
    'app.no_difference',
    'Ledger and broker differ, and the account has changed since the last broker statement.',
    { next: 'Try again in a minute. If strategies keep trading, halt first: quipu halt.' },
  );
}

function view(
  { engine }: TradeContext,
  { asOf, words, adjustments }: Difference,
): Omit<Infer<typeof output>, 'booked'> {
  return {
    difference: words,
    asOf: formatInstant(asOf),
    totals: beforeAndAfter(engine.portfolio, adjustments),
    entries: adjustments.map(({ book, symbol, quantity, cost, cash }) => ({
      book,
      what: symbol ?? 'cash',
      quantity: quantity.toString(),
      cost: cost.toString(),
      cash: cash.toString(),
    })),
  };
}
