import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../../tests/support/temporary-folder.ts';
import { createRealWorld } from '../world/real/create-real-world.ts';
import { limitsOf, parseConfig, readConfig } from './config.ts';

const world = createRealWorld({ log: { level: 'error' } });

function file(name: string, content: string): string {
  const path = join(temporaryFolder(), name);
  writeFileSync(path, content);
  return path;
}

describe('a configuration', () => {
  test.each([
    [{ prot: 7410 }, 'prot: unknown field; remove it or correct its spelling (did you mean port?)'],
    [{ mode: 'prod' }, 'mode: expected one of sim, paper, live, found "prod"'],
    [{ books: { a: { strategy: 'x' } } }, 'books.a.capital: expected a number'],
    [{ port: '7410' }, 'port: expected a whole number'],
  ])('%j is refused as a whole', (value, part) => {
    expect(() => parseConfig(value, 'quipu.config.json')).toThrow(part);
  });

  test('refuses limits that are none', () => {
    const config = parseConfig({ limits: { maxGros: 1 } }, 'quipu.config.json');
    expect(() => limitsOf(config)).toThrow('maxGros: unknown field');
  });

  test('that is not JSON, or not there, is told with its path', async () => {
    const path = file('quipu.config.json', '{ nope');
    await expect(readConfig(world, path)).rejects.toMatchObject({ code: 'app.config_unreadable' });
    await expect(readConfig(world, '/no/such.json')).rejects.toThrow('found no file');
  });
});
