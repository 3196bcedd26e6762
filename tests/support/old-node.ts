import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const PLACES = ['/usr/bin/node', '/usr/local/bin/node', process.env['QUIPU_TEST_OLD_NODE'] ?? ''];

/** A Node older than the required one, when this machine has one. */
export function findOldNode(): string | undefined {
  return PLACES.find((path) => {
    if (!existsSync(path)) return false;
    const version = spawnSync(path, ['--version'], { encoding: 'utf8' }).stdout;
    return Number(/^v(\d+)/.exec(version)?.[1]) < 26;
  });
}
