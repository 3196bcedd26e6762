import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { follow } from '../support/child.ts';
import { findOldNode } from '../support/old-node.ts';
import { root } from '../tidy/source.ts';

const run = promisify(execFile);
const LIMIT_MS = 120_000;
const GUIDE = 'docs/guides/use-as-a-library.md';

/** A consumer's folder with the packed package installed as npm would. */
let folder = '';
let tarball = '';

interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly exports: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
  readonly [field: string]: unknown;
}

/** Runs a script of the repository under this Node. */
function node(script: string, ...args: readonly string[]): Promise<{ stdout: string }> {
  return run(process.execPath, [script, ...args], { cwd: folder });
}

/** Returns a command's combined output and its exit code. */
function outcome(command: string, ...args: readonly string[]): Promise<[string, string, number]> {
  return new Promise((resolve) => {
    execFile(command, args, { cwd: folder }, (error, out, said) => {
      resolve([out, said, error === null ? 0 : Number(error.code)]);
    });
  });
}

const installed = (...path: readonly string[]): string =>
  join(folder, 'node_modules/quipu-portfolio', ...path);

const manifestOf = (): Manifest =>
  JSON.parse(readFileSync(installed('package.json'), 'utf8')) as Manifest;

/** Links a dependency of this repository into the consumer's folder, without the network. */
function link(name: string): void {
  const to = join(folder, 'node_modules', name);
  mkdirSync(dirname(to), { recursive: true });
  symlinkSync(join(root, 'node_modules', name), to);
}

/** Returns the program in the guide's n-th code block. */
function program(index: number): string {
  const text = readFileSync(join(root, GUIDE), 'utf8');
  return [...text.matchAll(/^```ts\n([\s\S]*?)^```$/gm)][index]![1]!;
}

/** Waits until a broker that has just been started has a price. */
async function firstQuote(url: string, keys: Readonly<Record<string, string>>): Promise<void> {
  const headers = {
    'apca-api-key-id': keys['keyId']!,
    'apca-api-secret-key': keys['secret']!,
  };
  for (;;) {
    const answer = await fetch(`${url}/v2/stocks/quotes/latest?symbols=QMKT`, { headers });
    if ((await answer.text()).includes('"bp"')) return;
    await setTimeout(50);
  }
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'quipu-consumer-'));
  const staged = join(folder, 'staged');
  await node(join(root, 'scripts/stage-package.ts'), staged);
  const npm = ['pack', staged, '--offline', '--silent', '--pack-destination', folder];
  const { stdout } = await run('npm', npm, { cwd: folder });
  tarball = join(folder, stdout.trim());
  mkdirSync(installed(), { recursive: true });
  await run('tar', ['xzf', tarball, '-C', installed(), '--strip-components=1']);
  await rm(staged, { recursive: true });
  for (const name of Object.keys(manifestOf().dependencies)) link(name);
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }\n');
  writeFileSync(join(folder, 'backtest.ts'), program(0));
  writeFileSync(join(folder, 'order.ts'), program(1));
}, LIMIT_MS);

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

describe('the published manifest', () => {
  test('has no Node, no scripts and no path to the sources', () => {
    const manifest = manifestOf();
    expect(Object.keys(manifest).toSorted()).toEqual([
      'bin',
      'dependencies',
      'description',
      'engines',
      'exports',
      'keywords',
      'license',
      'name',
      'repository',
      'sideEffects',
      'type',
      'version',
    ]);
    expect(JSON.stringify(manifest)).not.toMatch(/quipu-src|node-(bin-)?(linux|darwin|win)/);
    expect(manifest['sideEffects']).toBe(false);
  });

  test('exports only files that exist, and no internals', async () => {
    for (const target of Object.values(manifestOf().exports)) {
      const files = typeof target === 'string' ? [target] : Object.values(target);
      for (const file of files) expect(existsSync(installed(file)), file).toBe(true);
    }
    writeFileSync(join(folder, 'inside.mjs'), `import 'quipu-portfolio/dist/risk/gate.js';\n`);
    await expect(node('inside.mjs')).rejects.toThrow('ERR_PACKAGE_PATH_NOT_EXPORTED');
  });

  test('includes the dashboard, without source maps, tests and sources', async () => {
    const files = await readdir(installed(), { recursive: true });
    expect(files).toContain('dist/web/index.html');
    expect(files).toContain('LICENSE');
    expect(files.filter((file) => /\.map$|\.test\.|(?<!\.d)\.tsx?$/.test(file))).toEqual([]);
  });

  test('resolves with types under every kind of ES module resolution', async () => {
    const attw = join(root, 'node_modules/@arethetypeswrong/cli/dist/index.js');
    const args = [tarball, '--profile', 'esm-only', '--no-emoji', '--no-color'];
    // It exits with an error when it finds a problem.
    const { stdout } = await node(attw, ...args);
    expect(stdout).toContain('bundler: OK');
  });
});

