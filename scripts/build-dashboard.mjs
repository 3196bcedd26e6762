// Builds the dashboard into dist/web. With --if-stale it does so only when sources are newer.
import { existsSync, readdirSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const page = join(root, 'src/surfaces/dashboard/index.html');
const built = join(root, 'dist/web/index.html');
// Sources of the page: its own files, and the rooms whose code it shares with the server.
const sources = ['surfaces/dashboard', 'core', 'market', 'orders', 'ledger', 'analysis'];

function newest(path) {
  if (!existsSync(path)) return 0;
  const found = statSync(path);
  if (!found.isDirectory()) return found.mtimeMs;
  const inside = readdirSync(path)
    .filter((name) => !name.endsWith('.test.ts'))
    .map((name) => newest(join(path, name)));
  return Math.max(found.mtimeMs, ...inside);
}

function isFresh() {
  if (!existsSync(built)) return false;
  const paths = [...sources.map((room) => join(root, 'src', room)), join(root, 'vite.config.ts')];
  return statSync(built).mtimeMs > Math.max(...paths.map(newest));
}

function hasVite() {
  try {
    createRequire(import.meta.url).resolve('vite/package.json');
    return true;
  } catch {
    return false; // an installation without development dependencies
  }
}

const ifStale = process.argv.includes('--if-stale');
if (existsSync(page) && !(ifStale && (isFresh() || !hasVite()))) {
  const { build } = await import('vite');
  await build({ configFile: join(root, 'vite.config.ts'), logLevel: 'error' });
}
