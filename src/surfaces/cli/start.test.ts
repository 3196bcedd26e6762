import { existsSync, mkdirSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { preparePaperBroker, startPaperBroker } from '../../app/paper-broker.ts';
import { createRealWorldFor } from '../../app/real-world.ts';
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

describe('nothing is made on the disk before it is known that it can start', () => {
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
      (): string => busy(`port ${port} for the control of the broker`),
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

  test('and a fresh start that cannot be forgets nothing', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'broker'));
    const broker = await startPaperBroker(world, { dataDir: folder, port: 0, speed: 0 });
    await broker.stop();
    const line = ['demo', '--fresh', '--data-dir', folder, '--port', String(port), '--for', '1s'];
    expect((await runWords(world, line)).code).toBe(6);
    expect(existsSync(join(folder, 'broker', 'account.db'))).toBe(true);
  });
});

test('a second broker on a folder is 6, and names the process that has it', async () => {
  const folder = temporaryFolder();
  const broker = await startPaperBroker(world, { dataDir: folder, port: 0, speed: 0 });
  const second = await runWords(world, ['broker', 'start', '--data-dir', folder, '--port', '0']);
  expect(second.code).toBe(6);
  expect(second.err).toContain(`in use by process ${process.pid}`);
  // On the same port too: who has the folder is told, not that the port is taken.
  const own = new URL(broker.url).port;
  const third = await runWords(world, ['broker', 'start', '--data-dir', folder, '--port', own]);
  expect(third.err).toContain(`in use by process ${process.pid}`);
  await broker.stop();
  const prepared = await preparePaperBroker(world, { dataDir: folder, port: 0, speed: 0 });
  await (await prepared.start()).stop();
});
