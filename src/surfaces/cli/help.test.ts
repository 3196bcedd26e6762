import { describe, expect, test } from 'vitest';
import { OPERATIONS } from '../../app/operations/catalog.ts';
import { isAbsent } from '../../app/operation/define.ts';
import { createRealWorldFor } from '../../app/host/real-world.ts';
import { runWords } from '../../../tests/support/command-line.ts';

const world = createRealWorldFor(undefined);

const help = async (...words: string[]) => (await runWords(world, [...words, '--help'])).out;

test('gives every command one line in the list, and examples before the options', async () => {
  const text = await help();
  const lines = text.slice(text.indexOf('\nStart:')).split('\n');
  // A description that wraps would continue far to the right.
  expect(lines.filter((line) => /^ {6,}/.test(line))).toEqual([]);
  expect(lines.filter((line) => line.length > 80)).toEqual([]);
  expect(text.indexOf('Examples:')).toBeGreaterThan(0);
  expect(text.indexOf('Examples:')).toBeLessThan(text.indexOf('Options:'));
});

describe('help of a command', () => {
  const named = OPERATIONS.flatMap((operation) =>
    isAbsent(operation.command) ? [] : [[operation.command.words, operation] as const],
  );

  test.each(named)(
    '%s has a description, examples and the common options',
    async (words, { summary, description }) => {
      const text = await help(...words.split(' '));
      expect(text).toContain(`\n${summary}\n`);
      expect(text.replaceAll(/\s+/g, ' ')).not.toContain(description);
      expect(
        text.split('\n').filter((line) => line.length > 80 && !/^ {2}quipu/.test(line)),
      ).toEqual([]);
      expect(text).toContain('Common options are --json');
      // Options of all commands are described once, in the help of the program.
      expect(text).not.toContain('--token-file <file>');
    },
  );
});

test('shows choices, units and defaults with their options', async () => {
  expect(await help('order', 'list')).toContain('--status <open|closed|all>');
  expect(await help('buy')).toContain('--notional <dollars>');
  expect(await help('journal', 'list')).toContain('(default: 100)');
  expect(await help('token', 'create')).toContain('approver');
});
