import { list, object } from '../../core/schema.ts';
import type { ReadContext } from '../context/app-context.ts';
import { type Call, defineOperation } from '../operation/define.ts';
import { positionSchema, positionViews } from '../views/position.ts';

/** Positions of the account. */
export const positionsList = defineOperation({
  name: 'positions.list',
  title: 'Positions',
  summary: 'Lists positions, largest first',
  description:
    'Every position with quantity, cost, last price, value, weight and unrealized P&L, largest ' +
    'first, and how much of it belongs to which strategy.',
  effect: 'read',
  role: 'viewer',
  input: object({}),
  output: list(positionSchema),
  rest: { method: 'GET', path: '/v1/positions' },
  tool: { name: 'list_positions', idempotent: true },
  command: { words: 'position list' },
  run: async (_, { context }: Call<ReadContext>) => positionViews(context.engine),
});
