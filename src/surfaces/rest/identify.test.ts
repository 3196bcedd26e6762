import { describe, expect, test } from 'vitest';
import type { Sessions } from '../../app/access/sessions.ts';
import type { Tokens } from '../../app/access/tokens.ts';
import type { AppContext } from '../../app/context/app-context.ts';
import type { Principal, Via } from '../../app/operation/principal.ts';
import { isQuipuError } from '../../core/errors.ts';
import type { ServerRequest } from '../../core/http.ts';
import { epochMs } from '../../core/time.ts';
import { exchangeCode, signOut } from './browser-session.ts';
import { COOKIE, identify, sessionOf } from './identify.ts';

const TOKEN = 'qk_1';
const SECRET = 'a'.repeat(64);
const NOW = epochMs(1_000_000);

const person = (via: Via): Principal => ({
  id: 'tk_1',
  name: 'me',
  role: 'owner',
  via,
  expiresAt: null,
});

const tokens = {
  principalOf: async (token: string, via: Via) => (token === TOKEN ? person(via) : undefined),
} as unknown as Tokens; // what identify() uses

/** Sessions with one code and one secret; `closed` lists signed-out sessions. */
function sessionsWith(closed: string[] = []): Sessions {
  return {
    open: async (code: string) =>
      code === 'good' ? { secret: SECRET, expiresAt: epochMs(NOW + 90_999) } : undefined,
    principalOf: async (secret: string) => (secret === SECRET ? person('dashboard') : undefined),
    close: async (secret: string) => void closed.push(secret),
  } as unknown as Sessions; // what the routes use
}

function request(
  headers: Record<string, string>,
  { method = 'GET', body = '' }: { method?: string; body?: string } = {},
): ServerRequest {
  return { method, path: '/', query: '', headers, body };
}

async function identified(of: ServerRequest): Promise<Principal | string> {
  try {
    return await identify(of, { tokens, sessions: sessionsWith() });
  } catch (error) {
    if (!isQuipuError(error)) throw error;
    expect(error.code).toBe('app.unauthorized');
    expect(error.next).toContain('quipu open');
    expect(error.next).toContain('quipu token create');
    return error.message;
  }
}

const UNKNOWN_TOKEN = 'Expected a valid, unexpired token.';
const UNKNOWN_SESSION = 'Expected a valid, unexpired session.';
const NOTHING = 'Expected a bearer token or a signed-in browser.';
const NO_ORIGIN = 'Expected the Origin header of the page.';

describe('a bearer token', () => {
  test.each<[Record<string, string>, Via]>([
    [{}, 'rest'],
    [{ 'quipu-via': 'cli' }, 'cli'],
    [{ 'quipu-via': 'mcp' }, 'mcp'],
    [{ 'quipu-via': 'rest' }, 'rest'],
    // The dashboard is identified by its cookie, never by a header that it chooses.
    [{ 'quipu-via': 'dashboard' }, 'rest'],
  ])('with %j comes through %s', async (headers, via) => {
    const of = request({ authorization: `Bearer ${TOKEN}`, ...headers });
    expect(await identified(of)).toEqual(person(via));
  });

  test.each([`bearer ${TOKEN}`, `BEARER ${TOKEN}`])(
    'is accepted in any case: %s',
    async (header) => {
      expect(await identified(request({ authorization: header }))).toEqual(person('rest'));
    },
  );

  test.each([
    '',
    TOKEN,
    'Bearer ',
    'Bearer qk_2',
    `Bearer ${TOKEN} `,
    `Bearer ${TOKEN} x`,
    `x Bearer ${TOKEN}`,
    `Bearer  ${TOKEN}`,
    `Basic ${TOKEN}`,
  ])('is not %j', async (header) => {
    expect(await identified(request({ authorization: header }))).toBe(UNKNOWN_TOKEN);
  });

  test('that is wrong is rejected despite a valid session', async () => {
    const of = request({ authorization: 'Bearer qk_2', cookie: `${COOKIE}=${SECRET}` });
    expect(await identified(of)).toBe(UNKNOWN_TOKEN);
  });
});

