import { describe, expect, test } from 'vitest';
import { createLineTransport } from './line-transport.ts';

function connect() {
  const received: unknown[] = [];
  const answered: unknown[] = [];
  let give: (chunk: Uint8Array) => void = () => {};
  let isListening = false;
  const transport = createLineTransport({
    listen(take) {
      give = take;
      isListening = true;
      return () => (isListening = false);
    },
    write(text) {
      expect(text.endsWith('\n')).toBe(true);
      answered.push(JSON.parse(text));
      return Promise.resolve();
    },
  });
  Object.assign(transport, { onmessage: (message: unknown) => received.push(message) });
  void transport.start();
  const say = (text: string | Uint8Array): void =>
    give(typeof text === 'string' ? new TextEncoder().encode(text) : text);
  return { transport, say, received, answered, isListening: () => isListening };
}

const PING = { jsonrpc: '2.0', id: 1, method: 'ping' };
const LINE = `${JSON.stringify(PING)}\n`;

describe('a line', () => {
  test('is one message, however it is split on arrival', () => {
    const { say, received } = connect();
    const word = { jsonrpc: '2.0', id: 'ü', method: 'ping' };
    for (const byte of new TextEncoder().encode(`${JSON.stringify(word)}\r\n`)) {
      say(Uint8Array.of(byte));
    }
    say(LINE + LINE);
    say('\n \n');
    expect(received).toEqual([word, PING, PING]);
  });

  test.each([
    ['words', 'hello\n', -32_700, null],
    ['bytes', Uint8Array.of(0, 255, 254, 10), -32_700, null],
    ['brackets without end', `${'['.repeat(60_000)}\n`, -32_700, null],
    ['other JSON', '[1,2,3]\n', -32_600, null],
    ['nothing', 'null\n', -32_600, null],
    ['a message without a method', '{"jsonrpc":"2.0","id":7}\n', -32_600, 7],
    ['invalid parameters', '{"jsonrpc":"2.0","id":"a","method":"x","params":7}\n', -32_600, 'a'],
    ['more than there is room for', `${'x'.repeat(3_000_000)}\n`, -32_600, null],
  ])('with %s gets an error code, and the next line is read', (_, text, code, id) => {
    const { say, received, answered } = connect();
    say(text);
    expect(answered).toHaveLength(1);
    expect(answered[0]).toMatchObject({ jsonrpc: '2.0', id, error: { code } });
    expect(JSON.stringify(answered[0])).toMatch(/"message":"Expected [^"]*\."/);
    expect(received).toEqual([]);
    say(LINE);
    expect(received).toEqual([PING]);
  });
});

test('sends one line per message, and a closed transport no longer listens', async () => {
  const { transport, answered, isListening } = connect();
  const closed: string[] = [];
  Object.assign(transport, { onclose: () => closed.push('closed') });
  await transport.send({ jsonrpc: '2.0', id: 1, result: {} });
  expect(answered).toEqual([{ jsonrpc: '2.0', id: 1, result: {} }]);
  await transport.close();
  expect([isListening(), closed]).toEqual([false, ['closed']]);
});

test('settles when every request has its answer', async () => {
  const { transport, say } = connect();
  await transport.settled();
  say(LINE + LINE.replace('"id":1', '"id":2'));
  const order: string[] = [];
  const settled = transport.settled().then(() => order.push('settled'));
  await transport.send({ jsonrpc: '2.0', method: 'notifications/progress' });
  await transport.send({ jsonrpc: '2.0', id: 2, result: {} });
  order.push('answered one');
  await transport.send({ jsonrpc: '2.0', id: 1, error: { code: -1, message: 'no' } });
  await settled;
  expect(order).toEqual(['answered one', 'settled']);
});
