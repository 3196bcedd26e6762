import { invalidInput, object, text } from '../../core/schema.ts';
import type { Strategy } from '../../strategy/define.ts';
import { paramProblems } from '../configuration/check-params.ts';
import type { ReadContext } from '../context/app-context.ts';
import { appError } from '../kit/errors.ts';
import { nearest } from '../kit/nearest.ts';
import { backtestFields } from '../library/backtest-fields.ts';
import { freshBacktest } from '../library/fresh-backtest.ts';
import { trialRatio, withTrialRatio } from '../library/run-trials.ts';
import { keepOrTell } from '../library/stored-runs.ts';
import { type Call, defineOperation } from '../operation/define.ts';
import { keptBacktestSchema } from '../views/backtest.ts';

/** Runs a strategy over past prices of the connected market. */
export const backtestsRun = defineOperation({
  name: 'backtests.run',
  title: 'Run a backtest',
  summary: 'Runs a strategy over past prices, as it would run live',
  description:
    "Runs one of this server's strategies over past bars of the connected market, with the same " +
    'engine, risk gate and ledger as live. An order decided at a close fills at the next open ' +
    'plus costs. The answer has every metric by id and lists the assumptions; the run is saved.',
  effect: 'read',
  role: 'viewer',
  input: object({
    strategy: text({ min: 1, max: 60, description: 'Name of a strategy on this server.' }),
    ...backtestFields,
  }),
  output: keptBacktestSchema,
  rest: { method: 'POST', path: '/v1/backtests' },
  tool: { name: 'run_backtest', idempotent: true },
  command: { words: 'backtest run', positional: ['strategy'] },
  async run(input, { context }: Call<ReadContext>) {
    const strategy = strategyOf(context, input.strategy);
    const [problem] = paramProblems(strategy, input.params ?? {}, 'params');
    if (problem !== undefined) throw invalidInput([{ path: '', message: problem }]);
    const { view, data, report } = await freshBacktest(strategy, input, {
      load: async (wanted) => ({
        series: await context.market.bars({ ...wanted, adjustment: 'raw' }),
        findings: [],
      }),
    });
    const { id, because } = await keepOrTell(context.world, context.documents, { data, report });
    const answer = { ...view, id, notKept: because };
    return id === null ? answer : withTrialRatio(answer, await trialRatio(context.documents, id));
  },
});

function strategyOf({ strategies }: ReadContext, name: string): Strategy {
  const found = strategies.get(name);
  if (found !== undefined) return found;
  const like = nearest(name, [...strategies.keys()], 3);
  const meant =
    like.length === 0
      ? `This server has ${[...strategies.keys()].join(', ')}.`
      : `Did you mean ${like.join(', ')}?`;
  throw appError('app.unknown_strategy', `Expected a strategy on this server, found "${name}".`, {
    next: `${meant} To run a file: quipu backtest run FILE.`,
  });
}
