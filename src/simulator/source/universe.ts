import { hex, sha256 } from '../../core/sha256.ts';
import type { Asset } from '../../market/asset.ts';
import { type Ticker, ticker } from '../../market/symbol.ts';

/** Symbol of the benchmark: a fund that holds the simulated market. */
export const BENCHMARK: Ticker = ticker('QMKT');

/** Sectors of the simulated market, in the order of their shocks. */
export const SECTORS = [
  'technology',
  'healthcare',
  'financials',
  'energy',
  'consumer',
  'industrials',
] as const;

/** Fictional company and its price parameters; see `docs/concepts/market-model.md`. */
export interface Company {
  readonly symbol: Ticker;
  readonly name: string;
  readonly exchange: 'NASDAQ' | 'NYSE' | 'ARCA';
  /** Index in {@link SECTORS}; -1 for the benchmark, which spans all of them. */
  readonly sector: number;
  /** Dollars per share at the start of the two years of history, before the seed shifts it. */
  readonly price: number;
  /** Move of its price for a market move of 1. */
  readonly beta: number;
  /** Move of its price for a sector move of 1. */
  readonly sectorLoad: number;
  /** Standard deviation of its specific daily return, a fraction. */
  readonly ownDailyVol: number;
  /** Half of its usual spread, in basis points of the price; at least half a cent. */
  readonly halfSpreadBps: number;
  /** Quote changes in an ordinary minute. */
  readonly quotesPerMinute: number;
  /** Shares of a typical trade. */
  readonly tradeSize: number;
  /** Annual dividends divided by the price, a fraction; 0 pays none. */
  readonly dividendYield: number;
  /** Sessions of the quarter before its first ex-day. */
  readonly dividendPhase: number;
  /** A split within the history: `to` shares for one, on a session counted from the start. */
  readonly split?: { readonly session: number; readonly to: number };
}

const NAMES = ['symbol', 'name', 'exchange'] as const;

type Row = readonly [
  ...names: [symbol: string, name: string, exchange: Company['exchange']],
  ...numbers: number[],
];

// Columns: sector, price, beta, sector load, own daily volatility, half spread in basis points,
// quotes a minute, trade size, dividend yield, dividend phase.
const ROWS: readonly Row[] = [
  ['BLUQ', 'Bluquell Therapeutics', 'NASDAQ', 1, 46, 0.8, 0.8, 0.017, 3.5, 7, 130, 0, 0],
  ['FQTB', 'Fortequay Bancorp', 'NYSE', 2, 71, 1.15, 0.9, 0.008, 1.4, 9, 170, 0.031, 24],
  ['FRGZ', 'Forgezza Industries', 'NYSE', 5, 128, 1.05, 0.7, 0.01, 1.6, 8, 120, 0.019, 47],
  ['GRZQ', 'Grazequin Foods', 'NYSE', 4, 58, 0.6, 0.8, 0.007, 1.5, 8, 150, 0.034, 11],
  ['LNDZ', 'Lendazza Financial', 'NASDAQ', 2, 33, 1.3, 1, 0.016, 3, 8, 190, 0, 0],
  ['MZDN', 'Mezadon Health', 'NYSE', 1, 214, 0.75, 0.7, 0.009, 1.2, 9, 90, 0.014, 33],
  ['NMBQ', 'Nimboquist Cloud Systems', 'NASDAQ', 0, 167, 1.35, 1, 0.015, 1.5, 11, 130, 0, 0],
  ['PTRZ', 'Petrazza Energy', 'NYSE', 3, 84, 0.95, 1, 0.011, 1.4, 9, 170, 0.042, 19],
  ['QBYT', 'Quarterbyte Software', 'NASDAQ', 0, 96, 1.2, 0.9, 0.013, 1.8, 9, 140, 0.008, 55],
  ['SLQE', 'Solequine Renewables', 'NASDAQ', 3, 27, 1.1, 0.6, 0.021, 4, 7, 260, 0, 0],
  ['VLTZ', 'Voltezza Semiconductors', 'NASDAQ', 0, 552, 1.5, 1.1, 0.016, 1.1, 12, 60, 0.004, 40],
  ['WVRQ', 'Weaverquist Apparel', 'NYSE', 4, 39, 0.9, 0.8, 0.012, 2.4, 7, 180, 0.022, 5],
];

/** The benchmark and twelve companies, sorted by symbol. */
export const COMPANIES: readonly Company[] = [
  ...ROWS.map(companyOf),
  {
    symbol: BENCHMARK,
    name: 'Quipu Synthetic Market Fund',
    exchange: 'ARCA' as const,
    sector: -1,
    price: 412,
    beta: 1,
    sectorLoad: 0,
    ownDailyVol: 0.0006,
    halfSpreadBps: 0.3,
    quotesPerMinute: 13,
    tradeSize: 240,
    dividendYield: 0.013,
    dividendPhase: 50,
  },
].sort((a, b) => (a.symbol < b.symbol ? -1 : 1));

function companyOf(row: Row): Company {
  const [symbol, name, exchange] = row;
  const numbers = row.slice(NAMES.length) as readonly number[];
  const at = (place: number): number => numbers[place] ?? 0;
  return {
    symbol: ticker(symbol),
    name,
    exchange,
    sector: at(0),
    price: at(1),
    beta: at(2),
    sectorLoad: at(3),
    ownDailyVol: at(4),
    halfSpreadBps: at(5),
    quotesPerMinute: at(6),
    tradeSize: at(7),
    dividendYield: at(8),
    dividendPhase: at(9),
    ...(symbol === 'VLTZ' ? { split: { session: 320, to: 4 } } : {}),
  };
}

/** Returns the companies as tradable assets; ids are UUIDs derived from seed and symbol. */
export function syntheticAssets(seed: number): readonly Asset[] {
  return COMPANIES.map((company) => ({
    id: syntheticUuid(`${seed} ${company.symbol}`),
    symbol: company.symbol,
    name: company.name,
    class: 'us_equity',
    exchange: company.exchange,
    status: 'active',
    tradable: true,
    marginable: true,
    shortable: true,
    fractionable: true,
    sector: SECTORS[company.sector] ?? 'fund',
  }));
}

/** Returns a UUID (version 8 of RFC 9562) derived from a string. */
export function syntheticUuid(text: string): string {
  const bytes = sha256(text).slice(0, 16);
  bytes[6] = (bytes[6]! & 0x0f) | 0x80;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const digits = hex(bytes);
  const cuts = [0, 8, 12, 16, 20, 32];
  return cuts
    .slice(1)
    .map((end, index) => digits.slice(cuts[index], end))
    .join('-');
}
