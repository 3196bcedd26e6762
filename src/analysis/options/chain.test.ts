import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { skipUnless } from '../../../tests/support/skip-unless.ts';
import { isoDate } from '../../core/time.ts';
import { type OptionChain, parseOptionChain } from '../../market/files/option-chain-csv.ts';
import { ticker } from '../../market/symbol.ts';
import { isDefined } from '../performance/metric.ts';
import { americanPrice } from './american.ts';
import { analyzeChain, type ChainAnalysis } from './chain.ts';

const HEADER =
  'expiry,strike,right,open,high,low,close,volume,open_interest,implied_volatility,' +
  'delta,gamma,vega,theta,rho';

function analyzed(chain: OptionChain, rate: number): ChainAnalysis {
  const found = analyzeChain(chain, { rate });
  if ('undefined' in found) throw new Error(found.undefined);
  return found;
}

describe('a chain', () => {
  const date = isoDate('2024-03-15');
  const price = (right: 'call' | 'put', strike: number, volatility: number): number =>
    americanPrice({ right, spot: 100, strike, years: 63 / 365, rate: 0.05, volatility }, 51);
  const row = (letter: 'C' | 'P', strike: number, claim: string): string => {
    const mid = price(letter === 'C' ? 'call' : 'put', strike, 0.3).toFixed(6);
    return `20240517,${strike},${letter},${mid},${mid},${mid},${mid},10,100,${claim}`;
  };
  const rows = [
    ',,,101,101,101,101,370,,,,,,,',
    row('C', 95, '0.3,0.7,0.02,0.15,-0.04,0.1'),
    row('C', 100, '0.9,0.55,0.03,0.16,-0.04,0.1'),
    row('C', 105, '0,0.42,0.03,0.16,-0.04,0.1'),
    row('P', 95, '0.3,0.3,0.02,0.15,-0.04,-0.1'),
    row('P', 100, '0,0,0,0,0,0'),
    row('P', 105, '0.3,-0.05,0.03,0.16,-0.03,-0.1'),
    '20240517,110,P,0,0,0,0,0,,0.2,-0.8,0.01,0.1,-0.01,-0.1',
  ];
  const parsed = parseOptionChain([HEADER, ...rows].join('\n'), {
    underlying: ticker('XYZ'),
    date,
  });

  it('tells where the underlying stood, whatever its last print was', () => {
    const { spot, statedSpot } = analyzed(parsed.value, 0.05);
    expect(statedSpot).toBe(101);
    expect(Math.abs(spot - 100)).toBeLessThan(0.1);
  });

  it('gives each quoted contract its volatility, and names what the file cannot mean', () => {
    const { expiries, counts } = analyzed(parsed.value, 0.05);
    const contracts = expiries[0]!.contracts;
    for (const { impliedVolatility, contract } of contracts) {
      if (contract.mid > 0) expect(impliedVolatility).toBeCloseTo(0.3, 1);
      else expect(impliedVolatility).toEqual({ undefined: 'the contract is not quoted' });
    }
    const said = contracts.map(({ verdict }) =>
      verdict.kind === 'implausible' ? verdict.reason : verdict.kind,
    );
    expect(said[0]).toBe('agrees');
    expect(said[1]).toMatch(/^the price implies a volatility of 3\d\.\d%, the file says 90\.0%$/);
    expect(said[2]).toBe('there are greeks without a volatility');
    expect(said[3]).toBe('a delta of 0.3 is none of a put');
    expect(said[4]).toBe('none');
    expect(said[5]).toMatch(/^the price implies a delta of -0\.6\d, the file says -0\.05$/);
    expect(said[6]).toBe('the contract is not quoted, yet the file has values for it');
    expect(counts).toEqual({ none: 1, agrees: 1, implausible: 5 });
  });

  it('finds call and put at parity', () => {
    const { parity } = analyzed(parsed.value, 0.05).expiries[0]!;
    expect(parity.map(({ strike }) => strike)).toEqual([95, 100, 105]);
    for (const { check } of parity) expect(Math.abs(check.gap)).toBeLessThan(0.15);
  });

  it('without prices has no underlying to rest on', () => {
    const chain = { ...parsed.value, underlyingBar: undefined, contracts: [] };
    const reason = 'nothing tells the price of the underlying';
    expect(analyzeChain(chain, { rate: 0 })).toEqual({ undefined: reason });
  });
});

const DATA = new URL('../../../../shared/data/us-options/', import.meta.url);

describe('recorded chains of AAPL', () => {
  skipUnless(existsSync(DATA), '../shared/data/us-options is not on this machine');

  const read = (date: string, keep: (expiry: string) => boolean): OptionChain => {
    const file = new URL(`AAPL-${date}-chain.csv`, DATA);
    const of = { underlying: ticker('AAPL'), date: isoDate(date) };
    const { value, findings } = parseOptionChain(readFileSync(file, 'utf8'), of);
    expect(findings).toEqual([]);
    return { ...value, contracts: value.contracts.filter(({ expiry }) => keep(expiry)) };
  };

  it('have volatilities of 20 to 30% near the money, and few that agree with their columns', () => {
    const chain = read('2014-06-05', (expiry) => expiry < '2014-06-20' || expiry > '2015-12-31');
    const { spot, statedSpot, expiries, counts } = analyzed(chain, 0.001);
    expect(statedSpot).toBe(649.56);
    expect(spot).toBeCloseTo(647, 0);
    for (const { contracts, dividendYield, years } of expiries) {
      const near = contracts.filter(
        ({ contract, impliedVolatility }) =>
          Math.abs(contract.strike / spot - 1) < 0.02 && isDefined(impliedVolatility),
      );
      expect(near.length).toBeGreaterThan(3);
      const sorted = near
        .map(({ impliedVolatility }) => impliedVolatility as number)
        .sort((a, b) => a - b);
      const median = sorted[Math.floor(sorted.length / 2)]!;
      expect(median).toBeGreaterThan(0.18);
      expect(median).toBeLessThan(0.32);
      if (years > 1) expect(dividendYield).toBeCloseTo(0.0143, 3);
    }
    expect(counts.implausible).toBeGreaterThan(10 * counts.agrees);
  });

  it('of the day of a split still hold contracts in the old shares, which nothing can explain', () => {
    const chain = read('2014-06-09', (expiry) => expiry === '2014-06-13');
    const { spot, expiries } = analyzed(chain, 0.001);
    expect(spot).toBeGreaterThan(92);
    expect(spot).toBeLessThan(96);
    const reasons = expiries[0]!.contracts.map(({ impliedVolatility }) =>
      isDefined(impliedVolatility) ? 'explained' : impliedVolatility.undefined,
    );
    expect(reasons.filter((one) => one.startsWith('the price reaches')).length).toBeGreaterThan(10);
    expect(reasons.filter((one) => one === 'explained').length).toBeGreaterThan(100);
  });

  it('of the day before have no quotes at all', () => {
    const chain = read('2014-06-06', () => true);
    expect(chain.contracts.length).toBe(2180);
    const { counts } = analyzed(chain, 0.001);
    expect(counts).toEqual({ none: 2180, agrees: 0, implausible: 0 });
  });
});
