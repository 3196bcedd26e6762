import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { runQuipu, startQuipu } from '../support/quipu.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

async function stop(dataDir: string, ...more: readonly string[]) {
  const { ended, lines, said } = startQuipu(['stop', '--data-dir', dataDir, ...more]);
  const code = await ended;
  return { code, out: lines.map((line) => `${line}\n`).join(''), err: said() };
}

async function startDemo() {
  const dataDir = temporaryFolder();
  const words = ['demo', '--no-open', '--port', '0', '--data-dir', dataDir];
  const demo = startQuipu(words);
  await demo.line((line) => line.includes('MODE SIM'));
  return { demo, dataDir };
}

test('quipu stop ends the running server in order and waits until it is gone', async () => {
  const { demo, dataDir } = await startDemo();
  const { pid } = JSON.parse(readFileSync(`${dataDir}/run.json`, 'utf8')) as { pid: number };
  const stopped = await stop(dataDir);
  expect(existsSync(`${dataDir}/run.json`)).toBe(false);
  expect(stopped).toMatchObject({ code: 0, err: '' });
  expect(stopped.out).toContain(`Stopped the SIM server of ${dataDir} (process ${pid}).`);
  expect(await demo.ended).toBe(0);
  expect(demo.lines.join('\n')).toMatch(/SIM stopped after .* orders, .* fills/);
  expect(runQuipu(['journal', 'verify', '--data-dir', dataDir]).code).toBe(0);
  // Again: nothing to stop is the desired state.
  expect(await stop(dataDir)).toEqual({
    code: 0,
    out: 'No Quipu server is running here.\n',
    err: '',
  });
});

test('quipu stop --json prints one document, and an assistant cannot ask for it', async () => {
  const { demo, dataDir } = await startDemo();
  const run = JSON.parse(readFileSync(`${dataDir}/run.json`, 'utf8')) as {
    assistantTokenPath: string;
  };
  const refused = await stop(dataDir, '--token-file', run.assistantTokenPath);
  expect(refused).toMatchObject({ code: 4, out: '' });
  expect(refused.err).toContain('(app.forbidden)');
  const { code, out } = await stop(dataDir, '--json');
  expect(code).toBe(0);
  expect(JSON.parse(out)).toMatchObject({
    data: { stopped: true, data_dir: dataDir, open_orders: expect.any(Number) as number },
    meta: { mode: 'sim' },
  });
  expect(await demo.ended).toBe(0);
});

test('quipu stop kills no unrelated process named in a stale run file', async () => {
  const dataDir = temporaryFolder();
  const other = { tokenPath: `${dataDir}/owner.token`, assistantTokenPath: '', mode: 'sim' };
  const where = { url: 'http://127.0.0.1:9', brokerUrl: 'http://127.0.0.1:9', dataDir };
  const run = { ...other, ...where, pid: process.pid, version: '0.1.0' };
  writeFileSync(`${dataDir}/run.json`, JSON.stringify(run));
  writeFileSync(`${dataDir}/owner.token`, 'qk_old');
  const ran = await stop(dataDir);
  expect(ran).toMatchObject({ code: 10, out: '' });
  expect(ran.err).toContain('(app.server_unreachable)');
});

test('quipu stop without a server reports it in JSON too, and exits 0', async () => {
  const ran = await stop(temporaryFolder(), '--json');
  expect(ran).toMatchObject({ code: 0, err: '' });
  expect(JSON.parse(ran.out)).toMatchObject({ data: { stopped: false }, meta: { mode: null } });
});
