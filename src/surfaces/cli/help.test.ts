import { describe, expect, test } from 'vitest';
import { OPERATIONS } from '../../app/catalogue.ts';
import { isAbsent } from '../../app/operation.ts';
import { createRealWorldFor } from '../../app/real-world.ts';
import { runWords } from '../../../tests/support/command-line.ts';

const world = createRealWorldFor(undefined);

const help = async (...words: string[]) => (await runWords(world, [...words, '--help'])).out;

test('every command has one line in the list of commands, examples before the options', async () => {
  const text = await help();
  const lines = text.slice(text.indexOf('\nStart:')).split('\n');
  // A description that goes on in a second line would begin far to the right.
  expect(lines.filter((line) => /^ {6,}/.test(line))).toEqual([]);
  expect(lines.filter((line) => line.length > 80)).toEqual([]);
  expect(text.indexOf('Examples:')).toBeGreaterThan(0);
  expect(text.indexOf('Examples:')).toBeLessThan(text.indexOf('Options:'));
});

describe('what a command says of itself', () => {
  const named = OPERATIONS.flatMap((operation) =>
    isAbsent(operation.command) ? [] : [[operation.command.words, operation] as const],
  );

  test.each(named)('%s is for a person', async (words, { summary, description }) => {
    const text = await help(...words.split(' '));
    expect(text).toContain(`\n${summary}\n`);
    expect(text.replaceAll(/\s+/g, ' ')).not.toContain(description);
    expect(text.split('\n').filter((line) => line.length > 80 && !/^ {2}quipu/.test(line))).toEqual(
      [],
    );
    expect(text).toContain('Every command also takes --json');
    // The options of all commands are told once, in the help of the program.
    expect(text).not.toContain('--token-file <file>');
  });
});

test('a choice, a unit and a default stand beside their option', async () => {
  expect(await help('order', 'list')).toContain('--status <open|closed|all>');
  expect(await help('buy')).toContain('--notional <dollars>');
  expect(await help('journal', 'list')).toContain('(default: 100)');
  expect(await help('token', 'create')).toContain('approver');
});
