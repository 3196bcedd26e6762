import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../../../tests/support/temporary-folder.ts';
import { createRealWorld } from '../../world/real/create-real-world.ts';
import { booksOf, limitsOf, parseConfig, readConfig } from './config.ts';
import { limitChanges } from './limit-changes.ts';

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
  ])('%j is rejected as a whole', (value, part) => {
    expect(() => parseConfig(value, 'quipu.config.json')).toThrow(part);
  });

  test('accepts both spellings of its names and prints one', () => {
    const camel = {
      dataDir: './lab',
      limits: { maxGross: 0.5, dailyLoss: { halt: 0.2 }, maxOpenOrders: { symbol: 3 } },
    };
    const snake = {
      data_dir: './lab',
      limits: { max_gross: 0.5, daily_loss: { halt: 0.2 }, 'max-open-orders': { symbol: 3 } },
    };
    const [one, other] = [camel, snake].map((value) => parseConfig(value, 'quipu.config.json'));
    expect(other!.dataDir).toBe('./lab');
    expect(limitsOf(other!)).toEqual(limitsOf(one!));
    expect(limitsOf(one!)).toMatchObject({ maxGross: 0.5, dailyLoss: { halt: 0.2 } });
    expect(limitChanges({ max_gross: 0.5, 'daily_loss.halt': 0.2 })).toEqual(
      limitChanges({ maxGross: 0.5, 'dailyLoss.halt': 0.2 }),
    );
    const bad = parseConfig({ limits: { daily_loss: { halt: -1 } } }, 'quipu.config.json');
    expect(() => limitsOf(bad)).toThrow('limits: dailyLoss.halt: expected a number from 0 to 10');
  });

  test('takes a list of restricted symbols as a whole', () => {
    const limited = (restricted: unknown) =>
      limitsOf(parseConfig({ limits: { restricted } }, 'quipu.config.json')).restricted;
    expect(limited(['GME', 'BRK.B', 'BTC/USD'])).toEqual(['GME', 'BRK.B', 'BTC/USD']);
    expect(() => limited(['gme'])).toThrow('restricted.0: expected a symbol in capitals');
    expect(() => limited('GME')).toThrow('restricted: expected a list');
  });

  test('rejects one name in two spellings', () => {
    const twice = { dataDir: 'a', data_dir: 'b' };
    expect(() => parseConfig(twice, 'quipu.config.json')).toThrow(
      'quipu.config.json: dataDir: expected once, found in two spellings: dataDir and data_dir.',
    );
    const config = parseConfig({ limits: { maxGross: 1, max_gross: 2 } }, 'quipu.config.json');
    expect(() => limitsOf(config)).toThrow('maxGross: expected once');
    expect(() => limitChanges({ maxGross: 1, max_gross: 2 })).toThrow('found it in two spellings');
  });

  test('keeps book names as written', () => {
    const books = { my_book: { strategy: 'rebalancer', capital: 0.5, params: { weight: 0.1 } } };
    const config = parseConfig({ books }, 'quipu.config.json');
    expect(Object.keys(config.books ?? {})).toEqual(['my_book']);
  });

  test.each([
    [{ wieght: 0.1 }, 'books.a.params.wieght (rebalancer): did you mean weight?'],
    [{ weight: 'much' }, 'books.a.params.weight (rebalancer): expected a number'],
    [{ weight: 9 }, 'books.a.params.weight (rebalancer): expected a number from '],
    [{ constructor: 1 }, 'books.a.params.constructor (rebalancer): expected one of '],
  ])('names the place of a wrong parameter: %j', async (params, message) => {
    const books = { a: { strategy: 'rebalancer', capital: 0.5, params } };
    const config = parseConfig({ books }, 'quipu.config.json');
    await expect(booksOf(world, config)).rejects.toMatchObject({
      code: 'app.config_invalid',
      message: expect.stringContaining(message) as string,
    });
  });

  test('rejects unknown limits', () => {
    const config = parseConfig({ limits: { maxGros: 1 } }, 'quipu.config.json');
    expect(() => limitsOf(config)).toThrow('maxGros: unknown field');
  });

  test('names the path of a file that is missing or not JSON', async () => {
    const path = file('quipu.config.json', '{ nope');
    await expect(readConfig(world, path)).rejects.toMatchObject({ code: 'app.config_unreadable' });
    await expect(readConfig(world, '/no/such.json')).rejects.toThrow('found no file');
  });
});
