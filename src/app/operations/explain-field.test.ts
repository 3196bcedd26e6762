import { describe, expect, test } from 'vitest';
import { METRICS } from '../../analysis/performance/catalog.ts';
import { explainWord } from '../glossary/explain-word.ts';
import { FIELDS } from '../glossary/fields.ts';
import { answerFields, explainField } from './explain-field.ts';

const source = { names: answerFields, explain: explainField };
const metrics = new Set<string>(METRICS.map(({ id }) => id));

test('every field of every answer has a meaning in the glossary', () => {
  expect(answerFields().length).toBeGreaterThan(300);
  for (const name of ['gross', 'gross_exposure', 'denied', 'used', 'not_kept', 'max_drawdown']) {
    expect(answerFields()).toContain(name);
  }
  for (const name of answerFields()) {
    const explained = explainWord(name, source);
    // A metric is explained by its formula.
    if (metrics.has(name)) expect(explained).toBeUndefined();
    else
      expect(explained, name).toMatchObject({ means: expect.stringMatching(/\w.*\./s) as string });
  }
});

test('no meaning is written for a field whose schema has one', () => {
  const own = Object.keys(FIELDS).filter((name) => explainField(name)?.means !== FIELDS[name]);
  expect(own.filter((name) => answerFields().includes(name))).toEqual([]);
});

describe('a field', () => {
  test('of one meaning has it alone', () => {
    expect(explainField('gross_exposure')?.means).toBe(
      'Absolute value of all positions, as a fraction of equity.',
    );
  });

  test('of several meanings names the answer of each', () => {
    expect(explainField('denied')?.means.split('\n').length).toBeGreaterThan(1);
    expect(explainField('denied')?.means).toMatch(/^status: Orders denied/);
  });

  test('that no answer has is unknown, and near ones are suggested', () => {
    expect(explainField('gros_exposure')).toBeUndefined();
    expect(() => explainWord('gros_exposure', source)).toThrow(/Expected a metric/);
  });
});
