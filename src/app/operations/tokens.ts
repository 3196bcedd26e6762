import { type Infer, integer, list, object, oneOf, optional, text } from '../../core/schema.ts';
import { DAY, formatInstant, later } from '../../core/time.ts';
import { instantOrNull, instantText, maybeInstant } from '../fields.ts';
import { defineOperation } from '../operation.ts';
import type { TokenRecord } from '../tokens.ts';

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

/** Makes an access token; it is shown once. */
export const tokensCreate = defineOperation({
  name: 'tokens.create',
  title: 'Create a token',
  summary: 'Makes an access token for a person or a program',
  description:
    'Makes an access token of a role. The token itself is in this answer and nowhere else: it is ' +
    'kept as a hash only. viewer reads and may halt, trader also trades, owner does everything.',
  effect: 'write',
  role: 'owner',
  input: object({
    role: oneOf(['viewer', 'trader', 'approver', 'owner'], {
      default: 'viewer',
      description:
        'What it may do: viewer reads and may halt; trader also trades; approver may later ' +
        'approve orders of others, today the same as trader; owner does everything.',
    }),
    name: optional(text({ min: 1, max: 60, description: 'Who or what it is for.' })),
    expiresDays: integer({
      min: 1,
      max: 3_650,
      default: EXPIRES_DAYS,
      description: 'Days until it ends.',
    }),
  }),
  output: object({ ...fields, token: text({ description: 'The token: shown here only.' }) }),
  rest: { method: 'POST', path: '/v1/tokens' },
  tool: forPeople,
  command: { words: 'token create' },
  async run({ role, name, expiresDays }, { context }) {
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
  description: 'Every access token with its role and when it ends; never the token itself.',
  effect: 'read',
  role: 'owner',
  input: object({}),
  output: list(record),
  rest: { method: 'GET', path: '/v1/tokens' },
  tool: forPeople,
  command: { words: 'token list' },
  run: async (_, { context }) => (await context.tokens.list()).map(tokenView),
});

/** Ends a token. */
export const tokensRevoke = defineOperation({
  name: 'tokens.revoke',
  title: 'Revoke a token',
  summary: 'Ends an access token at once',
  description: 'Ends a token at once, with every browser session that stands for it.',
  effect: 'write',
  role: 'owner',
  input: object({ id: text({ min: 1, max: 64, description: 'The id of the token.' }) }),
  output: record,
  rest: { method: 'DELETE', path: '/v1/tokens/{id}' },
  tool: forPeople,
  command: { words: 'token revoke', positional: ['id'] },
  run: async ({ id }, { context }) => tokenView(await context.tokens.revoke(id)),
});
