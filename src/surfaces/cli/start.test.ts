import { existsSync, mkdirSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { preparePaperBroker, startPaperBroker } from '../../app/host/paper-broker.ts';
import { createRealWorldFor } from '../../app/host/real-world.ts';
import { runWords } from '../../../tests/support/command-line.ts';
import { temporaryFolder } from '../../../tests/support/temporary-folder.ts';

const world = createRealWorldFor('error');

let taken: Server;
let port: number;

beforeAll(async () => {
  taken = createServer();
  await new Promise<void>((resolve) => void taken.listen(0, '127.0.0.1', resolve));
  port = (taken.address() as { port: number }).port;
});

afterAll(() => void taken.close());

describe('a server named by its address, without a token', () => {
  test('is unreachable where nothing listens', async () => {
    const closed = createServer();
    await new Promise<void>((resolve) => void closed.listen(0, '127.0.0.1', resolve));
    const { port: free } = closed.address() as { port: number };
    await new Promise((resolve) => void closed.close(resolve));
    const ran = await runWords(world, ['status', '--url', `http://127.0.0.1:${free}`]);
    expect(ran).toMatchObject({ code: 10, out: '' });
    expect(ran.err).toContain(`The server at http://127.0.0.1:${free} does not answer.`);
  });

  test('needs one where a server answers', async () => {
    const broker = await startPaperBroker(world, { dataDir: temporaryFolder(), port: 0, speed: 0 });
    const ran = await runWords(world, ['status', '--url', broker.url]);
    await broker.stop();
    expect(ran).toMatchObject({ code: 4, out: '' });
    expect(ran.err).toContain(`Expected a token for the server at ${broker.url}, found none.`);
  });
});

test('a run of the demo ends with its summary as data, and meta', async () => {
  const words = ['demo', '--port', '0', '--no-open', '--for', '1s', '--json', '--data-dir'];
  const { code, json } = await runWords(world, [...words, temporaryFolder()]);
  expect(code).toBe(0);
  expect(json).toMatchObject({
    data: { state: 'running', drift: 0 },
    meta: { mode: 'sim', account: expect.any(String) as string },
  });
  expect(Object.keys(json)).toEqual(['data', 'meta']);
}, 30_000);

describe('creates nothing on disk before it can start', () => {
  const busy = (what: string): string => `${what} to be free, found it in use`;

  test.each([
    [
      'demo',
      (): string[] => ['--port', String(port)],
      6,
      (): string => busy(`port ${port} for the dashboard`),
    ],
    [
      'demo',
      (): string[] => ['--port', String(port - 1)],
      6,
      (): string => busy(`port ${port} for the broker`),
    ],
    [
      'broker start',
      (): string[] => ['--port', String(port)],
      6,
      (): string => busy(`port ${port} for the broker`),
    ],
    [
      'broker start',
      (): string[] => ['--port', String(port - 1)],
      6,
      (): string => busy(`port ${port} for the broker's control port`),
    ],
    [
      'demo',
      (): string[] => ['--port', '0', '--replay', '/no/folder'],
      5,
      (): string => 'no recording in /no/folder',
    ],
    [
      'broker start',
      (): string[] => ['--port', '0', '--replay', '/no'],
      5,
      (): string => 'no recording in /no',
    ],
  ] as const)('%s %#', async (words, more, code, part) => {
    const folder = join(temporaryFolder(), 'data');
    const line = [...words.split(' '), '--data-dir', folder, '--for', '1s', ...more()];
    const ran = await runWords(world, line);
    expect(ran.err).toContain(part());
    if (code === 6) expect(ran.err).toContain('Choose another with --port');
    expect(ran.code).toBe(code);
    expect(existsSync(folder)).toBe(false);
  });

  test('a fresh start that fails deletes nothing', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'broker'));
    const broker = await startPaperBroker(world, { dataDir: folder, port: 0, speed: 0 });
    await broker.stop();
    const line = ['demo', '--fresh', '--data-dir', folder, '--port', String(port), '--for', '1s'];
    expect((await runWords(world, line)).code).toBe(6);
    expect(existsSync(join(folder, 'broker', 'account.db'))).toBe(true);
  });
});

test('a second broker on a folder exits with 6 and names the process that uses it', async () => {
  const folder = temporaryFolder();
  const broker = await startPaperBroker(world, { dataDir: folder, port: 0, speed: 0 });
  const second = await runWords(world, ['broker', 'start', '--data-dir', folder, '--port', '0']);
  expect(second.code).toBe(6);
  expect(second.err).toContain(`in use by process ${process.pid}`);
  // On the same port too: the error names the holder of the folder, not the port.
  const own = new URL(broker.url).port;
  const third = await runWords(world, ['broker', 'start', '--data-dir', folder, '--port', own]);
  expect(third.err).toContain(`in use by process ${process.pid}`);
  await broker.stop();
  const prepared = await preparePaperBroker(world, { dataDir: folder, port: 0, speed: 0 });
  await (await prepared.start()).stop();
});
