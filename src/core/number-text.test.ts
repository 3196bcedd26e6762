import { expect, test } from 'vitest';
import { dollars, grouped, groupedText, percent } from './number-text.ts';

/** Thin spaces as plain ones, so that a table can be read. */
const plain = (text: string): string => text.replaceAll('\u202f', ' ');

test.each([
  [1_234_567.891, 2, '1 234 567.89'],
  [999.5, 0, '1 000'],
  [-1234.5, 2, '−1 234.50'],
  [-0.001, 2, '0.00'],
  [Number.NaN, 2, '—'],
  [Number.POSITIVE_INFINITY, 2, '—'],
])('grouped(%d, %d) is %s', (value, digits, text) => {
  expect(plain(grouped(value, digits))).toBe(text);
});

test('an exact decimal keeps every digit that it has', () => {
  expect(plain(groupedText('-12345678901234567890.123456789012'))).toBe(
    '−12 345 678 901 234 567 890.123456789012',
  );
});

test.each([
  [0.0123, '1.23 %'],
  [0.09994, '9.99 %'],
  [0.1, '10.0 %'],
  [-0.256, '−25.6 %'],
  [Number.NaN, '—'],
])('%d is %s', (fraction, text) => {
  expect(plain(percent(fraction))).toBe(text);
});

test('money below nothing has its sign before the dollar', () => {
  expect(plain(dollars(-5))).toBe('−$5.00');
});
