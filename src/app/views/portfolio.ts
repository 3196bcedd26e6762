import {
  allocationBy,
  type AllocationKey,
  exposureOf,
  type Holding,
} from '../../analysis/portfolio/allocation.ts';
import { daysToLiquidate } from '../../analysis/portfolio/liquidity.ts';
import { concentration } from '../../analysis/portfolio/risk-contributions.ts';
import { knownBetas, riskProfile } from '../../analysis/portfolio/risk-profile.ts';
import { stress } from '../../analysis/portfolio/stress.ts';
import {
  isDefined,
  type MetricValue,
  undefinedBecause,
} from '../../analysis/performance/metric.ts';
import { type Infer, integer, list, nullable, number, object, text } from '../../core/schema.ts';
import type { Engine } from '../../engine/engine.ts';
import type { Asset } from '../../market/asset.ts';
import { marketValue } from '../../market/instrument.ts';
import { type Ticker, ticker } from '../../market/symbol.ts';
import { dollarsText, maybeDecimal, maybeFraction } from '../operation/fields.ts';
import type { HoldingsPast } from '../projections/holdings-past.ts';

const slices = (description: string) =>
  list(
    object({
      group: text(),
      value: maybeDecimal('Value of the positions in dollars.'),
      weight: maybeFraction("Value as a fraction of the account's equity."),
    }),
    { description },
  );

/** Breakdown of the account's holdings; estimates at the last prices. */
export const portfolioSchema = object({
  equity: maybeDecimal('Cash and positions.'),
  cash: maybeDecimal('Equity minus holdings.'),
  long: maybeDecimal('Value of long positions in dollars.'),
  short: maybeDecimal('Value of short positions in dollars, zero or positive.'),
  gross: maybeFraction('Absolute value of all positions, as a fraction of equity.'),
  net: maybeFraction('Signed value of all positions, as a fraction of equity.'),
  bySymbol: slices('Largest first.'),
  bySector: slices('`unclassified` where the broker names none.'),
  byClass: slices('By asset class.'),
  byStrategy: slices('By book.'),
  effectiveHoldings: nullable(
    number({ description: 'Number of equal holdings with the same concentration: 1 / Σ share².' }),
  ),
  sessions: integer({ description: 'Past trading days used for the risk figures.' }),
  benchmark: nullable(text()),
  risk: list(
    object({
      id: text(),
      title: text(),
      value: nullable(
        number({ description: 'A fraction of equity, losses negative; or a ratio.' }),
      ),
      dollars: maybeDecimal('The fraction in dollars; null for a ratio.'),
      undefined: nullable(text({ description: 'Why there is no value.' })),
    }),
    { description: 'For one trading day at current weights; volatility is annual.' },
  ),
  holdings: list(
    object({
      symbol: text(),
      volatility: maybeFraction('Annual.'),
      riskShare: maybeFraction("Share of the portfolio's volatility; all sum to 1."),
      beta: nullable(number({ description: 'Relative to the benchmark.' })),
      daysToLiquidate: nullable(number({ description: 'At 10% of the daily volume.' })),
    }),
  ),
  stress: list(
    object({
      market: number({ description: 'Market move, a fraction; each holding moves by its beta.' }),
      pnl: maybeDecimal('P&L of the move in dollars.'),
      fraction: maybeFraction('P&L of the move as a fraction of equity.'),
    }),
  ),
  findings: list(text(), { description: 'Warnings to read before using the numbers.' }),
});

/** Breakdown of the account's holdings. */
export type PortfolioView = Infer<typeof portfolioSchema>;

/** Market moves of the stress test. */
const SCENARIOS = [-0.2, -0.1, 0.1];

/** Returns the holdings, one row per symbol and book. */
function holdingsOf(engine: Engine, assets: ReadonlyMap<Ticker, Asset>): readonly Holding[] {
  const found: Holding[] = [];
  for (const book of engine.portfolio.books.values()) {
    for (const { symbol, instrument, quantity } of book.positions.values()) {
      if (quantity.isZero()) continue;
      const asset = assets.get(symbol);
      const sector = asset?.sector ?? '';
      found.push({
        symbol,
        value: marketValue(instrument, engine.markets.get(symbol).price, quantity.toNumber()),
        strategy: book.id,
        ...(asset === undefined ? {} : { assetClass: asset.class }),
        ...(sector === '' ? {} : { sector }),
      });
    }
  }
  return found;
}

