import {
  type InferShape,
  anyOf,
  exact,
  flag,
  list,
  number,
  object,
  oneOf,
  optional,
  record,
  text,
} from '../../core/schema.ts';
import type { RunReportOptions } from '../../analysis/report/report-of-run.ts';
import { addDays, type IsoDate } from '../../core/time.ts';
import { type BacktestOptions, type BacktestResult, runBacktest } from '../../engine/backtest.ts';
import { stressRuns } from '../../engine/stress-runs.ts';
import type { BarSeries } from '../../market/bar.ts';
import { type Ticker, ticker } from '../../market/symbol.ts';
import type { AppContext } from '../context.ts';
import { appError } from '../errors.ts';
import { conventionField, dayField } from '../fields.ts';
import { limitChanges } from '../limit-changes.ts';
import { nearest } from '../nearest.ts';
import { defineOperation } from '../operation.ts';
import type { Strategy } from '../../strategy/define.ts';
import { DAYS_BEFORE } from '../report-benchmark.ts';
import { keepOrTell, reportOfFresh } from '../stored-runs.ts';
import { backtestSchema, backtestView, keptBacktestSchema } from '../views/backtest.ts';
import { toWire } from '../wire.ts';

/** What a backtest costs and assumes, as every surface takes it. */
export const backtestFields = {
  symbols: optional(
    list(text({ max: 32 }), { min: 1, max: 50, description: "Instead of the strategy's own." }),
  ),
  from: dayField('First day, included, such as 2004-01-01.'),
  to: dayField('Last day, included.'),
  cash: optional(
    exact<'USD'>({ positive: true, description: 'Dollars at the start, 100000 unless said.' }),
  ),
  params: optional(
    record(anyOf(number(), flag(), text()), { description: "The strategy's parameters by name." }),
  ),
  fill: oneOf(['next_open', 'close'], {
    default: 'next_open',
    description: 'When a market order decided at a close fills; at that same close is optimistic.',
  }),
  halfSpreadBps: number({
    min: 0,
    max: 1_000,
    default: 1,
    description: 'Half the spread that a market order pays, in basis points.',
  }),
  slippageBps: number({
    min: 0,
    max: 1_000,
    default: 1,
    description: 'Slippage that it pays besides, in basis points.',
  }),
  commissionBps: number({
    min: 0,
    max: 1_000,
    default: 0,
    description: 'Commission of every fill, in basis points of its value.',
  }),
  commissionPerShare: number({
    min: 0,
    max: 100,
    default: 0,
    description: 'Commission of every fill, in dollars a share.',
  }),
  fees: oneOf(['us_equities', 'none'], {
    default: 'us_equities',
    description: 'Regulatory fees of the day on sales, or none.',
  }),
  shares: optional(
    oneOf(['whole', 'fractional'], {
      description: "How targets are sized; by the strategy's own choice unless said.",
    }),
  ),
  dividends: oneOf(['cash', 'ignore'], {
    default: 'cash',
    description: 'Paid in cash on the ex-day, or left out of the run.',
  }),
  limits: optional(
    record(anyOf(number(), flag()), {
      description: 'Risk limits by name, such as max_order_value or daily_loss.halt.',
    }),
  ),
  stress: optional(
    flag({
      description: 'Runs it again one bar later and at 0, 2 and 3 times the costs, for its report.',
    }),
  ),
  benchmark: optional(
    text({ max: 32, description: 'A symbol to compare with, such as SPY, dividends included.' }),
  ),
  convention: conventionField,
  riskFree: number({
    min: -1,
    max: 1,
    default: 0,
    description: 'Risk-free rate of a year, a fraction: 0.02 is 2 %.',
  }),
  periodsPerYear: number({
    min: 1,
    max: 366,
    default: 252,
    description: 'Sessions a year, for what is annualized by sessions.',
  }),
  growthBy: oneOf(['calendar', 'sessions'], {
    default: 'calendar',
    description: 'What annual growth counts years by: calendar days, or sessions.',
  }),
};

/** The fields of {@link backtestFields} as they are read. */
export type BacktestInput = InferShape<typeof backtestFields>;

