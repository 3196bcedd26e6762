import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { runQuipu, startQuipu } from '../support/quipu.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { isUp } from './trading-house.ts';

it('a second instance names the holder and exits 6; after a kill -9 one starts', async () => {
  const dataDir = temporaryFolder();
  const broker = startQuipu(['broker', 'start', '--data-dir', dataDir, '--port', '0', '--json']);
  const { data } = JSON.parse(await broker.line(() => true)) as { data: { url: string } };
  const words = ['up', '--data-dir', dataDir, '--broker-url', data.url, '--port', '0'];
  const holder = startQuipu(words);
  await isUp(holder);
  const { pid } = holder.process;

  const second = runQuipu(words);
  expect(second).toMatchObject({ code: 6, out: '' });
  const [sentence, next, ...more] = second.err.trimEnd().split('\n');
  expect(sentence).toMatch(
    new RegExp(`^quipu: ${dataDir} is in use by process ${pid} on .* \\(store\\.lease_held\\)$`),
  );
  expect(next).toBe(`  Next: Stop process ${pid}, or choose another data folder.`);
  expect(more).toEqual([]);

  const secondBroker = runQuipu(['broker', 'start', '--data-dir', dataDir, '--port', '0']);
  expect(secondBroker).toMatchObject({ code: 6, out: '' });
  expect(secondBroker.err).toContain('(store.lease_held)');

  await holder.kill();
  const third = startQuipu(words);
  await isUp(third);
  const run = JSON.parse(readFileSync(`${dataDir}/run.json`, 'utf8')) as { pid: number };
  expect(run.pid).toBe(third.process.pid);
  expect(await third.stop(), third.said()).toBe(0);
  await broker.stop();
}, 90_000);
