import { percentText, ratioText } from '../../core/number-text.ts';
import { checkStyle } from './option.ts';
import { daysBetween, type IsoDate } from '../../core/time.ts';
import type { ChainContract, OptionChain } from '../../market/files/option-chain-csv.ts';
import type { MetricValue } from '../performance/metric.ts';
import { isDefined, undefinedBecause } from '../performance/metric.ts';
import { americanOption, americanPrice } from './american.ts';
import { blackScholes, blackScholesPrice } from './black-scholes.ts';
import { impliedVolatility } from './implied-volatility.ts';
import type { ExerciseStyle, OptionTerms, OptionValue } from './option.ts';
import { checkParity, type ParityCheck } from './parity.ts';

/** How a chain is read. */
export interface ChainOptions {
  /** Interest a year, continuously compounded. */
  readonly rate: number;
  /** `american` when absent, as listed options on shares are. */
  readonly style?: ExerciseStyle;
  /** Steps of the tree; 51 when absent, as mids are not known better than a cent. */
  readonly steps?: number;
  /** Price of the underlying; what put-call parity of the first expiry implies when absent. */
  readonly spot?: number;
}

/** Whether the fields of a contract in a file are consistent with its price. */
export type ClaimVerdict =
  | { readonly kind: 'none' }
  | { readonly kind: 'agrees' }
  /** Why the columns cannot be true, as a clause. */
  | { readonly kind: 'implausible'; readonly reason: string };

/** One contract with what its mid price implies. */
export interface AnalyzedContract {
  readonly contract: ChainContract;
  readonly impliedVolatility: MetricValue;
  /** At the implied volatility; undefined where there is none. */
  readonly value: OptionValue | undefined;
  readonly verdict: ClaimVerdict;
}

/** The contracts of one expiry and what call and put together say of the underlying. */
export interface AnalyzedExpiry {
  readonly expiry: IsoDate;
  /** Years of 365 days from the chain's date; half a day for the day itself. */
  readonly years: number;
  /** Dividend yield that puts call and put at parity near the money; 0 where no pair is quoted. */
  readonly dividendYield: number;
  /** Strikes at which both are quoted, with put-call parity under the yield above. */
  readonly parity: readonly { readonly strike: number; readonly check: ParityCheck }[];
  readonly contracts: readonly AnalyzedContract[];
}

/** What a chain says when it is checked against its own prices. */
export interface ChainAnalysis {
  /** Price of the underlying that the values rest on. */
  readonly spot: number;
  /** Close of the underlying as the file has it; it may be a print after hours, or stale. */
  readonly statedSpot: number | undefined;
  readonly expiries: readonly AnalyzedExpiry[];
  /** Contracts by what became of their claims. */
  readonly counts: Readonly<Record<ClaimVerdict['kind'], number>>;
}

/** A claimed volatility agrees when it explains the mid to so many dollars, or to a fiftieth. */
const TOLERANCE = 0.05;

/**
 * Implied volatility and greeks of every contract from its mid price, and which of the file's own
 * volatilities and greeks cannot be true.
 *
 * The underlying's row is not trusted: options near the money say together where it stood, which
 * is S = e^(-qT)·F of the first expiry with quoted pairs, taken without dividends.
 *
 * @returns undefined with the reason when nothing tells the price of the underlying
 */
export function analyzeChain(
  chain: OptionChain,
  options: ChainOptions,
): ChainAnalysis | { readonly undefined: string } {
  const byExpiry = new Map<IsoDate, ChainContract[]>();
  for (const contract of chain.contracts) {
    const known = byExpiry.get(contract.expiry);
    if (known === undefined) byExpiry.set(contract.expiry, [contract]);
    else known.push(contract);
  }
  const dated = [...byExpiry]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([expiry, contracts]) => {
      const years = Math.max(0.5, daysBetween(chain.date, expiry)) / 365;
      return { expiry, years, contracts };
    });
  const statedSpot = chain.underlyingBar?.close;
  const spot = options.spot ?? impliedSpot(dated, options.rate) ?? statedSpot;
  if (spot === undefined) return { undefined: 'nothing tells the price of the underlying' };
  const expiries = dated.map((one) => analyzeExpiry({ ...one, spot }, options));
  const counts = { none: 0, agrees: 0, implausible: 0 };
  for (const { contracts } of expiries) {
    for (const { verdict } of contracts) counts[verdict.kind] += 1;
  }
  return { spot, statedSpot, expiries, counts };
}

interface Expiry {
  readonly expiry: IsoDate;
  readonly years: number;
  readonly spot: number;
  readonly contracts: readonly ChainContract[];
}

