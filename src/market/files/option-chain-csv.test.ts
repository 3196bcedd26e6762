import { describe, expect, it, test } from 'vitest';
import { isoDate } from '../../core/time.ts';
import { parseOptionChain } from './option-chain-csv.ts';
import { ticker } from '../symbol.ts';

const HEADER =
  'expiry,strike,right,open,high,low,close,volume,open_interest,implied_volatility,' +
  'delta,gamma,vega,theta,rho';
const GOOD = '20240517,95,C,7,7.5,6.8,7.25,10,100,0.3,0.7,0.02,0.15,-0.04,0.1';

function parse(...rows: string[]): ReturnType<typeof parseOptionChain> {
  const of = { underlying: ticker('XYZ'), date: isoDate('2024-03-15') };
  return parseOptionChain([HEADER, ...rows].join('\n'), of);
}

describe('an option chain', () => {
  it('has its underlying in the row without an expiry, and a contract in each other', () => {
    const { value, findings, rows } = parse(',,,99,101,98,100,370,,,,,,,', GOOD);
    expect([findings, rows]).toEqual([[], 2]);
    expect(value.underlyingBar).toEqual({ open: 99, high: 101, low: 98, close: 100, volume: 370 });
    expect(value.contracts).toEqual([
      {
        line: 3,
        expiry: '2024-05-17',
        strike: 95,
        right: 'call',
        mid: 7.25,
        high: 7.5,
        low: 6.8,
        volume: 10,
        openInterest: 100,
        claims: {
          impliedVolatility: 0.3,
          delta: 0.7,
          gamma: 0.02,
          vega: 0.15,
          theta: -0.04,
          rho: 0.1,
        },
      },
    ]);
  });

  it('reads 0 as no quote, an empty field as no open interest, and zeros as missing', () => {
    const { value, findings } = parse('20240517,95,P,0,0,0,0,0,,0,0,0,0,0,0');
    expect(findings).toEqual([]);
    expect(value.contracts[0]).toMatchObject({ mid: 0, right: 'put' });
    expect(value.contracts[0]?.openInterest).toBeUndefined();
    expect(value.contracts[0]?.claims).toBeUndefined();
    expect(value.underlyingBar).toBeUndefined();
  });

  test.each([
    ['20240517,95,X,7,7.5,6.8,7.25,10,100,0,0,0,0,0,0', 'bad_symbol'],
    ['20240230,95,C,7,7.5,6.8,7.25,10,100,0,0,0,0,0,0', 'bad_date'],
    ['2024-05-17,95,C,7,7.5,6.8,7.25,10,100,0,0,0,0,0,0', 'bad_date'],
    ['20240314,95,C,7,7.5,6.8,7.25,10,100,0,0,0,0,0,0', 'bad_date'],
    ['20240517,0,C,7,7.5,6.8,7.25,10,100,0,0,0,0,0,0', 'price_bounds'],
    ['20240517,95,C,7,7.5,6.8,-7.25,10,100,0,0,0,0,0,0', 'price_bounds'],
    ['20240517,95,C,7,7.5,6.8,seven,10,100,0,0,0,0,0,0', 'bad_number'],
    ['20240517,95,C,7,7.5,6.8,7.25,-1,100,0,0,0,0,0,0', 'negative_size'],
    ['20240517,95,C,7,7.5,6.8,7.25,10,100,0,0', 'bad_field_count'],
    [GOOD, 'time_order'],
    [',,,0,101,98,100,370,,,,,,,', 'price_bounds'],
  ])('rejects "%s" as %s, with its line, and keeps its neighbors', (bad, code) => {
    const other = GOOD.replace(',95,', ',105,');
    const { value, findings, rows } = parse(GOOD, bad, other);
    expect(findings).toMatchObject([{ code, severity: 'reject', line: 3 }]);
    expect(findings[0]?.message).toMatch(/^Expected .+ found .+\.$/);
    expect(value.contracts.map(({ strike }) => strike)).toEqual([95, 105]);
    expect(rows).toBe(3);
  });

  it('is not read under another header', () => {
    const of = { underlying: ticker('XYZ'), date: isoDate('2024-03-15') };
    const { findings, value } = parseOptionChain('symbol,bid,ask\nA,1,2', of);
    expect(findings).toMatchObject([{ code: 'bad_header', line: 1 }]);
    expect(value.contracts).toEqual([]);
  });
});
