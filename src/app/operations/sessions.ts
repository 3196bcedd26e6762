import { nullable, object, oneOf, text } from '../../core/schema.ts';
import { formatInstant } from '../../core/time.ts';
import { instantOrNull, instantText } from '../operation/fields.ts';
import type { AdminContext } from '../context/app-context.ts';
import { type Call, defineOperation } from '../operation/define.ts';

/** The caller's identity and role. */
export const sessionsShow = defineOperation({
  name: 'sessions.show',
  title: 'Who am I',
  summary: 'Shows who you are to the server and what you may do',
  description: 'The role and name of this token or browser session.',
  effect: 'read',
  role: 'viewer',
  input: object({}),
  output: object({
    id: text(),
    name: text(),
    role: oneOf(['viewer', 'trader', 'approver', 'owner']),
    via: oneOf(['cli', 'rest', 'mcp', 'dashboard']),
    expiresAt: nullable(text()),
  }),
  rest: { method: 'GET', path: '/v1/session' },
  tool: { none: "the MCP server's instructions already say it" },
  command: { words: 'whoami' },
  run: async (_, { principal }) => {
    const { id, name, role, via, expiresAt } = principal;
    return { id, name, role, via, expiresAt: instantOrNull(expiresAt) };
  },
});

/** A one-time link that signs a browser in. */
export const sessionsLink = defineOperation({
  name: 'sessions.link',
  title: 'Open the dashboard',
  summary: 'Prints a link that signs a browser in to the dashboard',
  description:
    'Creates a link that signs in one browser once, within ten minutes. The code is in the ' +
    'fragment of the link, which browsers neither send to servers nor write to logs.',
  effect: 'write',
  role: 'viewer',
  input: object({}),
  output: object({ url: text(), expiresAt: instantText('On the world clock.') }),
  rest: { method: 'POST', path: '/v1/session-links' },
  tool: { none: 'a link signs a person in, not an assistant' },
  command: { words: 'open' },
  run: async (_, { context, principal }: Call<AdminContext>) => {
    const { code, expiresAt } = context.sessions.createCode(principal.id);
    return { url: `${context.url}/#code=${code}`, expiresAt: formatInstant(expiresAt) };
  },
});
