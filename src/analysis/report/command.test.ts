import { expect, test } from 'vitest';
import { commandText, withOptions } from './command.ts';

test.each([
  [{ name: 'report build' } as const, 'quipu report build'],
  [
    {
      name: 'report build',
      arguments: ["it's mine.csv"],
      options: [['from', '2024-03-19']],
    } as const,
    `quipu report build 'it'\\''s mine.csv' --from 2024-03-19`,
  ],
  [
    {
      name: 'backtest run',
      arguments: ['a.ts'],
      options: [
        ['risk-free', 0.02],
        ['skip-bad-rows', true],
      ],
    } as const,
    'quipu backtest run a.ts --risk-free 0.02 --skip-bad-rows',
  ],
])('%j is written for a shell', (command, text) => {
  expect(commandText(command)).toBe(text);
});

test('options are added in order, and absent ones are left out', () => {
  const command = withOptions(
    { name: 'report build', options: [['from', '2024-01-01']] },
    {
      to: undefined,
      against: 'bt_1',
    },
  );
  expect(commandText(command)).toBe('quipu report build --from 2024-01-01 --against bt_1');
});
