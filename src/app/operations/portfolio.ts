import { integer, list, mapped, object, optional, text } from '../../core/schema.ts';
import { epochMs, formatInstant, parseInstant } from '../../core/time.ts';
import { decimalText, instantText } from '../fields.ts';
import { defineOperation } from '../operation.ts';

/** The equity curve. */
export const portfolioEquity = defineOperation({
  name: 'portfolio.equity',
  title: 'Equity curve',
  summary: 'Lists the value of the account over time',
  description:
    'The value of the account over time on the market clock, oldest first, thinned to the number ' +
    'of points asked for. Sessions are kept for ever, what lies between them since the start.',
  effect: 'read',
  role: 'viewer',
  input: object({
    since: optional(
      mapped(
        text({ max: 40, description: 'First instant, such as 2024-03-18T14:30:00Z.' }),
        parseInstant,
      ),
    ),
    points: integer({ min: 2, max: 5_000, default: 500, description: 'At most so many points.' }),
  }),
  output: list(
    object({ at: instantText('On the market clock.'), equity: decimalText('Dollars.') }),
  ),
  rest: { method: 'GET', path: '/v1/portfolio/equity' },
  tool: { name: 'get_equity_curve', idempotent: true },
  command: { words: 'portfolio equity' },
  run: async ({ since, points }, { context }) =>
    context.chronicle
      .curve(since ?? epochMs(0), points)
      .map(({ at, equity }) => ({ at: formatInstant(at), equity: equity.toFixed(2) })),
});
