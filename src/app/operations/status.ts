import { object } from '../../core/schema.ts';
import { defineOperation } from '../operation.ts';
import { statusSchema, statusView } from '../views/status.ts';

/** How the house stands. */
export const statusGet = defineOperation({
  name: 'status.get',
  title: 'Status',
  summary: 'Shows engine, market, equity and strategies at a glance',
  description:
    'Engine state, market clock, equity, day result, strategies, connections and the journal ' +
    'head in one answer. Ask for it first, and again whenever an order was refused.',
  effect: 'read',
  role: 'viewer',
  input: object({}),
  output: statusSchema,
  rest: { method: 'GET', path: '/v1/status' },
  tool: { name: 'get_status', idempotent: true },
  command: { words: 'status' },
  run: async (_, { context }) => statusView(context),
});