describe('a session cookie', () => {
  const cookie = `${COOKIE}=${SECRET}`;

  test.each([
    [cookie, SECRET],
    [`a=b; ${cookie}; c=d`, SECRET],
    [`a=b;${cookie}`, SECRET],
    [`${COOKIE}=`, ''],
    [`${COOKIE}; ${cookie}`, SECRET],
    [`${COOKIE}=x=y`, 'x'],
    ['a=b', undefined],
    [COOKIE, undefined],
    [`x${cookie}`, undefined],
    ['', undefined],
  ])('is found in %j', (header, expected) => {
    expect(sessionOf(request({ cookie: header }))).toBe(expected);
  });

  test('is not found without a cookie', () => {
    expect(sessionOf(request({}))).toBeUndefined();
  });

  test('lets a browser read', async () => {
    expect(await identified(request({ cookie }))).toEqual(person('dashboard'));
  });

  test.each(['POST', 'DELETE', 'PUT', 'HEAD'])(
    'lets our own page %s, not another',
    async (method) => {
      const origin = { origin: 'http://localhost:7400' };
      expect(await identified(request({ cookie, ...origin }, { method }))).toEqual(
        person('dashboard'),
      );
      expect(await identified(request({ cookie }, { method }))).toBe(NO_ORIGIN);
    },
  );

  test('must be known', async () => {
    expect(await identified(request({ cookie: `${COOKIE}=${'b'.repeat(64)}` }))).toBe(
      UNKNOWN_SESSION,
    );
    expect(await identified(request({ cookie: 'a=b' }))).toBe(NOTHING);
    expect(await identified(request({}))).toBe(NOTHING);
  });
});

describe('signing in and out', () => {
  const context = (sessions: Sessions): AppContext =>
    ({ sessions, world: { clock: { now: () => NOW } } }) as unknown as AppContext; // all they use

  const exchange = (body: string) =>
    exchangeCode(
      request({ 'content-type': 'application/json' }, { method: 'POST', body }),
      context(sessionsWith()),
    );

  test('a one-time code becomes a cookie that scripts and other sites cannot use', async () => {
    expect(await exchange('{"code":"good"}')).toEqual({
      status: 204,
      headers: {
        'set-cookie': `quipu_session=${SECRET}; Path=/; HttpOnly; SameSite=Strict; Max-Age=90`,
      },
      body: '',
    });
  });

  test('a code that is unknown, used or expired is refused', async () => {
    await expect(exchange('{"code":"bad"}')).rejects.toMatchObject({
      code: 'app.unauthorized',
      message: 'Expected a valid one-time code, found another one.',
      next: expect.stringContaining('quipu open') as string,
    });
  });

  test.each(['{}', '{"code":""}', `{"code":"${'x'.repeat(201)}"}`, '{"code":7}'])(
    'a body without a code is invalid: %s',
    async (body) => {
      const error: unknown = await exchange(body).catch((reason: unknown) => reason);
      expect(isQuipuError(error) && error.code).not.toBe('app.unauthorized');
      expect(isQuipuError(error)).toBe(true);
    },
  );

  test('a code of one character and one of two hundred are looked up', async () => {
    for (const code of ['x', 'x'.repeat(200)]) {
      await expect(exchange(JSON.stringify({ code }))).rejects.toMatchObject({
        code: 'app.unauthorized',
      });
    }
  });

  test('signing out closes the session and removes the cookie', async () => {
    const closed: string[] = [];
    const out = (headers: Record<string, string>) =>
      signOut(request(headers, { method: 'DELETE' }), context(sessionsWith(closed)));
    const answer = {
      status: 204,
      headers: { 'set-cookie': 'quipu_session=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0' },
      body: '',
    };
    expect(await out({ cookie: `${COOKIE}=${SECRET}` })).toEqual(answer);
    expect(closed).toEqual([SECRET]);
    expect(await out({})).toEqual(answer);
    expect(closed).toEqual([SECRET]);
  });
});
