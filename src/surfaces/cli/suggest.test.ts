import type { Command } from 'commander';
import { describe, expect, test } from 'vitest';
import { runWords } from '../../../tests/support/command-line.ts';
import { createRealWorldFor } from '../../app/host/real-world.ts';
import { isAbsent } from '../../app/operation/define.ts';
import { OPERATIONS } from '../../app/operations/catalog.ts';
import { commandName } from './help.ts';
import { buildProgram } from './program.ts';
import { onlyReads } from './suggest.ts';

const world = createRealWorldFor(undefined);

const quipu = (...words: readonly string[]) => runWords(world, words);

describe('quipu help', () => {
  test.each([[], ['buy'], ['order'], ['order', 'list'], ['orders', 'ls'], ['broker', 'start']])(
    'prints the same as --help: %j %j',
    async (...words) => {
      const helped = await quipu('help', ...words);
      expect(helped).toMatchObject({ code: 0, err: '' });
      expect(helped.out).toBe((await quipu(...words, '--help')).out);
      expect(helped.out).toContain('Usage: quipu');
    },
  );

  test.each([[['byu']], [['order', 'sho']]])('rejects an unknown command: %j', async (words) => {
    const ran = await quipu('help', ...words);
    expect(ran).toMatchObject({ code: 2, out: '' });
    expect(ran.err).toContain(`unknown command '${words.at(-1)}'`);
  });
});

describe('a suggestion', () => {
  /** Commands that send orders, change the server or its files, or start trading. */
  const CHANGING = [
    ...OPERATIONS.flatMap(({ command, effect }) =>
      isAbsent(command) || effect === 'read' ? [] : [command.words],
    ),
    'up',
    'backtest tag',
    'backtest remove',
  ];

  const leaves = (command: Command): readonly Command[] =>
    command.commands.length === 0 ? [command] : command.commands.flatMap(leaves);

  test('is made for every command that only reads and for no other', () => {
    const program = buildProgram(shell);
    const suggested = leaves(program).filter(onlyReads).map(commandName);
    const others = leaves(program)
      .map(commandName)
      .filter((words) => !suggested.includes(words));
    expect(others.toSorted()).toEqual(CHANGING.toSorted());
  });

  /** Returns every single typo of a word: a letter left out, doubled or swapped. */
  const slips = (word: string): readonly string[] =>
    Array.from(word, (letter, at) => [
      word.slice(0, at) + word.slice(at + 1),
      word.slice(0, at) + letter + word.slice(at),
      word.slice(0, at) + (word[at + 1] ?? '') + letter + word.slice(at + 2),
    ]).flat();

  test.each(CHANGING)('is never %s', async (words) => {
    const parts = words.split(' ');
    for (const slip of slips(parts.at(-1)!)) {
      if (slip === '' || parts.at(-1) === slip) continue;
      const { code, err } = await quipu(...parts.slice(0, -1), slip);
      expect(code, slip).toBe(2);
      expect(err).toContain(`unknown command '${slip}'`);
      expect(err, slip).not.toContain(`did you mean ${parts.at(-1)}`);
    }
  });

  test.each([
    ['staus', 'status'],
    ['hlep', 'help'],
    ['ordr', 'order'],
    ['demoo', 'demo'],
  ])('for %s is %s', async (word, like) => {
    expect((await quipu(word)).err).toContain(`unknown command '${word}'; did you mean ${like}?`);
  });

  test('is omitted when nothing is close', async () => {
    expect((await quipu('xyzzyplugh')).err).toMatch(/^quipu: unknown command 'xyzzyplugh'\. \(/);
  });
});

const shell = {
  io: {
    world,
    out: () => {},
    err: () => {},
    isTty: false,
    color: false,
    nodeVersion: process.versions.node,
    openBrowser: () => false,
  },
  surfaces: {
    rest: () => ({ handle: () => Promise.reject(new Error('unused')) }),
    mcp: async () => {},
  },
};
