import { list, object } from '../../core/schema.ts';
import type { ReadContext } from '../context/app-context.ts';
import { type Call, defineOperation } from '../operation/define.ts';
import { strategySchema, strategyViews } from '../views/strategy.ts';

/** The running strategies. */
export const strategiesList = defineOperation({
  name: 'strategies.list',
  title: 'Strategies',
  summary: 'Lists running strategies with their results',
  description:
    'Every running strategy with its state, parameters, share of the account, P&L, positions and ' +
    'last order. For its orders use list_orders with its book.',
  effect: 'read',
  role: 'viewer',
  input: object({}),
  output: list(strategySchema),
  rest: { method: 'GET', path: '/v1/strategies' },
  tool: { name: 'list_strategies', idempotent: true },
  command: { words: 'strategy list' },
  run: async (_, { context }: Call<ReadContext>) => strategyViews(context.engine),
});
