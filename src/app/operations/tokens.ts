import { type Infer, integer, list, object, oneOf, optional, text } from '../../core/schema.ts';
import { DAY, formatInstant, later } from '../../core/time.ts';
import { instantOrNull, instantText, maybeInstant } from '../operation/fields.ts';
import type { AdminContext } from '../context/app-context.ts';
import { type Call, defineOperation } from '../operation/define.ts';
import type { TokenRecord } from '../access/tokens.ts';

const EXPIRES_DAYS = 90;

const fields = {
  id: text(),
  name: text(),
  role: oneOf(['viewer', 'trader', 'approver', 'owner']),
  createdAt: instantText('On the world clock.'),
  expiresAt: maybeInstant('On the world clock; null for never.'),
};
const record = object(fields);

const forPeople = { none: 'an assistant must not hand out access' };

function tokenView(token: TokenRecord): Infer<typeof record> {
  const { id, name, role, createdAt, expiresAt } = token;
  const made = formatInstant(createdAt);
  return { id, name, role, createdAt: made, expiresAt: instantOrNull(expiresAt) };
}

/** Creates an access token, which is shown once. */
export const tokensCreate = defineOperation({
  name: 'tokens.create',
  title: 'Create a token',
  summary: 'Creates an access token for a user or a program',
  description:
    'Creates an access token with a role. The answer is the only place that shows the token; ' +
    'only its hash is stored. viewer reads and may halt, trader also trades, owner does ' +
    'everything.',
  effect: 'write',
  role: 'owner',
  input: object({
    role: oneOf(['viewer', 'trader', 'approver', 'owner'], {
      default: 'viewer',
      description:
        'What it may do: viewer reads and may halt; trader also trades; approver can do the same ' +
        'as trader today and will later approve orders; owner does everything.',
    }),
    name: optional(text({ min: 1, max: 60, description: 'Who or what it is for.' })),
    expiresDays: integer({
      min: 1,
      max: 3_650,
      default: EXPIRES_DAYS,
      description: 'Days until it expires.',
    }),
  }),
  output: object({ ...fields, token: text({ description: 'The token; shown only here.' }) }),
  rest: { method: 'POST', path: '/v1/tokens' },
  tool: forPeople,
  command: { words: 'token create' },
  async run({ role, name, expiresDays }, { context }: Call<AdminContext>) {
    const expiresAt = later(context.world.clock.now(), expiresDays * DAY);
    const made = await context.tokens.create({ role, name: name ?? role, expiresAt });
    return { ...tokenView(made.record), token: made.token.reveal() };
  },
});

/** The tokens that exist, without their secrets. */
export const tokensList = defineOperation({
  name: 'tokens.list',
  title: 'Tokens',
  summary: 'Lists the access tokens, never their secrets',
  description: 'Every access token with its role and expiry; never the token itself.',
  effect: 'read',
  role: 'owner',
  input: object({}),
  output: list(record),
  rest: { method: 'GET', path: '/v1/tokens' },
  tool: forPeople,
  command: { words: 'token list' },
  run: async (_, { context }: Call<AdminContext>) => (await context.tokens.list()).map(tokenView),
});

/** Revokes a token. */
export const tokensRevoke = defineOperation({
  name: 'tokens.revoke',
  title: 'Revoke a token',
  summary: 'Revokes an access token immediately',
  description: 'Revokes a token immediately, with every browser session that uses it.',
  effect: 'write',
  role: 'owner',
  input: object({ id: text({ min: 1, max: 64, description: 'The id of the token.' }) }),
  output: record,
  rest: { method: 'DELETE', path: '/v1/tokens/{id}' },
  tool: forPeople,
  command: { words: 'token revoke', positional: ['id'] },
  run: async ({ id }, { context }: Call<AdminContext>) =>
    tokenView(await context.tokens.revoke(id)),
});