/** Returns the symbols held, each once. */
export function symbolsHeld(engine: Engine): readonly Ticker[] {
  return [...new Set(holdingsOf(engine, new Map()).map(({ symbol }) => ticker(symbol)))].sort();
}

/** Builds the breakdown of the holdings. */
export function portfolioView(
  engine: Engine,
  assets: ReadonlyMap<Ticker, Asset>,
  past: HoldingsPast,
  benchmark: Ticker | undefined,
): PortfolioView {
  const { equity } = engine;
  const all = holdingsOf(engine, assets);
  const unpriced = all.filter(({ value }) => !Number.isFinite(value));
  const rows = all.filter(({ value }) => Number.isFinite(value));
  const holdings = bySymbol(rows);
  const exposure = exposureOf(rows, equity);
  const sliced = (key: AllocationKey) =>
    allocationBy(rows, key, equity).map(({ group, value, weight }) => ({
      group,
      value: dollarsText(value),
      weight: shown(weight),
    }));
  const profile = riskProfile({
    holdings,
    equity,
    returns: past.returns,
    ...(benchmark === undefined ? {} : compared(past, benchmark)),
  });
  const betas = knownBetas(profile);
  const days = liquidation(holdings, past);
  return {
    equity: dollarsText(equity),
    cash: dollarsText(exposure.cash),
    long: dollarsText(exposure.long),
    short: dollarsText(exposure.short),
    gross: shown(exposure.grossWeight),
    net: shown(exposure.netWeight),
    bySymbol: sliced('symbol'),
    bySector: sliced('sector'),
    byClass: sliced('assetClass'),
    byStrategy: sliced('strategy'),
    effectiveHoldings: shown(effectiveOf(holdings, exposure.gross)),
    sessions: profile.sessions,
    benchmark: benchmark ?? null,
    risk: profile.figures.map(({ id, title, unit, value }) => ({
      id,
      title,
      value: shown(value),
      dollars: unit === 'fraction' && isDefined(value) ? dollarsText(value * equity) : null,
      undefined: isDefined(value) ? null : value.undefined,
    })),
    holdings: profile.holdings.map(({ symbol, volatility, share, beta }) => ({
      symbol,
      volatility: shown(volatility),
      riskShare: shown(share),
      beta: shown(beta),
      daysToLiquidate: shown(days.get(symbol) ?? undefinedBecause('its volume is unknown')),
    })),
    stress: SCENARIOS.map((market) => {
      const { pnl } = stress(holdings, { name: String(market), market }, betas);
      return { market, pnl: dollarsText(pnl), fraction: rounded(pnl / equity) };
    }),
    findings: [
      ...past.findings,
      ...unpriced.map(({ symbol }) => `${symbol} has no price yet and is left out.`),
      ...(benchmark === undefined
        ? ['Without a benchmark, every holding moves with the market in the stress test (beta 1).']
        : []),
    ],
  };
}

function compared({ returns }: HoldingsPast, benchmark: Ticker) {
  const found = returns[benchmark];
  return found === undefined ? {} : { benchmark: found };
}

function bySymbol(rows: readonly Holding[]): readonly Holding[] {
  const found = new Map<string, Holding>();
  for (const { strategy: _, ...holding } of rows) {
    const known = found.get(holding.symbol);
    found.set(holding.symbol, { ...holding, value: holding.value + (known?.value ?? 0) });
  }
  return [...found.values()];
}

/** Computes the effective number of holdings, excluding cash. */
function effectiveOf(holdings: readonly Holding[], gross: number): MetricValue {
  if (gross === 0) return undefinedBecause('nothing is held');
  return concentration(Float64Array.from(holdings, ({ value }) => Math.abs(value) / gross))
    .effective;
}

function liquidation(
  holdings: readonly Holding[],
  { dailyVolume }: HoldingsPast,
): ReadonlyMap<string, MetricValue> {
  const rows = holdings.flatMap(({ symbol, value }) => {
    const volume = dailyVolume[symbol];
    return volume === undefined ? [] : [{ symbol, value, dailyVolume: volume }];
  });
  return new Map(daysToLiquidate(rows).map(({ symbol, days }) => [symbol, days]));
}

function shown(value: MetricValue): number | null {
  return isDefined(value) ? rounded(value) : null;
}

/** Rounds an estimate to the eight digits that fractions have on every surface. */
function rounded(value: number): number | null {
  return Number.isFinite(value) ? Math.round(value * 1e8) / 1e8 : null;
}
