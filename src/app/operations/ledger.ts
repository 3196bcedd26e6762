import { flag, type Infer, invalidInput, list, object, optional, text } from '../../core/schema.ts';
import { formatInstant } from '../../core/time.ts';
import { beforeAndAfter, type Difference } from '../../engine/difference.ts';
import type { AppContext } from '../context.ts';
import { appError } from '../errors.ts';
import { decimalText, instantText } from '../fields.ts';
import { operate } from '../operate.ts';
import { defineOperation } from '../operation.ts';
import { signature } from '../principal.ts';

const output = object({
  booked: flag({ description: 'Whether it was booked; else this is what would be.' }),
  difference: text({ description: 'What the broker has more than the ledger; confirm it so.' }),
  asOf: instantText("The statement's own instant, on the broker's clock."),
  totals: list(
    object({
      what: text({ description: '`cash` or a symbol.' }),
      before: decimalText('In the ledger before.'),
      after: decimalText('In the ledger after, equal to the statement.'),
    }),
  ),
  entries: list(
    object({
      book: text(),
      what: text({ description: '`cash` or a symbol.' }),
      quantity: decimalText('Shares that come or, negative, go.'),
      cost: decimalText('Dollars that the shares count.'),
      cash: decimalText('Dollars that come or, negative, go.'),
    }),
    { description: 'One entry of kind `adjusted` each.' },
  ),
});

/** Takes what the broker has, unexplained, into the ledger. */
export const ledgerAdjust = defineOperation({
  name: 'ledger.adjust',
  title: 'Take a difference in',
  summary: 'Takes in what the broker states otherwise',
  description:
    'Where the broker states other cash or shares than the ledger and nothing explains it: shows ' +
    'what would be booked, and books it when the difference is confirmed in the same words, with ' +
    'a reason. A difference that has changed is refused.',
  effect: 'write',
  role: 'owner',
  input: object({
    confirm: optional(
      text({
        min: 1,
        max: 2_000,
        description: 'The difference as it was shown, such as "cash -12.5, SPY +3".',
      }),
    ),
    reason: optional(text({ min: 1, max: 200, description: 'Why; it is journaled.' })),
  }),
  output,
  rest: { method: 'POST', path: '/v1/ledger/adjust' },
  tool: { none: 'what nobody can explain is for the owner to look into, not for an assistant' },
  command: { words: 'ledger adjust' },
  async run({ confirm, reason }, { context, principal }) {
    const difference = differenceNow(context);
    const shown = view(context, difference);
    if (confirm === undefined) return { booked: false, ...shown };
    if (reason === undefined) {
      throw invalidInput([{ path: 'reason', message: 'expected why it is booked, found nothing' }]);
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
      `Expected the difference as it is, "${difference.words}", found "${confirm}".`,
      { next: 'Look at it again, quipu ledger adjust, and confirm what it says now.' },
    );
  },
});

/** @throws QuipuError `app.no_difference` where there is none, or none that stands still */
function differenceNow({ engine }: AppContext): Difference {
  const { difference } = engine;
  if (difference !== undefined) return difference;
  const { drift } = engine.portfolio.reconciled;
  if (drift.length === 0) {
    throw appError('app.no_difference', 'Ledger and broker agreed when they were last compared.', {
      next: 'There is nothing to take in: see quipu account.',
    });
  }
  throw appError(
    'app.no_difference',
    'Ledger and broker differ, and something has moved since the last statement.',
    { next: 'Try again in a minute; where it trades on, halt it first: quipu halt.' },
  );
}

function view(
  { engine }: AppContext,
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
