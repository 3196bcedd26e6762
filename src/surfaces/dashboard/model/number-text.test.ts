import { describe, expect, it, test } from 'vitest';
import {
  ageText,
  drawdownText,
  exactDollars,
  signedDollars,
  signedPercent,
} from './number-text.ts';

/** Thin spaces as plain ones, so that a table can be read. */
const plain = (text: string): string => text.replaceAll('\u202f', ' ');

describe('a change', () => {
  it('has sign, arrow and tone', () => {
    const gain = signedDollars(1234.5);
    expect([plain(gain.text), gain.arrow, gain.tone]).toEqual(['+$1 234.50', '▲', 'gain']);
    const loss = signedPercent(-0.00123);
    expect([plain(loss.text), loss.arrow, loss.tone]).toEqual(['−0.12 %', '▼', 'loss']);
  });

  it('is nothing when it is shown as nothing', () => {
    expect(signedDollars(-0.004)).toEqual({ text: '$0.00', arrow: '', tone: 'flat' });
    expect(signedPercent(0.000_01).tone).toBe('flat');
    expect(signedDollars(Number.NaN)).toEqual({ text: '—', arrow: '', tone: 'flat' });
  });
});

test('exact dollars have cents at least', () => {
  expect(plain(exactDollars('13115.3'))).toBe('$13 115.30');
  expect(plain(exactDollars('-1000.12345'))).toBe('−$1 000.12345');
});

test('a drawdown is a fraction from 0 up, shown as a negative percentage', () => {
  expect(plain(drawdownText(0.0314))).toBe('−3.14 %');
  expect(plain(drawdownText(0))).toBe('0.00 %');
});

test.each([
  [-5, '0.0 s'],
  [940, '0.9 s'],
  [42_000, '42 s'],
  [600_000, '10 min'],
  [8_100_000, '2 h 15 min'],
])('%d ms is %s', (ms, text) => {
  expect(plain(ageText(ms))).toBe(text);
});
