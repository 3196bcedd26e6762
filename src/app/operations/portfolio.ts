import { integer, list, mapped, object, optional, text } from '../../core/schema.ts';
import { addDays, epochMs, formatInstant, parseInstant } from '../../core/time.ts';
import { newYorkDate } from '../../market/calendar.ts';
import { ticker } from '../../market/symbol.ts';
import { conventionField, dayField, decimalText, instantText } from '../fields.ts';
import { holdingsPast } from '../holdings-past.ts';
import { defineOperation } from '../operation.ts';
import { reportOfAccount } from '../report-of-account.ts';
import { performanceSchema, performanceView } from '../views/performance.ts';
import { portfolioSchema, portfolioView, symbolsHeld } from '../views/portfolio.ts';

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

/** What the account is made of, and its risk. */
export const portfolioShow = defineOperation({
  name: 'portfolio.show',
  title: 'Portfolio and its risk',
  summary: 'Shows allocation, exposure, risk and stress of holdings',
  description:
    'Allocation by symbol, sector, class and strategy, exposure, value at risk by six methods, ' +
    'shortfall, beta, what each holding brings to the risk, days to sell it, and moves of the ' +
    'market, at the weights of now over past sessions. Limits and their use are in risk.',
  effect: 'read',
  role: 'viewer',
  input: object({
    sessions: integer({
      min: 30,
      max: 2_520,
      default: 252,
      description: 'Past sessions, at most.',
    }),
    benchmark: optional(text({ max: 32, description: 'A symbol for beta, such as SPY.' })),
  }),
  output: portfolioSchema,
  rest: { method: 'GET', path: '/v1/portfolio' },
  tool: { name: 'get_portfolio', idempotent: true },
  command: { words: 'portfolio show' },
  async run({ sessions, benchmark: named }, { context }) {
    const { engine, market } = context;
    const benchmark = named === undefined ? undefined : ticker(named.toUpperCase());
    const held = symbolsHeld(engine);
    const wanted = benchmark === undefined ? held : [...new Set([...held, benchmark])];
    // The session that is under way has no return yet.
    const to = addDays(newYorkDate(engine.now), -1);
    const past = await holdingsPast(market, wanted, { sessions, to });
    return portfolioView(engine, await market.assets(), past, benchmark);
  },
});

/** Every metric of the account over some days. */
export const portfolioPerformance = defineOperation({
  name: 'portfolio.performance',
  title: 'Performance',
  summary: 'Shows every metric of the account over some days',
  description:
    'Every metric of the account over some days, from its journal, deposits and withdrawals ' +
    'taken out of the returns: the figures of its report. Explain one with explain_metric.',
  effect: 'read',
  role: 'viewer',
  input: object({
    from: dayField('First day, included.'),
    to: dayField('Last day, included.'),
    convention: conventionField,
    benchmark: optional(text({ max: 32, description: 'A symbol to compare with, such as SPY.' })),
  }),
  output: performanceSchema,
  rest: { method: 'GET', path: '/v1/portfolio/performance' },
  tool: { name: 'get_performance', idempotent: true },
  command: { words: 'portfolio performance' },
  async run({ benchmark, ...question }, { context }) {
    return performanceView(await reportOfAccount(context, question, benchmark));
  },
});
