import { object } from '../../core/schema.ts';
import type { ReadContext } from '../context/app-context.ts';
import { type Call, defineOperation } from '../operation/define.ts';
import { accountSchema, accountView } from '../views/account.ts';

/** The account by our own ledger, next to the broker's latest statement. */
export const accountGet = defineOperation({
  name: 'account.get',
  title: 'Account',
  summary: "Shows cash, equity and P&L, next to the broker's figures",
  description:
    'Cash, equity, P&L, fees and exposure by our own ledger, with the latest broker statement ' +
    'and every difference between the two. For single holdings use positions.',
  effect: 'read',
  role: 'viewer',
  input: object({}),
  output: accountSchema,
  rest: { method: 'GET', path: '/v1/account' },
  tool: { name: 'get_account', idempotent: true },
  command: { words: 'account' },
  run: async (_, { context }: Call<ReadContext>) =>
    accountView(context.account, context.engine, context.accountHistory),
});
