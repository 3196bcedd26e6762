import { describe, expect, it, test } from 'vitest';
import { decimal, type Decimal } from './decimal.ts';
import {
  type Amount,
  asciiText,
  bpsText,
  clockMinuteText,
  clockText,
  type ClockZone,
  countText,
  dateAt,
  dateRangeText,
  dateText,
  dateTimeText,
  digitsOfStep,
  durationText,
  exactMoneyText,
  lossMoneyText,
  lossPercentText,
  minuteTimeText,
  moneyChange,
  moneyText,
  moneyTick,
  monthText,
  multipleText,
  multipleTick,
  numberText,
  numberTick,
  percentChange,
  percentText,
  percentTick,
  periodText,
  priceTick,
  quantityText,
  ratioText,
  sharesText,
  shortDateText,
  shortPercentText,
  signedMoneyText,
  signedNumberText,
  signedPercentText,
  signedWholeMoneyText,
  tableTimeText,
  timeText,
  undefinedText,
  wholeMoneyText,
} from './number-text.ts';
import { type IsoDate, parseInstant } from './time.ts';

const exact = (text: string): Decimal<string> => decimal(text);
const { NaN: none, POSITIVE_INFINITY: endless } = Number;

type Row = readonly [Amount, string];

function formats(write: (value: Amount) => string, rows: readonly Row[]): void {
  it.each(rows.map(([value, text]) => [String(value), typeof value, text, value] as const))(
    '%s (%s) as %s',
    (_name, _kind, text, value) => {
      expect(write(value)).toBe(text);
    },
  );
}

describe('moneyText formats', () => {
  formats(moneyText, [
    [99_050.66, '$99,050.66'],
    [-1234.5, '-$1,234.50'],
    [1_234_567.891, '$1,234,567.89'],
    [1, '$1.00'],
    [0.4512, '$0.4512'],
    [-0.5, '-$0.50'],
    [0.451, '$0.451'],
    [0.99996, '$1.00'],
    [0, '$0.00'],
    [-0, '$0.00'],
    [-0.000_01, '$0.00'],
    [1e21, '$1,000,000,000,000,000,000,000.00'],
    [none, '—'],
    [-endless, '—'],
    [exact('99050.66'), '$99,050.66'],
    [exact('-1234.5'), '-$1,234.50'],
    [exact('0.4512'), '$0.4512'],
    [exact('12345678901234567890.125'), '$12,345,678,901,234,567,890.12'],
    [exact('9007199254740993.01'), '$9,007,199,254,740,993.01'],
    [exact('-0.00001'), '$0.00'],
  ]);
});

describe('signedMoneyText formats', () => {
  formats(signedMoneyText, [
    [12.5, '+$12.50'],
    [-12.5, '-$12.50'],
    [0, '$0.00'],
    [-0.000_01, '$0.00'],
    [0.0035, '+$0.0035'],
    [exact('1000'), '+$1,000.00'],
    [none, '—'],
  ]);
});

describe('exactMoneyText keeps every digit, cents at least:', () => {
  it.each([
    ['100.1234', '$100.1234'],
    ['13115.3', '$13,115.30'],
    ['-1000.12345', '-$1,000.12345'],
    ['-12345678901234567890.123456789012', '-$12,345,678,901,234,567,890.123456789012'],
  ])('%s as %s', (value, text) => {
    expect(exactMoneyText(exact(value))).toBe(text);
  });
});

describe('wholeMoneyText formats', () => {
  formats(wholeMoneyText, [
    [99_050.66, '$99,051'],
    [-0.4, '$0'],
    [exact('-1234.6'), '-$1,235'],
    [none, '—'],
  ]);
});

describe('percentText formats', () => {
  formats(percentText, [
    [-0.0096, '-0.96%'],
    [0.0123, '1.23%'],
    [0.37, '37.0%'],
    [0.09994, '9.99%'],
    [0.099_951, '10.0%'],
    [0.1, '10.0%'],
    [-0.256, '-25.6%'],
    [12.3456, '1,234.6%'],
    [-0.000_001, '0.00%'],
    [0, '0.00%'],
    [none, '—'],
    [exact('0.37'), '37.0%'],
    [exact('-0.0096'), '-0.96%'],
    [exact('0.09994'), '9.99%'],
  ]);
});

describe('signedPercentText formats', () => {
  formats(signedPercentText, [
    [0.0142, '+1.42%'],
    [-0.0142, '-1.42%'],
    [0.000_001, '0.00%'],
    [exact('0.5'), '+50.0%'],
    [none, '—'],
  ]);
});

