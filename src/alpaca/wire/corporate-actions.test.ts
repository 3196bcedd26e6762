import { expect, test } from 'vitest';
import { parseActionPage, toWireActions } from './corporate-actions.ts';

const page = {
  corporate_actions: {
    cash_dividends: [
      { symbol: 'FCF', ex_date: '2023-05-04', rate: 0.125, special: false, foreign: false },
      { symbol: 'FCF', ex_date: '2023-05-05', rate: 0 },
    ],
    forward_splits: [{ symbol: 'SRE', ex_date: '2023-08-22', new_rate: 2, old_rate: 1 }],
    // A Saturday, and a ticker that cannot be.
    reverse_splits: [
      { symbol: 'MNTS', ex_date: '2023-08-26', new_rate: 1, old_rate: 50 },
      { symbol: '', ex_date: '2023-08-24', new_rate: 1, old_rate: 50 },
      { symbol: 'MNTS', ex_date: '2023-08-24', new_rate: 1, old_rate: 50 },
    ],
    name_changes: [{}],
  },
  next_page_token: null,
};

test('dividends and splits become actions at the open of their ex-day, and back', () => {
  const { actions, next } = parseActionPage(page);
  expect(next).toBeNull();
  const texts = actions.map((action) =>
    [
      action.symbol,
      action.exDate,
      new Date(action.at).toISOString(),
      action.kind === 'split'
        ? `${action.from.toString()}:${action.to.toString()}`
        : action.kind === 'dividend' && action.perShare.toString(),
    ].join(' '),
  );
  expect(texts).toEqual([
    'FCF 2023-05-04 2023-05-04T13:30:00.000Z 0.125',
    'SRE 2023-08-22 2023-08-22T13:30:00.000Z 1:2',
    'MNTS 2023-08-24 2023-08-24T13:30:00.000Z 50:1',
  ]);
  expect(parseActionPage(toWireActions(actions)).actions).toEqual(actions);
});

test('an answer without the groups has no actions, and any other answer is unreadable', () => {
  expect(parseActionPage({ corporate_actions: {}, next_page_token: 'x' })).toEqual({
    actions: [],
    next: 'x',
  });
  expect(() => parseActionPage({ bars: {} })).toThrow(/corporate actions/);
});
