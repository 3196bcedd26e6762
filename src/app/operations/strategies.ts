import { list, object } from '../../core/schema.ts';
import { defineOperation } from '../operation.ts';
import { strategySchema, strategyViews } from '../views/strategy.ts';

/** The strategies at work. */
export const strategiesList = defineOperation({
  name: 'strategies.list',
  title: 'Strategies',
  summary: 'Lists the strategies that run, with their results',
  description:
    'Every running strategy with its state, parameters, share of the account, result, positions ' +
    'and last order. For its orders use list_orders with its book.',
  effect: 'read',
  role: 'viewer',
  input: object({}),
  output: list(strategySchema),
  rest: { method: 'GET', path: '/v1/strategies' },
  tool: { name: 'list_strategies', idempotent: true },
  command: { words: 'strategy list' },
  run: async (_, { context }) => strategyViews(context.engine),
});