describe('shortPercentText formats', () => {
  formats(shortPercentText, [
    [0.05, '5%'],
    [0.0025, '0.25%'],
    [1, '100%'],
    [0.07, '7%'],
    [exact('0.005'), '0.5%'],
    [none, '—'],
  ]);
});

describe('signedWholeMoneyText formats', () => {
  formats(signedWholeMoneyText, [
    [1234.5, '+$1,235'],
    [-1234.6, '-$1,235'],
    [0.4, '$0'],
  ]);
});

test.each<[string, string]>([
  [lossPercentText(0.125), '-12.5%'],
  [lossPercentText(exact('0.0314')), '-3.14%'],
  [lossPercentText(0), '0.00%'],
  [lossPercentText(none), '—'],
  [lossMoneyText(1234.5), '-$1,234.50'],
  [lossMoneyText(exact('3')), '-$3.00'],
])('a loss stored as an amount from 0 up is negative: %s', (text, wanted) => {
  expect(text).toBe(wanted);
});

describe('quantityText formats', () => {
  formats(quantityText, [
    [1000, '1,000'],
    [0.125, '0.125'],
    [-5, '-5'],
    [exact('1000.000000000'), '1,000'],
    [exact('0.000000001'), '0.000000001'],
    [exact('-12345678901234567.5'), '-12,345,678,901,234,567.5'],
    [none, '—'],
  ]);
});

test.each<[string, string]>([
  [sharesText(exact('1000')), '1,000 shares'],
  [sharesText(0.125), '0.125 shares'],
  [sharesText(1), '1 share'],
  [sharesText(-5), '-5 shares'],
  [countText(1, 'trading day'), '1 trading day'],
  [countText(0, 'trading day'), '0 trading days'],
  [countText(2, 'entry', 'entries'), '2 entries'],
  [ratioText(0.312), '0.31'],
  [ratioText(exact('-1234.5')), '-1,234.50'],
  [ratioText(none), '—'],
  [numberText(1234.5678, 1), '1,234.6'],
  [numberText(999.5, 0), '1,000'],
  [signedNumberText(0.26, 1), '+0.3'],
  [signedNumberText(-0.01, 1), '0.0'],
  [bpsText(1.5), '1.5 bps'],
  [bpsText(-1234), '-1,234 bps'],
  [bpsText(exact('0.25')), '0.25 bps'],
  [bpsText(endless), '—'],
  [undefinedText(), '—'],
  [undefinedText('no losing trades'), '— (no losing trades)'],
])('%s', (text, wanted) => {
  expect(text).toBe(wanted);
});

describe('a change', () => {
  it('has sign, arrow and tone', () => {
    expect(moneyChange(1234.5)).toEqual({ text: '+$1,234.50', arrow: '▲', tone: 'gain' });
    expect(percentChange(exact('-0.00123'))).toEqual({ text: '-0.12%', arrow: '▼', tone: 'loss' });
  });

  it('is flat when every digit shown is zero, and when it is undefined', () => {
    expect(moneyChange(-0.000_01)).toEqual({ text: '$0.00', arrow: '', tone: 'flat' });
    expect(percentChange(0.000_01)).toEqual({ text: '0.00%', arrow: '', tone: 'flat' });
    expect(moneyChange(none)).toEqual({ text: '—', arrow: '', tone: 'flat' });
  });
});

test.each([
  [1, 0],
  [20, 0],
  [2.5, 1],
  [0.25, 2],
  [0.1, 1],
  [0.025, 3],
])('a step of %f has %i digits', (step, digits) => {
  expect(digitsOfStep(step)).toBe(digits);
});

test.each<[string, string]>([
  [moneyTick(20_000, 5_000), '$20k'],
  [moneyTick(-2_500_000, 500_000), '-$2.5M'],
  [moneyTick(0, 5_000), '$0'],
  [moneyTick(0.25, 0.05), '$0.25'],
  [priceTick(1020, 20), '$1,020'],
  [priceTick(-2.5, 2.5), '-$2.50'],
  [priceTick(0.125, 0.125), '$0.125'],
  [percentTick(0.025, 0.025), '2.5%'],
  [percentTick(-0.1, 0.05), '-10%'],
  [numberTick(12_000, 2_000), '12,000'],
  [multipleTick(1.5, 0.5), '1.5x'],
  [multipleTick(2, 1), '2.0x'],
  [multipleText(1.2346, 3), '1.235x'],
  [multipleText(none), '—'],
])('the tick %s', (text, wanted) => {
  expect(text).toBe(wanted);
});

