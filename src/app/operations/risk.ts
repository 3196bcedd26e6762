import { object } from '../../core/schema.ts';
import type { ReadContext } from '../context/app-context.ts';
import { type Call, defineOperation } from '../operation/define.ts';
import { riskReport, riskSchema } from '../views/risk.ts';

/** The limits in force. */
export const riskShow = defineOperation({
  name: 'risk.show',
  title: 'Risk limits',
  summary: 'Shows every risk limit and how much of it is used',
  description:
    'Every control of the risk gate with its limit, how much of it is used now, and how many ' +
    'orders it has stopped. Use it before placing an order or to explain a denial.',
  effect: 'read',
  role: 'viewer',
  input: object({}),
  output: riskSchema,
  rest: { method: 'GET', path: '/v1/risk' },
  tool: { name: 'get_risk', idempotent: true },
  command: { words: 'risk show' },
  run: async (_, { context }: Call<ReadContext>) =>
    riskReport(context.engine, context.accountHistory),
});
