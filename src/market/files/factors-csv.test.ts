import { describe, expect, it, test } from 'vitest';
import { decimal } from '../../core/decimal.ts';
import { parseInstant } from '../../core/time.ts';
import { parseFactors, splitTerms } from './factors-csv.ts';
import { ticker } from '../symbol.ts';

const header = 'date,price_factor,split_factor,reference_price';
const read = (...rows: string[]): ReturnType<typeof parseFactors> =>
  parseFactors([header, ...rows].join('\n'), ticker('AAPL'));

describe('factors', () => {
  it('describe the session after their date', () => {
    const { value, findings } = read(
      '2014-05-07,0.99,0.0357143,590', // a dividend of 590 × (1 - 0.99/0.995), ex the next day
      '2014-06-06,0.995,0.0357143,645.57', // a split of 7:1, ex on Monday
      '2014-08-06,0.995,0.25,94.96',
      '2050-12-31,1,0.25,0',
    );
    expect(findings).toEqual([]);
    expect(value.map((action) => `${action.exDate} ${action.kind}`)).toEqual([
      '2014-05-08 dividend',
      '2014-06-09 split',
      '2014-08-07 dividend',
    ]);
    const [first, second] = value;
    expect(first).toMatchObject({ at: parseInstant('2014-05-08T13:30:00Z'), symbol: 'AAPL' });
    expect(first?.kind === 'dividend' && first.perShare.toString()).toBe('2.964824121');
    expect(second?.kind === 'split' && `${second.to.toString()}:${second.from.toString()}`).toBe(
      '7:1',
    );
  });

  it('pay a dividend of the day of a split per share before the split', () => {
    const { value } = read('2014-06-06,0.99,0.5,100', '2050-12-31,1,1,0');
    expect(value.map((action) => action.kind)).toEqual(['dividend', 'split']);
    expect(value[0]?.kind === 'dividend' && value[0].perShare.toString()).toBe('1');
  });

  it('produce nothing where neither factor changes', () => {
    expect(read('1998-01-02,0.86,0.01,1', '2000-06-20,0.86,0.01,101').value).toEqual([]);
  });

  test.each([
    ['2014-06-06,zero,1,100', 'bad_number'],
    ['2014-06-06,0,1,100', 'price_bounds'],
    ['2014-06-06,1,-1,100', 'price_bounds'],
    ['2014-13-06,1,1,100', 'bad_date'],
    ['2013-06-06,1,1,100', 'time_order'],
    ['2014-06-06,1,1', 'bad_field_count'],
  ])('"%s" is rejected as %s', (bad, code) => {
    expect(read('2014-01-02,1,1,100', bad).findings).toMatchObject([{ code, line: 3 }]);
  });
});

describe('split terms', () => {
  test.each([
    ['0.0357143', '0.25', '7:1'],
    ['0.00892857', '0.01785710', '2:1'],
    ['0.11111099', '0.33333', '3:1'],
    ['0.5', '0.75', '3:2'],
    ['8', '1', '1:8'],
    ['1', '0.04', '1:25'],
    ['0.997307', '1', '1:0.997307'],
    ['1', '150', '150:1'],
  ])('%s to %s is %s', (before, after, terms) => {
    const { from, to } = splitTerms(decimal(before), decimal(after));
    expect(`${to.toString()}:${from.toString()}`).toBe(terms);
  });
});