test.each([
  [-5, '0.0 s'],
  [0, '0 s'],
  [940, '0.9 s'],
  [5_000, '5 s'],
  [60_000, '1 min'],
  [61_000, '61 s'],
  [42_000, '42 s'],
  [600_000, '10 min'],
  [8_100_000, '2 h 15 min'],
  [200_000_000, '2 days 8 h'],
  [none, '—'],
])('%d ms last %s', (ms, text) => {
  expect(durationText(ms)).toBe(text);
});

describe('a date', () => {
  const date = '2024-03-19' as IsoDate;

  it('has a weekday in text, and month and day on an axis', () => {
    expect(dateText(date)).toBe('Tue, Mar 19, 2024');
    expect(dateText('1969-12-07' as IsoDate)).toBe('Sun, Dec 7, 1969');
    expect(shortDateText(date)).toBe('Mar 19');
    expect(monthText('2024-03')).toBe('Mar 2024');
  });

  it('alone is a period of one day', () => {
    expect(periodText('2024-03-18', date)).toBe('2024-03-18 to 2024-03-19');
    expect(periodText(date, date)).toBe('2024-03-19');
    expect(dateRangeText('2024-03-18' as IsoDate, date)).toBe(
      'Mon, Mar 18, 2024 to Tue, Mar 19, 2024',
    );
    expect(dateRangeText(date, date)).toBe('Tue, Mar 19, 2024');
  });

  it.each<[string, ClockZone, string]>([
    ['2024-03-19T03:59:59Z', 'exchange', '2024-03-18'],
    ['2024-03-19T03:59:59Z', 'utc', '2024-03-19'],
    ['2024-01-19T04:59:59Z', 'exchange', '2024-01-18'],
    ['2024-01-19T05:00:00Z', 'exchange', '2024-01-19'],
  ])('of %s by the %s clock is %s', (at, zone, wanted) => {
    expect(dateAt(parseInstant(at), zone)).toBe(wanted);
  });
});

describe('an instant', () => {
  const at = parseInstant('2024-03-19T14:31:07.250Z');

  it('is shown in exchange time', () => {
    expect(timeText(at)).toBe('10:31:07 ET');
    expect(minuteTimeText(at)).toBe('10:31 ET');
    expect(clockText(at)).toBe('10:31:07');
    expect(clockMinuteText(at)).toBe('10:31');
    expect(dateTimeText(at)).toBe('Tue, Mar 19, 2024, 10:31:07 ET');
    expect(tableTimeText(at)).toBe('2024-03-19 10:31:07 ET');
  });

  it('is shown in UTC on request', () => {
    expect(timeText(at, 'utc')).toBe('14:31:07 UTC');
    expect(tableTimeText(at, 'utc')).toBe('2024-03-19 14:31:07 UTC');
  });

  it('follows daylight saving time', () => {
    expect(timeText(parseInstant('2024-03-10T06:59:59Z'))).toBe('01:59:59 ET');
    expect(timeText(parseInstant('2024-03-10T07:00:00Z'))).toBe('03:00:00 ET');
    expect(timeText(parseInstant('2024-11-03T06:00:00Z'))).toBe('01:00:00 ET');
  });

  it('that is not known is undefined', () => {
    expect(timeText(none as never)).toBe('—');
    expect(tableTimeText(none as never)).toBe('—');
  });
});

test.each([
  ['▲ +$12.50', '+$12.50'],
  ['—', 'n/a'],
  ['Sortino  —  0.31', 'Sortino  n/a  0.31'],
  ['— (no losing trades)', 'n/a (no losing trades)'],
  ['halted — see below', 'halted - see below'],
  ['“fast” isn’t … ≥ 2 × slow', '"fast" isn\'t ... >= 2 x slow'],
  ['10\u202f% \u2212 5', '10 % - 5'],
  ['─── │ ✓', '--- | ok'],
  ['Überkauft', 'Überkauft'],
  ['sharpe · √P', 'sharpe * sqrt(P)'],
  ['mean(r)·P / σ(r)²', 'mean(r)*P / sigma(r)^2'],
  ['√(Σ dd² / n)', 'sqrt(sum dd^2 / n)'],
  ['σήμερα', 'σήμερα'],
])('%s in ASCII is %s', (text, wanted) => {
  expect(asciiText(text)).toBe(wanted);
});
