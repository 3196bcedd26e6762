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
import { root } from './source.ts';

// A package of its own, whose program prints what it was started with.
const program = `
import { answer } from 'quipu-portfolio';
const facts: { node: string; args: string[]; answer: string } = {
  node: process.versions.node, args: process.argv.slice(2), answer };
if (facts.args.includes('--exit')) process.exitCode = 7;
if (facts.args.includes('--wait')) {
  process.on('SIGTERM', () => process.exit(9));
  setTimeout(() => {}, 20_000);
}
// Last: whoever reads it may send a signal at once.
process.stdout.write(JSON.stringify(facts) + '\\n');
`;

const folder = mkdtempSync(join(tmpdir(), 'quipu-launcher-'));
const bin = join(folder, 'bin/quipu.cjs');
const oldNodes = ['/usr/bin/node', '/usr/local/bin/node', process.env['QUIPU_TEST_OLD_NODE'] ?? ''];

/** A Node older than the required one, when this machine has one. */
function findOldNode(): string | undefined {
  return oldNodes.find((path) => {
    if (!existsSync(path)) return false;
    const version = spawnSync(path, ['--version'], { encoding: 'utf8' }).stdout;
    return Number(/^v(\d+)/.exec(version)?.[1]) < 26;
  });
}

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

  test('stops with the exit code of the program when it is told to', async () => {
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
    symlinkSync(installed, join(folder, 'node_modules'));
    const ended = start(old, '--exit');
    expect(ended.stderr).toBe('');
    expect(JSON.parse(String(ended.stdout))).toMatchObject({ answer: 'from source' });
    expect(ended.status).toBe(7);
    const child = spawn(old, [bin, '--wait'], { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(child.stdout, 'data');
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([9, null]);
  });
});