describe('the programs of the guide', () => {
  test.each([
    ['nodenext', 'nodenext'],
    ['esnext', 'bundler'],
  ])(
    'compile with module %s and resolution %s, library included',
    async (module, moduleResolution) => {
      const name = `tsconfig.${moduleResolution}.json`;
      const compilerOptions = {
        module,
        moduleResolution,
        target: 'esnext',
        lib: ['esnext', 'dom'],
        types: ['node'],
        typeRoots: [join(root, 'node_modules/@types')],
        strict: true,
        noEmit: true,
        skipLibCheck: false,
      };
      const files = ['backtest.ts', 'order.ts'];
      writeFileSync(join(folder, name), JSON.stringify({ compilerOptions, files }));
      const tsc = join(root, 'node_modules/typescript/bin/tsc');
      expect(await outcome(process.execPath, tsc, '-p', name)).toEqual(['', '', 0]);
    },
    LIMIT_MS,
  );

  test('run a backtest', async () => {
    const { stdout } = await node('backtest.ts');
    const [fills, value] = stdout.split(' ').map(Number);
    expect(fills).toBeGreaterThan(2);
    expect(value).toBeGreaterThan(50_000);
  });

  test(
    'place an order at the paper broker, started from the package, and see it filled',
    async () => {
      const bin = installed('bin/quipu.cjs');
      const words = [
        'broker',
        'start',
        '--port',
        '0',
        '--json',
        '--data-dir',
        join(folder, 'data'),
      ];
      const broker = follow(process.execPath, [bin, ...words, '--speed', '20'], { cwd: folder });
      try {
        const line = await broker.line((text) => text.startsWith('{'));
        const { data } = JSON.parse(line) as { data: { url: string; keys_path: string } };
        const keys = JSON.parse(readFileSync(data.keys_path, 'utf8')) as Record<string, string>;
        await firstQuote(data.url, keys);
        const env = {
          ...process.env,
          APCA_API_KEY_ID: keys['keyId'],
          APCA_API_SECRET_KEY: keys['secret'],
          APCA_API_BASE_URL: data.url,
        };
        const { stdout } = await run(process.execPath, ['order.ts'], { cwd: folder, env });
        expect(stdout).toMatch(/^acknowledged \nfilled \d+\.\d+\n$/);
      } finally {
        broker.process.kill('SIGTERM');
        await broker.ended;
      }
    },
    LIMIT_MS,
  );
});

/** Returns the size in bytes of a program bundled for a browser and minified. */
async function bundled(code: string): Promise<number> {
  writeFileSync(join(folder, 'bundle.js'), code);
  const made = await build({
    configFile: false,
    root: folder,
    logLevel: 'error',
    build: {
      write: false,
      minify: true,
      lib: { entry: 'bundle.js', formats: ['es'], fileName: 'bundle' },
    },
  });
  const outputs = [made].flat() as readonly { readonly output: readonly object[] }[];
  const chunks = outputs.flatMap(({ output }) => output);
  return chunks.reduce((bytes, chunk) => {
    return bytes + ('code' in chunk ? Buffer.byteLength(String(chunk.code)) : 0);
  }, 0);
}

describe('a bundle', () => {
  test('of one indicator and compute has at most 40 kB', async () => {
    const entry = `export { compute, sma } from 'quipu-portfolio';\n`;
    const bytes = await bundled(entry);
    expect(bytes).toBeGreaterThan(5_000);
    expect(bytes).toBeLessThanOrEqual(40_000);
  });

  test('of an import that is not used is empty', async () => {
    const names = 'readBars, rebalancer, runBacktest, sma';
    expect(await bundled(`import { ${names} } from 'quipu-portfolio';\n`)).toBeLessThan(50);
  });
});

describe('under an older Node', () => {
  const sentence =
    /^quipu[a-z-]*: expected Node 26 or later, found \d+\.\d+\.\d+; install Node 26\n$/;

  test('every entry point reports it in one sentence and exits 1', async (context) => {
    const old = findOldNode();
    if (old === undefined) return context.skip('no Node older than 26 on this machine');
    const entries = Object.keys(manifestOf().exports).filter((path) => !path.endsWith('.json'));
    expect(entries.length).toBeGreaterThan(5);
    for (const entry of entries) {
      const file = join(folder, 'old.mjs');
      writeFileSync(file, `import '${entry.replace('.', 'quipu-portfolio')}';\n`);
      const [out, said, code] = await outcome(old, file);
      expect([out, code], entry).toEqual(['', 1]);
      expect(said).toMatch(sentence);
    }
  });

  test('so does the command', async (context) => {
    const old = findOldNode();
    if (old === undefined) return context.skip('no Node older than 26 on this machine');
    const [out, said, code] = await outcome(old, installed('bin/quipu.cjs'), 'demo');
    expect([out, code]).toEqual(['', 1]);
    expect(said).toMatch(sentence);
  });
});
