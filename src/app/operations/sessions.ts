import { nullable, object, oneOf, text } from '../../core/schema.ts';
import { formatInstant } from '../../core/time.ts';
import { instantOrNull, instantText } from '../fields.ts';
import { defineOperation } from '../operation.ts';

/** Who the asker is. */
export const sessionsShow = defineOperation({
  name: 'sessions.show',
  title: 'Who am I',
  summary: 'Says who you are to the server, and what you may do',
  description: 'The role and name that this token or browser session stands for.',
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
  tool: { none: 'the instructions of the tool server say it already' },
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
    'Makes a link that signs one browser in once, within ten minutes. The code is in the ' +
    'fragment of the link, which browsers do not send to servers or write into logs.',
  effect: 'write',
  role: 'viewer',
  input: object({}),
  output: object({ url: text(), expiresAt: instantText('On the world clock.') }),
  rest: { method: 'POST', path: '/v1/session-links' },
  tool: { none: 'a link signs a person in, not an assistant' },
  command: { words: 'open' },
  run: async (_, { context, principal }) => {
    const { code, expiresAt } = context.sessions.createCode(principal.id);
    return { url: `${context.url}/#code=${code}`, expiresAt: formatInstant(expiresAt) };
  },
});
