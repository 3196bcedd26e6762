import { object } from '../../core/schema.ts';
import type { ReadContext } from '../context/app-context.ts';
import { type Call, defineOperation } from '../operation/define.ts';
import { statusSchema, statusView } from '../views/status.ts';

/** State of Quipu at a glance. */
export const statusGet = defineOperation({
  name: 'status.get',
  title: 'Status',
  summary: 'Shows engine, market, equity and strategies at a glance',
  description:
    'Engine state, market clock, equity, day P&L, strategies, connections and journal head in ' +
    'one answer. Call it first, and again whenever an order was refused.',
  effect: 'read',
  role: 'viewer',
  input: object({}),
  output: statusSchema,
  rest: { method: 'GET', path: '/v1/status' },
  tool: { name: 'get_status', idempotent: true },
  command: { words: 'status' },
  run: async (_, { context }: Call<ReadContext>) => statusView(context),
});
