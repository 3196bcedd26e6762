// Builds the published package in its own folder, with its own manifest.
// Usage: node scripts/stage-package.ts [folder, default dist/package]
//
// A clone installs Node 26 as an optional dependency, for its two commands; in a package, that Node
// would shadow the user's own. Development scripts, source maps and the condition that resolves to
// sources do not belong in the published package either.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = join(import.meta.dirname, '..');

/** Fields copied unchanged from the repository's manifest. */
const KEPT = [
  'name',
  'version',
  'description',
  'keywords',
  'license',
  'repository',
  'type',
  'sideEffects',
  'engines',
  'bin',
] as const;

interface Manifest extends Record<string, unknown> {
  readonly exports: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
  readonly dependencies: Readonly<Record<string, string>>;
}

/** Returns the published manifest, derived from the repository's. */
function publishedManifest(source: Manifest): Record<string, unknown> {
  const entries = Object.entries(source.exports).map(([path, target]) => {
    if (typeof target === 'string') return [path, target] as const;
    const { 'quipu-src': _, ...published } = target;
    return [path, published] as const;
  });
  return {
    ...Object.fromEntries(KEPT.map((field) => [field, source[field]])),
    exports: Object.fromEntries(entries),
    dependencies: source.dependencies,
  };
}

function run(script: string, ...args: readonly string[]): void {
  const { status } = spawnSync(process.execPath, [script, ...args], {
    cwd: root,
    stdio: 'inherit',
  });
  if (status !== 0) process.exit(status ?? 1);
}

/** Fills a folder with the package: program, pages, texts and manifest. */
function stage(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  run('node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json', '--outDir', `${folder}/dist`);
  run('scripts/build-dashboard.mjs', '--if-stale');
  cpSync(join(root, 'dist/web'), join(folder, 'dist/web'), { recursive: true });
  for (const name of ['bin', 'README.md', 'CHANGELOG.md', 'LICENSE']) {
    cpSync(join(root, name), join(folder, name), { recursive: true });
  }
  const source = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Manifest;
  const manifest = JSON.stringify(publishedManifest(source), null, 2);
  writeFileSync(join(folder, 'package.json'), `${manifest}\n`);
}

stage(resolve(process.argv[2] ?? join(root, 'dist/package')));
