import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { runQuipu } from '../support/quipu.ts';
import { type StillHouse, stillHouse } from '../support/still-house.ts';

let house: StillHouse;
let before: unknown;

beforeAll(async () => {
  house = await stillHouse();
}, 60_000);
afterAll(() => house.end());

// After any input the processes keep running, and their stored data is unchanged.
beforeEach(async () => {
  before = await house.state();
});
afterEach(async () => {
  // oxlint-disable-next-line vitest/no-standalone-expect -- it belongs to each of the tests
  expect(await house.state()).toEqual(before);
});

/** Sends raw bytes and returns the response until the server closes. */
async function exchange(origin: string, bytes: string | Uint8Array): Promise<string> {
  const { port } = new URL(origin);
  const socket = connect(Number(port), '127.0.0.1');
  let text = '';
  socket.on('data', (chunk: Buffer) => (text += chunk.toString()));
  socket.on('error', () => {});
  socket.write(bytes);
  await once(socket, 'close');
  return text;
}

interface Garbage {
  readonly line?: string;
  /** `undefined` takes a header away. */
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly body?: string | Uint8Array;
}

function requestTo(
  origin: string,
  keys: Readonly<Record<string, string>>,
  garbage: Garbage,
): Uint8Array {
  const { line = 'POST /v1/orders/buy', headers = {}, body = '' } = garbage;
  const all = {
    host: new URL(origin).host,
    connection: 'close',
    'content-type': 'application/json',
    'content-length': String(Buffer.byteLength(body)),
    ...keys,
    ...headers,
  };
  const lines = Object.entries(all).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}: ${value}`],
  );
  return Buffer.concat([
    Buffer.from(`${line} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`),
    Buffer.from(body),
  ]);
}

const BINARY = Uint8Array.of(0, 1, 255, 254, 13, 10, 13, 10);
const HUGE = 'x'.repeat(5_000_000);
const DEEP = '['.repeat(50_000);
const GET = { line: 'GET /v1/status' };

const TO_SERVER: readonly (readonly [string, Garbage, number, string])[] = [
  ['a body of bytes', { body: BINARY }, 400, 'world.bad_request'],
  ['a body of words', { body: 'buy everything' }, 400, 'app.unreadable_body'],
  ['a list', { body: '[]' }, 400, 'app.unreadable_body'],
  ['a huge body', { body: HUGE }, 413, 'world.body_too_large'],
  ['a deep body', { body: DEEP }, 400, 'app.unreadable_body'],
  [
    'a field too many',
    { body: '{"symbol":"BLUQ","quantity":"1","x":1}' },
    400,
    'core.invalid_input',
  ],
  [
    'a form',
    { headers: { 'content-type': 'text/plain' }, body: '{}' },
    415,
    'app.unsupported_media',
  ],
  ['an unknown path', { line: 'GET /v1/nonsense' }, 404, 'app.not_found'],
  ['a path outward', { line: 'GET /../../etc/passwd' }, 404, 'app.not_found'],
  ['a path of bytes', { line: 'GET /%00%ff' }, 404, 'app.not_found'],
  ['an unknown method', { line: 'BREW /v1/status' }, 400, 'world.bad_request'],
  ['a method that is not served', { line: 'PUT /v1/status' }, 405, 'app.method_not_allowed'],
  ['a bad token', { ...GET, headers: { authorization: 'Bearer nope' } }, 401, 'app.unauthorized'],
  ['no token', { ...GET, headers: { authorization: undefined } }, 401, 'app.unauthorized'],
  ['another host', { ...GET, headers: { host: 'evil.com' } }, 421, 'app.forbidden'],
  ['no host', { ...GET, headers: { host: undefined } }, 400, 'world.bad_request'],
  ['another page', { ...GET, headers: { origin: 'http://evil.com' } }, 403, 'app.forbidden'],
  ['long headers', { ...GET, headers: { x: 'x'.repeat(100_000) } }, 431, 'world.headers_too_large'],
];

describe('the server responds with a code, and keeps running, after', () => {
  it.each(TO_SERVER)('%s', async (_, garbage, status, code) => {
    const keys = { authorization: `Bearer ${house.token}`, 'idempotency-key': crypto.randomUUID() };
    const answer = await exchange(house.url, requestTo(house.url, keys, garbage));
    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(answer).toContain(`"code":"${code}"`);
    expect(answer).not.toMatch(/\bat [\w.]+ \(|node:internal|\.ts:\d/);
  });

  it('bytes that are not HTTP', async () => {
    expect(await exchange(house.url, BINARY)).toContain('"code":"world.bad_request"');
  });
});

const TO_BROKER: readonly (readonly [string, Garbage, number, string])[] = [
  ['a body of bytes', { body: BINARY }, 400, '"code":"world.bad_request"'],
  ['a body of words', { body: 'buy everything' }, 400, '"code":40010000'],
  ['a huge body', { body: HUGE }, 413, '"code":"world.body_too_large"'],
  ['a deep body', { body: DEEP }, 400, '"code":40010000'],
  ['an unknown path', { line: 'GET /v2/nonsense' }, 404, '"code":40410000'],
  ['a wrong key', { headers: { 'apca-api-secret-key': 'x' } }, 401, '"message":"unauthorized."'],
  ['another host', { headers: { host: 'evil.com' } }, 421, '"message":'],
  ['another page', { headers: { origin: 'http://evil.com' } }, 403, '"message":'],
];

describe('the paper broker responds as Alpaca does, and keeps running, after', () => {
  it.each(TO_BROKER)('%s', async (_, garbage, status, part) => {
    const { keyId, secret } = house.keys;
    const keys = { 'apca-api-key-id': keyId, 'apca-api-secret-key': secret };
    const words = { line: 'POST /v2/orders', ...garbage };
    const answer = await exchange(house.brokerUrl, requestTo(house.brokerUrl, keys, words));
    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(answer).toContain(part);
  });

  it('bytes that are not HTTP', async () => {
    expect(await exchange(house.brokerUrl, BINARY)).toContain('"code":"world.bad_request"');
  });
});

/** Sends one message on a stream; returns the first reply, or how the stream was closed. */
async function say(path: string, text: string | Uint8Array, authorized: boolean): Promise<string> {
  const socket = new WebSocket(`${house.brokerUrl.replace('http', 'ws')}${path}`);
  const frames: string[] = [];
  const isAnswer = (frame: string): boolean =>
    !/"connected"|"authenticated"|"authorized"/.test(frame);
  const answered = new Promise<string>((resolve) => {
    socket.on('message', (data: Buffer) => {
      frames.push(data.toString());
      if (isAnswer(frames.at(-1)!)) resolve(frames.at(-1)!);
      else if (authorized && /"authenticated"|"authorized"/.test(frames.at(-1)!)) socket.send(text);
    });
    socket.on('close', (code) => resolve(`closed ${code}`));
    socket.on('error', (error) => resolve(error.message));
  });
  socket.on('open', () => {
    const { keyId: key, secret } = house.keys;
    socket.send(authorized ? JSON.stringify({ action: 'auth', key, secret }) : text);
  });
  const answer = await answered;
  socket.terminate();
  return answer;
}

const SYNTAX = '[{"T":"error","code":400,"msg":"invalid syntax"}]';
const INVALID = '{"action":"error","data":{"error_message":"invalid message"}}';

describe.each([
  ['/stream', INVALID],
  ['/v2/iex', SYNTAX],
])('the stream %s responds, and keeps running, after', (path, error) => {
  it.each([
    ['bytes', BINARY, false],
    ['words', 'hello', false],
    ['JSON that is cut off', '[[[[', false],
    ['nothing', 'null', false],
    ['an unknown action', '{"action":"dance"}', false],
    ['words after a sign-in', 'hello', true],
    ['an unknown action after a sign-in', '{"action":"dance"}', true],
    ['a list of another kind after a sign-in', '{"action":"listen","data":{"streams":7}}', true],
  ])('%s', async (_, text, authorized) => {
    expect(await say(path, text, authorized)).toBe(error);
  });

  it('more than a frame may hold, by closing with the code for it', async () => {
    expect(await say(path, 'x'.repeat(1_100_000), false)).toBe('closed 1009');
  });
});

it('an unknown stream is refused before it opens', async () => {
  expect(await say('/nothing', 'hello', false)).toContain('404');
});

describe('the tools over standard input', () => {
  it('respond to every unreadable line, and continue', () => {
    const message = (id: number, method: string, params: unknown): string =>
      JSON.stringify({ jsonrpc: '2.0', id, method, params });
    const hello = {
      protocolVersion: '2025-06-18',
      capabilities: {},
      clientInfo: { name: 'test', version: '1' },
    };
    const lines = [
      message(1, 'initialize', hello),
      JSON.stringify({ jsonrpc: '2.0', method: 'notifications/initialized' }),
      'hello',
      '\u0000\u0001',
      DEEP,
      '[1,2,3]',
      HUGE,
      message(2, 'tools/call', 7),
      message(3, 'nonsense', {}),
      message(4, 'tools/call', { name: 'nonsense', arguments: {} }),
      message(5, 'tools/call', { name: 'get_status', arguments: { x: 1 } }),
      message(6, 'tools/call', { name: 'get_status', arguments: {} }),
    ];
    const { code, out, err } = runQuipu(['mcp', 'serve', '--data-dir', house.dataDir], {
      input: `${lines.join('\n')}\n`,
    });
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const answers = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { id: number | null; error?: { code: number } });
    const codeOf = (id: number): number | undefined =>
      answers.find((answer) => answer.id === id)?.error?.code;
    expect(answers.filter(({ id }) => id === null).map(({ error }) => error?.code)).toEqual([
      -32_700, -32_700, -32_700, -32_600, -32_600,
    ]);
    expect([2, 3, 4].map(codeOf)).toEqual([-32_600, -32_601, -32_602]);
    expect(JSON.stringify(answers.find(({ id }) => id === 5))).toContain('core.invalid_input');
    expect(JSON.stringify(answers.find(({ id }) => id === 6))).toContain('"state":"running"');
  }, 60_000);
});

describe('the command line with a server', () => {
  it.each([
    [['buy', 'NOPE', '1'], 5, 'app.unknown_symbol'],
    [['buy', 'BLUQ', 'banana'], 2, 'core.invalid_input'],
    [['sell', 'BLUQ', '-1'], 2, 'core.invalid_input'],
  ])('%j ends with one sentence and changes nothing', (words, code, name) => {
    const ran = runQuipu([...words, '--data-dir', house.dataDir]);
    expect(ran).toMatchObject({ code, out: '' });
    expect(ran.err).toMatch(
      new RegExp(`^quipu: .* \\(${name.replace('.', '\\.')}\\)\\n  Next: .*\\n$`),
    );
  });

  it.each([['up'], ['demo'], ['broker']])('a busy port stops %s with 6', (command) => {
    const { port } = new URL(house.url);
    const start = command === 'broker' ? ['broker', 'start'] : [command];
    const keys = command === 'up' ? ['--keys', `${house.dataDir}/broker/keys.json`] : [];
    const url = command === 'up' ? ['--broker-url', house.brokerUrl] : [];
    const elsewhere = ['--data-dir', `${house.dataDir}/elsewhere-${command}`];
    const ran = runQuipu([...start, ...elsewhere, ...keys, ...url, '--port', port]);
    expect(ran).toMatchObject({ code: 6, out: '' });
    expect(ran.err).toMatch(
      new RegExp(
        `^quipu: Expected port ${port} for the [a-z ]+ to be free, .* \\(world\\.port_busy\\)\\n  Next: .*\\n$`,
      ),
    );
  });
});
