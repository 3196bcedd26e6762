import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { follow } from '../support/child.ts';
import { QUIPU, startQuipu } from '../support/quipu.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const project = fileURLToPath(new URL('../..', import.meta.url));

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

/** Waits until a process has exited; false when it still runs after ten seconds. */
async function ends(pid: number): Promise<boolean> {
  for (let waited = 0; waited < 10_000; waited += 50) {
    if (!isAlive(pid)) return true;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return false;
}

/**
 * Starts a command as npm does: from a shell that waits for it, with a process id unknown to npm.
 * The shell prints the id of the command first.
 */
async function startUnderShell(
  words: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<{ readonly shell: number; readonly pid: number; line(part: string): Promise<string> }> {
  const child = follow('sh', ['-c', '"$@" & echo pid $!; wait', 'sh', ...QUIPU, ...words], {
    cwd: temporaryFolder(),
    env: { ...process.env, npm_lifecycle_event: '', CI: 'true', ...env },
  });
  const pid = Number((await child.line((line) => line.startsWith('pid '))).slice(4));
  onTestFinished(() => {
    for (const each of [child.process.pid!, pid]) if (isAlive(each)) process.kill(each, 'SIGKILL');
  });
  const line = (part: string): Promise<string> => child.line((text) => text.includes(part));
  return { shell: child.process.pid!, pid, line };
}

const NPM = { npm_lifecycle_event: 'npx' };

describe('a command started by an npm shell stops when that shell exits', () => {
  test.each(['SIGKILL', 'SIGTERM'] as const)('broker start, after %s', async (signal) => {
    const words = ['broker', 'start', '--port', '0', '--data-dir', temporaryFolder()];
    const { shell, pid, line } = await startUnderShell(words, NPM);
    const url = /http:\S+/.exec(await line('broker '))![0];
    await line('keys ');
    expect((await fetch(`${url}/v2/clock`)).status).toBe(401);
    process.kill(shell, signal);
    expect(await ends(pid)).toBe(true);
    await expect(fetch(`${url}/v2/clock`)).rejects.toThrow('fetch failed');
  });

  test('demo, in order: its run file is removed and its journal closed', async () => {
    const dataDir = temporaryFolder();
    const words = ['demo', '--no-open', '--port', '0', '--data-dir', dataDir];
    const { shell, pid, line } = await startUnderShell(words, NPM);
    await line('MODE SIM');
    expect(existsSync(`${dataDir}/run.json`)).toBe(true);
    process.kill(shell, 'SIGKILL');
    expect(await ends(pid)).toBe(true);
    expect(existsSync(`${dataDir}/run.json`)).toBe(false);
    expect(existsSync(`${dataDir}/journal.db-wal`)).toBe(false);
  });

  test('up', async () => {
    const still = ['broker', 'start', '--port', '0', '--speed', '0', '--json'];
    const broker = startQuipu([...still, '--data-dir', temporaryFolder()]);
    const { data } = JSON.parse(await broker.line(() => true)) as {
      data: { url: string; keys_path: string };
    };
    const dataDir = temporaryFolder();
    const words = ['up', '--port', '0', '--data-dir', dataDir, '--broker-url', data.url];
    const { shell, pid, line } = await startUnderShell([...words, '--keys', data.keys_path], NPM);
    await line('MODE SIM');
    process.kill(shell, 'SIGKILL');
    expect(await ends(pid)).toBe(true);
    expect(existsSync(`${dataDir}/run.json`)).toBe(false);
    await broker.stop();
  });

  test('even when the shell exited while Quipu was starting', async () => {
    const words = ['broker', 'start', '--port', '0', '--data-dir', temporaryFolder()];
    const { shell, pid } = await startUnderShell(words, NPM);
    // Long enough for the launcher to start on this machine, too short for the program to be ready.
    const before = performance.now();
    spawnSync(process.execPath, ['-e', '0']);
    await new Promise((resolve) => setTimeout(resolve, Math.max(60, performance.now() - before)));
    process.kill(shell, 'SIGKILL');
    expect(await ends(pid)).toBe(true);
  });
});

test('a command started by another shell keeps running when that shell exits', async () => {
  const words = ['broker', 'start', '--port', '0', '--data-dir', temporaryFolder()];
  const { shell, pid, line } = await startUnderShell(words, {});
  await line('keys ');
  process.kill(shell, 'SIGKILL');
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  expect(isAlive(pid)).toBe(true);
  process.kill(pid, 'SIGTERM');
  expect(await ends(pid)).toBe(true);
});

test('npx quipu, killed as a user does it, leaves no process', async ({ skip }) => {
  if (spawnSync('npx', ['--version']).status !== 0) return skip('no npx on this machine');
  const dataDir = temporaryFolder();
  const words = ['quipu', 'demo', '--no-open', '--port', '0', '--data-dir', dataDir];
  const npx = spawn('npx', words, { cwd: project, stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void npx.kill('SIGKILL'));
  let said = '';
  for await (const chunk of npx.stdout) {
    said += String(chunk);
    if (said.includes('MODE SIM')) break;
  }
  const { pid } = JSON.parse(readFileSync(`${dataDir}/run.json`, 'utf8')) as { pid: number };
  onTestFinished(() => void (isAlive(pid) && process.kill(pid, 'SIGKILL')));
  const gone = once(npx, 'exit');
  npx.kill('SIGTERM');
  await gone;
  expect(await ends(pid)).toBe(true);
});
