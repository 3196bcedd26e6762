import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findOldNode } from '../support/old-node.ts';
import { root } from './source.ts';

// Separate package, whose program prints its start conditions.
const program = `
import { answer } from 'quipu-portfolio';
const facts: { node: string; args: string[]; answer: string } = {
  node: process.versions.node, args: process.argv.slice(2), answer };
if (facts.args.includes('--exit')) process.exitCode = 7;
if (facts.args.includes('--wait')) {
  process.on('SIGTERM', () => process.exit(9));
  setTimeout(() => {}, 20_000);
}
// Last: the reader may send a signal immediately.
process.stdout.write(JSON.stringify(facts) + '\\n');
`;

const folder = mkdtempSync(join(tmpdir(), 'quipu-launcher-'));
const bin = join(folder, 'bin/quipu.cjs');

beforeAll(() => {
  mkdirSync(join(folder, 'src/surfaces/cli'), { recursive: true });
  cpSync(join(root, 'bin'), join(folder, 'bin'), { recursive: true });
  cpSync(join(root, 'package.json'), join(folder, 'package.json'));
  writeFileSync(join(folder, 'src/index.ts'), `export const answer: string = 'from source';`);
  writeFileSync(join(folder, 'src/surfaces/cli/main.ts'), program);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function start(node: string, ...args: string[]): ReturnType<typeof spawnSync> {
  return spawnSync(node, [bin, ...args], { encoding: 'utf8', cwd: tmpdir() });
}

describe('quipu under the required Node', () => {
  test('runs the sources with its arguments and gives its exit code', () => {
    const ended = start(process.execPath, 'demo', '--exit', 'two words');
    expect(ended.stderr).toBe('');
    expect(JSON.parse(String(ended.stdout))).toEqual({
      node: process.versions.node,
      args: ['demo', '--exit', 'two words'],
      answer: 'from source',
    });
    expect(ended.status).toBe(7);
  });

  test('stops with the exit code of the program on a signal', async () => {
    const child = spawn(process.execPath, [bin, '--wait'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(child.stdout, 'data');
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([9, null]);
  });
});

describe('quipu under an older Node', () => {
  test('says in one line what to do when the required one is not installed', (context) => {
    const old = findOldNode();
    if (old === undefined) return context.skip('no Node older than 26 on this machine');
    const ended = start(old, 'demo');
    expect(ended.stderr).toMatch(/^quipu: expected Node 26 or later, found \d+\.\d+[^\n]*\n$/);
    expect(ended.status).toBe(1);
  });

  test('runs under the one that npm installed, passing signals and the exit code', async (context) => {
    const old = findOldNode();
    const installed = join(root, 'node_modules');
    if (old === undefined) return context.skip('no Node older than 26 on this machine');
    if (!existsSync(join(folder, 'node_modules'))) {
      symlinkSync(installed, join(folder, 'node_modules'));
    }
    const ended = start(old, '--exit');
    expect(ended.stderr).toBe('');
    expect(JSON.parse(String(ended.stdout))).toMatchObject({ answer: 'from source' });
    expect(ended.status).toBe(7);
    const child = spawn(old, [bin, '--wait'], { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(child.stdout, 'data');
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([9, null]);
  });

  test('stops the program when the shell of npm that started it is gone', async (context) => {
    const old = findOldNode();
    if (old === undefined) return context.skip('no Node older than 26 on this machine');
    if (!existsSync(join(folder, 'node_modules'))) {
      symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
    }
    const shell = spawn('sh', ['-c', '"$@" & wait', 'sh', old, bin, '--wait'], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, npm_lifecycle_event: 'npx' },
    });
    await once(shell.stdout, 'data');
    shell.kill('SIGKILL');
    // The output ends when every process that could write to it has ended.
    shell.stdout.resume();
    const ended = once(shell.stdout, 'end').then(() => 'ended');
    const late = new Promise((resolve) => setTimeout(resolve, 8_000, 'still running').unref());
    expect(await Promise.race([ended, late])).toBe('ended');
  }, 20_000);
});
