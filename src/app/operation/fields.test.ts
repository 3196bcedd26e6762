import { describe, expect, test } from 'vitest';
import { OPERATIONS } from '../operations/catalog.ts';
import { dayField, instantField } from './fields.ts';

const day = dayField('A day.');
const instant = instantField('An instant.');

describe('a date or time field', () => {
  // 01:30 in UTC is still the evening before in New York; 05:00 is its midnight in winter.
  test.each([
    ['2024-03-18', '2024-03-18', '2024-03-18T04:00:00.000Z'],
    ['2024-01-02', '2024-01-02', '2024-01-02T05:00:00.000Z'],
    ['2024-03-18T14:30:00Z', '2024-03-18', '2024-03-18T14:30:00.000Z'],
    ['2024-03-18T01:30:00Z', '2024-03-17', '2024-03-18T01:30:00.000Z'],
    ['2024-03-18T10:30:00-04:00', '2024-03-18', '2024-03-18T14:30:00.000Z'],
  ])('accepts a day and an instant: %s', (text, date, at) => {
    expect(day.parse(text)).toBe(date);
    expect(new Date(instant.parse(text)!).toISOString()).toBe(at);
  });

  test.each([
    '2024-02-30',
    '2024-02-30T10:00:00Z',
    '2024-03-18T14:30:00',
    '2024-03-18 14:30',
    '03/18/2024',
    '1710772200',
    'yesterday',
    '',
  ])('rejects anything else: %s', (text) => {
    for (const field of [day, instant]) {
      expect(() => field.parse(text)).toThrow(
        `Expected a date as YYYY-MM-DD or an instant such as 2024-03-18T14:30:00Z, found "${text}".`,
      );
    }
  });

  test('can be absent', () => {
    expect([day.parse(undefined), instant.parse(undefined)]).toEqual([undefined, undefined]);
  });
});

test('accepts a day and an instant in every input that has one of them', () => {
  const names = new Set(['from', 'to', 'since']);
  const found: string[] = [];
  for (const { name, input } of OPERATIONS) {
    const properties = (input.json['properties'] ?? {}) as Record<string, { type?: string }>;
    const fields = Object.entries(properties).filter(
      ([field, { type }]) => names.has(field) && type === 'string',
    );
    for (const [field] of fields) {
      found.push(`${name} ${field}`);
      for (const text of ['2024-03-18', '2024-03-18T14:30:00Z']) {
        const checked = input.judge({ [field]: text });
        const problems = checked.ok ? [] : checked.findings.filter(({ path }) => path === field);
        expect(problems, `${name} ${field} ${text}`).toEqual([]);
      }
    }
  }
  expect(found).toContain('portfolio.equity since');
  expect(found).toContain('portfolio.performance from');
});