function analyzeExpiry(given: Expiry, options: ChainOptions): AnalyzedExpiry {
  const { expiry, years, spot, contracts } = given;
  const { rate, style = 'american' } = options;
  checkStyle(style);
  const pairs = pairsOf(contracts);
  const forward = impliedForward(pairs, { years, rate }) ?? spot * Math.exp(rate * years);
  const dividendYield = rate - Math.log(forward / spot) / years;
  const market = { spot, years, rate, dividendYield };
  return {
    expiry,
    years,
    dividendYield,
    parity: pairs.map(({ strike, call, put }) => ({
      strike,
      check: checkParity({ ...market, strike }, { call, put, style }),
    })),
    contracts: contracts.map((contract) => {
      const { right, strike } = contract;
      return analyzeContract(contract, { ...market, right, strike }, options);
    }),
  };
}

interface Pair {
  readonly strike: number;
  readonly call: number;
  readonly put: number;
}

function pairsOf(contracts: readonly ChainContract[]): readonly Pair[] {
  const puts = new Map<number, number>();
  for (const { right, strike, mid } of contracts) if (right === 'put') puts.set(strike, mid);
  const pairs: Pair[] = [];
  for (const { right, strike, mid } of contracts) {
    const put = puts.get(strike);
    if (right === 'call' && mid > 0 && put !== undefined && put > 0) {
      pairs.push({ strike, call: mid, put });
    }
  }
  return pairs.sort((a, b) => a.strike - b.strike);
}

/** The price of the underlying that the first expiry with pairs implies, without dividends. */
function impliedSpot(expiries: readonly Omit<Expiry, 'spot'>[], rate: number): number | undefined {
  for (const { contracts, years } of expiries) {
    const forward = impliedForward(pairsOf(contracts), { years, rate });
    if (forward !== undefined) return forward * Math.exp(-rate * years);
  }
  return undefined;
}

/**
 * The forward price that parity implies, the median over the five strikes nearest to the money,
 * where call and put differ least: F = K + e^(rT)·(C - P). Early exercise is worth little there.
 */
function impliedForward(
  pairs: readonly Pair[],
  { years, rate }: { readonly years: number; readonly rate: number },
): number | undefined {
  const forwards = pairs
    .toSorted((a, b) => Math.abs(a.call - a.put) - Math.abs(b.call - b.put))
    .slice(0, 5)
    .map(({ strike, call, put }) => strike + Math.exp(rate * years) * (call - put))
    .sort((a, b) => a - b);
  return forwards[Math.floor(forwards.length / 2)];
}

function analyzeContract(
  contract: ChainContract,
  terms: OptionTerms,
  { style = 'american', steps = 51 }: ChainOptions,
): AnalyzedContract {
  const volatility =
    contract.mid > 0
      ? impliedVolatility(terms, { price: contract.mid, style, steps })
      : undefinedBecause('the contract is not quoted');
  if (!isDefined(volatility)) {
    const verdict = verdictOf(contract, volatility.undefined, undefined);
    return { contract, impliedVolatility: volatility, value: undefined, verdict };
  }
  const inputs = { ...terms, volatility };
  const value = style === 'american' ? americanOption(inputs, steps) : blackScholes(inputs);
  const claimed = contract.claims?.impliedVolatility ?? 0;
  const explained = (): number => {
    const claim = { ...terms, volatility: claimed };
    return style === 'american' ? americanPrice(claim, steps) : blackScholesPrice(claim);
  };
  const priced = claimed > 0 ? { value, volatility, claimed: explained() } : { value, volatility };
  const verdict = verdictOf(contract, '', priced);
  return { contract, impliedVolatility: volatility, value, verdict };
}

interface Priced {
  readonly value: OptionValue;
  readonly volatility: number;
  /** What the option would cost at the claimed volatility, when there is a claim. */
  readonly claimed?: number;
}

function verdictOf(
  { claims, mid, right }: ChainContract,
  why: string,
  priced: Priced | undefined,
): ClaimVerdict {
  if (claims === undefined) return { kind: 'none' };
  const implausible = (reason: string): ClaimVerdict => ({ kind: 'implausible', reason });
  const { impliedVolatility: volatility, delta, gamma, vega } = claims;
  const sign = right === 'call' ? 1 : -1;
  if (volatility < 0 || gamma < 0 || vega < 0)
    return implausible('a volatility or greek is below 0');
  if (sign * delta < 0 || Math.abs(delta) > 1) {
    return implausible(`a delta of ${delta} is none of a ${right}`);
  }
  if (priced === undefined) return implausible(`${why}, yet the file has values for it`);
  if (priced.claimed === undefined) return implausible('there are greeks without a volatility');
  if (Math.abs(priced.claimed - mid) > Math.max(TOLERANCE, mid / 50)) {
    const [claim, found] = [volatility, priced.volatility].map(percentText);
    return implausible(`the price implies a volatility of ${found}, the file says ${claim}`);
  }
  if (Math.abs(delta - priced.value.delta) > 0.1) {
    return implausible(
      'the price implies a delta of ' +
        `${ratioText(priced.value.delta)}, the file says ${ratioText(delta)}`,
    );
  }
  return { kind: 'agrees' };
}
