import { list, object } from '../../core/schema.ts';
import { defineOperation } from '../operation.ts';
import { positionSchema, positionViews } from '../views/position.ts';

/** What the account holds. */
export const positionsList = defineOperation({
  name: 'positions.list',
  title: 'Positions',
  summary: 'Lists what the account holds, the largest first',
  description:
    'Every holding with quantity, cost, last price, value, weight and unrealized result, the ' +
    'largest first, and which strategy holds how much of it.',
  effect: 'read',
  role: 'viewer',
  input: object({}),
  output: list(positionSchema),
  rest: { method: 'GET', path: '/v1/positions' },
  tool: { name: 'list_positions', idempotent: true },
  command: { words: 'position list' },
  run: async (_, { context }) => positionViews(context.engine),
});
