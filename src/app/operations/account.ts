import { object } from '../../core/schema.ts';
import { defineOperation } from '../operation.ts';
import { accountSchema, accountView } from '../views/account.ts';

/** The account by our own ledger, with the broker's last statement beside it. */
export const accountGet = defineOperation({
  name: 'account.get',
  title: 'Account',
  summary: "Shows cash, equity and results beside the broker's word",
  description:
    'Cash, equity, results, fees and exposure by our own ledger, with the last statement of the ' +
    'broker beside it and every place where the two differ. For single holdings use positions.',
  effect: 'read',
  role: 'viewer',
  input: object({}),
  output: accountSchema,
  rest: { method: 'GET', path: '/v1/account' },
  tool: { name: 'get_account', idempotent: true },
  command: { words: 'account' },
  run: async (_, { context }) => accountView(context.account, context.engine, context.chronicle),
});
