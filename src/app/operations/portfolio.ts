import { integer, list, object, optional, text } from '../../core/schema.ts';
import { addDays, epochMs, formatInstant } from '../../core/time.ts';
import { newYorkDate } from '../../market/calendar.ts';
import { ticker } from '../../market/symbol.ts';
import {
  centsText,
  conventionField,
  dayField,
  decimalText,
  instantField,
  instantText,
} from '../operation/fields.ts';
import { holdingsPast } from '../projections/holdings-past.ts';
import type { ReadContext } from '../context/app-context.ts';
import { type Call, defineOperation } from '../operation/define.ts';
import { reportOfAccount } from '../reports/report-of-account.ts';
import { performanceSchema, performanceView } from '../views/performance.ts';
import { portfolioSchema, portfolioView, symbolsHeld } from '../views/portfolio.ts';

/** The equity curve. */
export const portfolioEquity = defineOperation({
  name: 'portfolio.equity',
  title: 'Equity curve',
  summary: 'Lists account equity over time',
  description:
    'Account equity over time on the market clock, oldest first, thinned to the requested number ' +
    'of points. Daily values are kept permanently; values within a trading day only since the ' +
    'start of the server.',
  effect: 'read',
  role: 'viewer',
  input: object({
    since: instantField('Start, a day or an instant, such as 2024-03-18 or 2024-03-18T14:30:00Z.'),
    points: integer({ min: 2, max: 5_000, default: 500, description: 'Maximum number of points.' }),
  }),
  output: list(
    object({ at: instantText('On the market clock.'), equity: decimalText('Dollars.') }),
  ),
  rest: { method: 'GET', path: '/v1/portfolio/equity' },
  tool: { name: 'get_equity_curve', idempotent: true },
  command: { words: 'portfolio equity' },
  run: async ({ since, points }, { context }: Call<ReadContext>) =>
    context.accountHistory
      .curve(since ?? epochMs(0), points)
      .map(({ at, equity }) => ({ at: formatInstant(at), equity: centsText(equity) })),
});

/** Composition and risk of the account. */
export const portfolioShow = defineOperation({
  name: 'portfolio.show',
  title: 'Portfolio and its risk',
  summary: 'Shows allocation, exposure, risk and stress tests',
  description:
    'Allocation by symbol, sector, class and strategy, exposure, value at risk by six methods, ' +
    'expected shortfall, beta, risk contribution of each holding, days to sell it, and market ' +
    'shocks, at current weights over past trading days. For limits and their use see risk.',
  effect: 'read',
  role: 'viewer',
  input: object({
    sessions: integer({
      min: 30,
      max: 2_520,
      default: 252,
      description: 'Maximum number of past trading days.',
    }),
    benchmark: optional(text({ max: 32, description: 'A symbol for beta, such as SPY.' })),
  }),
  output: portfolioSchema,
  rest: { method: 'GET', path: '/v1/portfolio' },
  tool: { name: 'get_portfolio', idempotent: true },
  command: { words: 'portfolio show' },
  async run({ sessions, benchmark: named }, { context }: Call<ReadContext>) {
    const { engine, market } = context;
    const benchmark = named === undefined ? undefined : ticker(named.toUpperCase());
    const held = symbolsHeld(engine);
    const wanted = benchmark === undefined ? held : [...new Set([...held, benchmark])];
    // The current trading day has no return yet.
    const to = addDays(newYorkDate(engine.now), -1);
    const past = await holdingsPast(market, wanted, { sessions, to });
    return portfolioView(engine, await market.assets(), past, benchmark);
  },
});

/** Every metric of the account over a range of days. */
export const portfolioPerformance = defineOperation({
  name: 'portfolio.performance',
  title: 'Performance',
  summary: 'Shows every account metric over a range of days',
  description:
    'Every metric of the account over a range of days, from its journal; returns exclude ' +
    'deposits and withdrawals. These are the figures of its report. Explain one with ' +
    'explain_metric.',
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
  async run({ benchmark, ...question }, { context }: Call<ReadContext>) {
    return performanceView(await reportOfAccount(context, question, benchmark));
  },
});
