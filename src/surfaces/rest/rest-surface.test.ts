import { request as httpRequest } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type DemoHouse, startDemoHouse } from '../../../tests/support/demo-house.ts';
import { runWords } from '../../../tests/support/command-line.ts';
import { type Json, look, lookText } from '../../../tests/support/look.ts';
import { OPERATIONS } from '../../app/operations/catalog.ts';
import { isAbsent } from '../../app/operation/define.ts';

let house: DemoHouse;

beforeAll(async () => {
  house = await startDemoHouse();
}, 60_000);

afterAll(() => house.stop());

interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Json;
}

async function ask(line: string, options: RequestInit & { token?: string } = {}): Promise<Reply> {
  const [method = '', path = ''] = line.split(' ');
  const { token = house.ownerToken, ...rest } = options;
  const headers = new Headers(rest.headers);
  if (token !== '') headers.set('authorization', `Bearer ${token}`);
  if (rest.body !== undefined && !headers.has('content-type')) {
    headers.set('content-type', 'application/json');
  }
  const response = await fetch(`${house.url}${path}`, { ...rest, method, headers });
  const text = await response.text();
  const body = text.startsWith('{') ? (JSON.parse(text) as Json) : {};
  return { status: response.status, headers: response.headers, body };
}

function post(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Reply> {
  return ask(`POST ${path}`, { body: JSON.stringify(body), headers });
}

async function newToken(role: string): Promise<string> {
  return lookText((await post('/v1/tokens', { role })).body, 'data', 'token');
}

const key = (): Record<string, string> => ({ 'idempotency-key': crypto.randomUUID() });

describe('every answer', () => {
  const reads = OPERATIONS.filter(
    ({ rest }) => !isAbsent(rest) && rest.method === 'GET' && !rest.path.includes('{'),
  );

  test.each(reads.map(({ rest }) => (isAbsent(rest) ? '' : rest.path)))(
    'of %s has data, mode and request id',
    async (path) => {
      const { status, headers, body } = await ask(`GET ${path}`);
      expect(status).toBe(200);
      expect(headers.get('quipu-mode')).toBe('sim');
      expect(headers.get('quipu-request-id')).toMatch(/^rq_/);
      expect(headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(look(body, 'meta')).toMatchObject({ mode: 'sim', account: house.context.account });
      expect(look(body, 'data')).toBeDefined();
      // A strategy's parameters keep their author's names; an entry is spelled as it was hashed.
      const ours = JSON.stringify(look(body, 'data'), (name, value: unknown) =>
        name === 'params' || name === 'entry' ? undefined : value,
      );
      expect(/"[a-z]+[A-Z]\w*":/.exec(ours)?.[0]).toBeUndefined();
    },
  );

  test.each(reads.map(({ rest }) => (isAbsent(rest) ? '' : rest.path)))(
    'of %s is refused without a token',
    async (path) => {
      const { status, body } = await ask(`GET ${path}`, { token: '' });
      expect(status).toBe(401);
      expect(body).toMatchObject({ code: 'app.unauthorized', mode: 'sim', status: 401 });
    },
  );
});

describe('an address of the dashboard', () => {
  const accept = 'text/html,application/xhtml+xml,*/*;q=0.8';

  test.each(['/', '/orders', '/markets/BRK.B', '/constructor'])(
    'opens the dashboard in a browser at %s',
    async (path) => {
      const response = await fetch(`${house.url}${path}`, { headers: { accept } });
      expect(response.status).toBe(200);
      expect(response.headers.get('content-type')).toContain('text/html');
      expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
    },
  );

  test.each([
    ['/orders', 'application/json'],
    ['/v1/nothing', accept],
    ['/assets/none.js', accept],
  ])('is not found at %s for %s', async (path, wanted) => {
    const headers = { accept: wanted, authorization: `Bearer ${house.ownerToken}` };
    expect((await fetch(`${house.url}${path}`, { headers })).status).toBe(404);
  });
});

describe('an invalid request gets a problem with a code', () => {
  test.each([
    ['GET /v1/nothing', {}, 404, 'app.not_found'],
    ['PUT /v1/status', {}, 405, 'app.method_not_allowed'],
    ['GET /v1/status?bogus=1', {}, 400, 'core.invalid_input'],
    ['GET /v1/status?token=x', {}, 400, 'core.invalid_input'],
    ['GET /v1/orders?limit=5&limit=6', {}, 400, 'core.invalid_input'],
    ['GET /v1/orders?limit=many', {}, 400, 'core.invalid_input'],
    ['GET /v1/orders/nope', {}, 404, 'app.order_not_found'],
    ['GET /v1/orders/%zz', {}, 404, 'app.order_not_found'],
    ['POST /v1/halt', { body: '{' }, 400, 'app.unreadable_body'],
    ['POST /v1/halt', { body: '[1]' }, 400, 'app.unreadable_body'],
    ['POST /v1/halt', { body: `{"a":${'['.repeat(20_000)}` }, 400, 'app.unreadable_body'],
    ['POST /v1/halt', { body: '{"reasonX":"y"}' }, 400, 'core.invalid_input'],
    [
      'POST /v1/halt',
      { body: 'reason=x', headers: { 'content-type': 'text/plain' } },
      415,
      'app.unsupported_media',
    ],
    [
      'POST /v1/halt',
      { body: JSON.stringify({ reason: 'x'.repeat(70_000) }) },
      413,
      'world.body_too_large',
    ],
    [
      'POST /v1/orders/buy',
      { body: '{"symbol":"QMKT","quantity":"1"}' },
      400,
      'app.idempotency_key_missing',
    ],
    ['GET /v1/stream?topics=gossip', {}, 400, 'core.invalid_input'],
  ] as const)('%s %#', async (line, options, status, code) => {
    const reply = await ask(line, options);
    expect(reply.status).toBe(status);
    expect(reply.headers.get('content-type')).toContain('application/problem+json');
    expect(look(reply.body, 'code')).toBe(code);
  });

  test('leaves the state unchanged', () => {
    expect(house.context.engine.portfolio.engine.state).toBe('running');
  });
});

describe('the guard', () => {
  function raw(headers: Record<string, string>): Promise<number> {
    const { port } = new URL(house.url);
    return new Promise((resolve, reject) => {
      const call = httpRequest(
        { host: '127.0.0.1', port, path: '/v1/status', headers },
        (response) => {
          response.resume();
          resolve(response.statusCode ?? 0);
        },
      );
      call.on('error', reject);
      call.end();
    });
  }

  test.each([
    [{ host: 'evil.example' }, 421],
    [{ host: '127.0.0.1' }, 421],
    [{ origin: 'http://evil.example' }, 403],
    [{ origin: 'null' }, 403],
    [{ 'sec-fetch-site': 'cross-site' }, 403],
  ])('rejects %j before routing', async (headers, status) => {
    const host = new URL(house.url).host;
    const authorization = `Bearer ${house.ownerToken}`;
    expect(await raw({ host, authorization, ...(headers as Record<string, string>) })).toBe(status);
  });
});

describe('an order', () => {
  test('is placed once per key, however often it is repeated', async () => {
    const headers = key();
    const body = { symbol: 'QMKT', quantity: '3', reason: 'a test' };
    const first = await post('/v1/orders/buy', body, headers);
    expect(first.status).toBe(200);
    const again = await post('/v1/orders/buy', body, headers);
    expect(look(again.body, 'data')).toEqual(look(first.body, 'data'));
    expect(again.headers.get('idempotent-replay')).toBe('true');
    const other = await post('/v1/orders/buy', { ...body, quantity: '4' }, headers);
    expect(other.status).toBe(409);
    expect(look(other.body, 'code')).toBe('app.idempotency_mismatch');
    const id = lookText(first.body, 'data', 'id');
    await house.when(({ engine }) => {
      const order = [...engine.portfolio.orders.values()].find(({ request }) => request.id === id);
      return order?.status === 'filled';
    });
    const shown = await ask(`GET /v1/orders/${id}`);
    expect(look(shown.body, 'data', 'order')).toMatchObject({ status: 'filled', book: 'manual' });
    expect(look(shown.body, 'data', 'order', 'reason')).toBe('owner (rest): a test');
    expect(look(shown.body, 'data', 'fills')).toHaveLength(1);
    expect(look(shown.body, 'data', 'timeline', 3)).toBeDefined();
  });

  test('for an unknown symbol suggests similar symbols', async () => {
    const reply = await post('/v1/orders/buy', { symbol: 'QMKTT', quantity: '1' }, key());
    expect(reply.status).toBe(422);
    expect(look(reply.body, 'code')).toBe('app.unknown_symbol');
    expect(look(reply.body, 'next')).toContain('QMKT');
  });

  test('denied by the gate names the control and the reason', async () => {
    const reply = await post('/v1/orders/buy', { symbol: 'QMKT', quantity: '1000000' }, key());
    expect(reply.status).toBe(422);
    expect(look(reply.body, 'code')).toMatch(/^risk\./);
    expect(look(reply.body, 'facts', 'order')).toMatch(/^qp1-manual-/);
  });

  test('is forbidden to a viewer, and resuming to a trader', async () => {
    const viewer = {
      headers: key(),
      body: '{"symbol":"QMKT","quantity":"1"}',
      token: house.assistantToken,
    };
    expect((await ask('POST /v1/orders/buy', viewer)).status).toBe(403);
    const trader = { token: await newToken('trader'), body: '{"reason":"x"}' };
    expect((await ask('POST /v1/resume', trader)).status).toBe(403);
    expect((await ask('POST /v1/ledger/adjust', trader)).status).toBe(403);
    const book = house.context.engine.runners[0]!.id;
    const change = { token: trader.token, body: JSON.stringify({ book, reason: 'a look' }) };
    expect(
      (await ask('POST /v1/strategies/pause', { ...change, token: house.assistantToken })).status,
    ).toBe(403);
    const paused = await ask('POST /v1/strategies/pause', change);
    expect(look(paused.body, 'data')).toMatchObject({ book, state: 'paused' });
    expect((await ask('POST /v1/strategies/start', change)).status).toBe(403);
    const started = await post('/v1/strategies/start', { book, reason: 'go on' });
    expect(look(started.body, 'data', 'state')).toBe('running');
  });

  test("is denied after a viewer's halt, until the owner resumes", async () => {
    const halted = await ask('POST /v1/halt', {
      body: '{"reason":"fire drill"}',
      token: house.assistantToken,
    });
    expect(look(halted.body, 'data')).toMatchObject({ state: 'halted', reason: 'fire drill' });
    const refused = await post('/v1/orders/buy', { symbol: 'QMKT', quantity: '1' }, key());
    expect(look(refused.body, 'code')).toBe('risk.engine_state');
    const asAssistant = await ask('POST /v1/resume', {
      body: '{"reason":"please"}',
      headers: { 'quipu-via': 'mcp' },
    });
    expect(asAssistant.status).toBe(403);
    const resumed = await post('/v1/resume', { reason: 'drill over' });
    expect(look(resumed.body, 'data', 'state')).toBe('running');
  });
});

describe('a browser', () => {
  async function signIn(): Promise<string> {
    const link = lookText((await post('/v1/session-links', {})).body, 'data', 'url');
    const code = link.split('#code=')[1]!;
    const opened = await ask('POST /v1/session', { token: '', body: JSON.stringify({ code }) });
    expect(opened.status).toBe(204);
    const cookie = opened.headers.get('set-cookie')!;
    expect(cookie).toMatch(/HttpOnly/);
    expect(cookie).toMatch(/SameSite=Strict/);
    const again = await ask('POST /v1/session', { token: '', body: JSON.stringify({ code }) });
    expect(again.status).toBe(401);
    return cookie.split(';')[0]!;
  }

  test('signs in once with a link, acts from our own page only, and signs out', async () => {
    const cookie = await signIn();
    const me = await ask('GET /v1/session', { token: '', headers: { cookie } });
    expect(look(me.body, 'data')).toMatchObject({ role: 'owner', via: 'dashboard' });
    const body = '{"level":"reduce_only","reason":"x"}';
    const bare = await ask('POST /v1/halt', { token: '', headers: { cookie }, body });
    expect(bare.status).toBe(401);
    const origin = house.url;
    const own = await ask('POST /v1/halt', { token: '', headers: { cookie, origin }, body });
    expect(look(own.body, 'data', 'state')).toBe('reduce_only');
    await post('/v1/resume', { reason: 'x' });
    await ask('DELETE /v1/session', { token: '', headers: { cookie, origin } });
    expect((await ask('GET /v1/session', { token: '', headers: { cookie } })).status).toBe(401);
  });

  test('gets the page, and no file outside of it', async () => {
    const index = await fetch(`${house.url}/`);
    expect(index.status).toBe(200);
    expect(index.headers.get('content-type')).toContain('text/html');
    for (const path of ['/../owner.token', '/%2e%2e/owner.token', '/assets/../../owner.token']) {
      expect((await fetch(`${house.url}${path}`)).status).toBe(404);
    }
  });
});

describe('the stream', () => {
  interface Frame {
    readonly id: number;
    readonly event: string;
    readonly data: Json;
  }

  async function frames(path: string, headers: Record<string, string>, most: number) {
    const stop = new AbortController();
    const response = await fetch(`${house.url}${path}`, {
      headers: { authorization: `Bearer ${house.ownerToken}`, ...headers },
      signal: stop.signal,
    });
    const found: Frame[] = [];
    let text = '';
    const decoder = new TextDecoder();
    for await (const chunk of response.body as ReadableStream<Uint8Array>) {
      text += decoder.decode(chunk, { stream: true });
      const parts = text.split('\n\n');
      text = parts.pop()!;
      for (const part of parts) {
        const event = /^event: (.*)$/m.exec(part)?.[1];
        if (event === undefined) continue;
        const id = Number(/^id: (.*)$/m.exec(part)?.[1]);
        found.push({ id, event, data: JSON.parse(/^data: (.*)$/m.exec(part)![1]!) as Json });
      }
      if (found.length >= most) break;
    }
    stop.abort();
    return found.slice(0, most);
  }

  test('sends the journal from its first entry, without gaps, with its hashes', async () => {
    const received = await frames('/v1/stream?topics=entries&from=1', {}, 10);
    expect(received.map(({ id }) => id)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    const listed = await ask('GET /v1/journal?limit=10');
    expect(received.map(({ data }) => look(data, 'hash'))).toEqual(
      (look(listed.body, 'data') as Json[]).map((row) => row['hash']),
    );
    expect(received[0]!.data).toMatchObject({ mode: 'sim', kind: 'run_started', seq: 1 });
  });

  test('continues where a reader stopped', async () => {
    const received = await frames('/v1/stream?topics=entries', { 'last-event-id': '4' }, 3);
    expect(received.map(({ id }) => id)).toEqual([5, 6, 7]);
  });

  test('sends current prices and equity', async () => {
    const [marks] = await frames('/v1/stream?topics=marks', {}, 1);
    expect(marks!.data).toMatchObject({ mode: 'sim', state: 'running', broker: 'up' });
    expect(Number(look(marks!.data, 'equity'))).toBeGreaterThan(50_000);
    expect(Object.keys(look(marks!.data, 'prices') as object)).toContain('QMKT');
  });
});

test('the API description names every operation and reads as OpenAPI 3.1', async () => {
  const { body } = await ask('GET /v1/openapi.json', { token: '' });
  expect(look(body, 'openapi')).toBe('3.1.0');
  for (const { rest, name } of OPERATIONS) {
    if (isAbsent(rest)) continue;
    const path = rest.path;
    expect(look(body, 'paths', path, rest.method.toLowerCase(), 'operationId')).toBe(
      name.replace('.', '_'),
    );
  }
});

test('no token is in the log, the run file or any answer', async () => {
  const run = await house.world.files.read(`${house.dataDir}/run.json`);
  expect(run).not.toContain(house.ownerToken);
  const tokens = await ask('GET /v1/tokens');
  expect(JSON.stringify(tokens.body)).not.toContain('qk_');
});

test('a backtest run by the server is saved where the command line finds it', async () => {
  const days = { from: '2024-03-11', to: '2024-03-14' };
  const words = { strategy: 'trend-follower', symbols: ['QMKT'], ...days };
  const ran = await post('/v1/backtests', words);
  expect(ran.status).toBe(200);
  const id = lookText(ran.body, 'data', 'id');
  // The same run has the same id, also for a token that may only read.
  const viewer = await newToken('viewer');
  const body = JSON.stringify(words);
  const again = await ask('POST /v1/backtests', { body, token: viewer });
  expect(lookText(again.body, 'data', 'id')).toBe(id);
  const folder = ['--data-dir', house.dataDir];
  const listed = await runWords(house.world, ['backtest', 'list', '--json', ...folder]);
  expect(look(listed.json, 'data')).toMatchObject([{ id, strategy: 'trend-follower' }]);
  const shown = await runWords(house.world, ['backtest', 'show', id, '--json', ...folder]);
  expect(look(shown.json, 'data', 'sharpe')).toBe(look(ran.body, 'data', 'sharpe'));
  const report = ['backtest', 'export', id, '--format', 'md', ...folder];
  expect((await runWords(house.world, report)).out).toContain('trend-follower');
});

test('a backtest whose orders are denied is not reliable, with the reason as data', async () => {
  const words = { strategy: 'trend-follower', symbols: ['QMKT'], from: '2024-03-11' };
  const denied = { ...words, limits: { maxOrderValue: 1 } };
  const refused = await post('/v1/backtests', denied);
  expect(refused.status).toBe(200);
  expect(look(refused.body, 'data', 'is_reliable')).toBe(false);
  expect(look(refused.body, 'data', 'caveats')).toContainEqual(
    expect.objectContaining({ code: 'caveat.orders_denied', severity: 'serious' }),
  );
  const allowed = await post('/v1/backtests', { ...denied, allow: ['caveat.orders_denied'] });
  expect(look(allowed.body, 'data', 'is_reliable')).toBe(true);
});

test('explains an account metric the same way over HTTP and on the command line', async () => {
  const { status, body } = await ask('GET /v1/metrics/final_equity?account=true');
  expect(status).toBe(200);
  const steps = look(body, 'data', 'steps') as readonly Json[];
  expect(steps.length).toBeGreaterThan(1);
  const words = ['explain', 'peak_equity', '--account', '--json', '--data-dir', house.dataDir];
  const { code, json } = await runWords(house.world, words);
  expect(code).toBe(0);
  expect(look(json, 'data', 'of')).toBe(look(body, 'data', 'of'));
  expect(look(json, 'meta', 'mode')).toBe('sim');
  const both = await ask('GET /v1/metrics/sharpe?run=bt_x&account=true');
  expect(both).toMatchObject({ status: 400, body: { code: 'app.usage' } });
});