/** Runs a strategy over the past of the connected market. */
export const backtestsRun = defineOperation({
  name: 'backtests.run',
  title: 'Run a backtest',
  summary: 'Runs a strategy over past prices, as it would run live',
  description:
    'Runs one of the strategies of this server over past bars of the connected market: the same ' +
    'engine, gate and ledger as live. An order decided at a close fills at the next open plus ' +
    'costs. ' +
    'The answer has every metric under its id and lists what was assumed; the run is kept.',
  effect: 'read',
  role: 'viewer',
  input: object({
    strategy: text({ min: 1, max: 60, description: 'The name of a strategy of this server.' }),
    ...backtestFields,
  }),
  output: keptBacktestSchema,
  rest: { method: 'POST', path: '/v1/backtests' },
  tool: { name: 'run_backtest', idempotent: true },
  command: { words: 'backtest run', positional: ['strategy'] },
  async run(input, { context }) {
    const strategy = strategyOf(context, input.strategy);
    const symbols = input.symbols?.map((symbol) => ticker(symbol.toUpperCase()));
    const { timeframe } = strategy;
    const { from, to } = input;
    const bars = await Promise.all(
      (symbols ?? strategy.symbols).map((symbol) =>
        context.market.bars({ symbol, timeframe, from, to }),
      ),
    );
    const benchmark = await benchmarkOf(input, ({ symbol, before }) => {
      const adjustment = input.dividends === 'ignore' ? 'split' : 'all';
      return context.market.bars({ symbol, timeframe, from: before, to, adjustment });
    });
    const options = { ...backtestOptions(input), bars, ...benchmark };
    const { result, stress } = runWhole(strategy, options, input);
    const { convention } = input;
    const view = backtestView(result, { findings: [], convention, ...stress });
    const data = toWire(backtestSchema.json, view) as Readonly<Record<string, unknown>>;
    const report = reportOfFresh(result, { convention, ...stress });
    const { id, because } = await keepOrTell(context.world, context.documents, { data, report });
    return { ...view, id, notKept: because };
  },
});

/** Runs a strategy, and again under stress where that is asked for. */
export function runWhole(
  strategy: Strategy,
  options: BacktestOptions,
  { stress }: Pick<BacktestInput, 'stress'>,
): { readonly result: BacktestResult; readonly stress: Pick<RunReportOptions, 'stress'> } {
  const result = runBacktest(strategy, options);
  return {
    result,
    stress: stress === true ? { stress: stressRuns(strategy, options, result) } : {},
  };
}

/**
 * The benchmark of an input as an option of a backtest, read by `read`: a few days more than the
 * run, for the return of its first session.
 */
export async function benchmarkOf(
  { benchmark, from }: BacktestInput,
  read: (wanted: {
    readonly symbol: Ticker;
    readonly before: IsoDate | undefined;
  }) => Promise<BarSeries>,
): Promise<Pick<BacktestOptions, 'benchmark'>> {
  if (benchmark === undefined) return {};
  const before = from === undefined ? undefined : addDays(from, -DAYS_BEFORE);
  return { benchmark: await read({ symbol: ticker(benchmark.toUpperCase()), before }) };
}

/** The fields of an input as the options of a backtest, all but its bars and benchmark. */
export function backtestOptions(input: BacktestInput): Omit<BacktestOptions, 'bars' | 'benchmark'> {
  const { from, to, cash, params, limits, shares } = input;
  const { halfSpreadBps, slippageBps, commissionBps, commissionPerShare, fees } = input;
  const { fill, dividends, riskFree, periodsPerYear, growthBy } = input;
  return {
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    ...(cash === undefined ? {} : { cash: cash.toString() }),
    ...(params === undefined ? {} : { params }),
    ...(shares === undefined ? {} : { shares }),
    ...(limits === undefined ? {} : { limits: limitChanges(limits) }),
    costs: { halfSpreadBps, slippageBps, commissionBps, commissionPerShare, fees },
    fill,
    dividends,
    riskFree,
    periodsPerYear,
    growthBy,
  };
}

function strategyOf({ strategies }: AppContext, name: string): Strategy {
  const found = strategies.get(name);
  if (found !== undefined) return found;
  const like = nearest(name, [...strategies.keys()], 3);
  throw appError('app.unknown_strategy', `Expected a strategy of this server, found "${name}".`, {
    next: `Did you mean ${like.join(', ')}? A file on disk runs with: quipu backtest run FILE.`,
  });
}
