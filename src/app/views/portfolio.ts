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
import { type Ticker, ticker } from '../../market/symbol.ts';
import { dollarsText, maybeDecimal, maybeFraction } from '../fields.ts';
import type { HoldingsPast } from '../holdings-past.ts';

const slices = (description: string) =>
  list(
    object({
      group: text(),
      value: maybeDecimal('Dollars.'),
      weight: maybeFraction('Of equity.'),
    }),
    { description },
  );

/** The account's holdings taken apart; estimates at the last prices. */
export const portfolioSchema = object({
  equity: maybeDecimal('Cash and positions.'),
  cash: maybeDecimal('What the holdings leave of equity.'),
  long: maybeDecimal('Dollars.'),
  short: maybeDecimal('Dollars, non-negative.'),
  gross: maybeFraction('Of equity.'),
  net: maybeFraction('Of equity.'),
  bySymbol: slices('The largest first.'),
  bySector: slices('`unclassified` where the broker names none.'),
  byClass: slices('By class of asset.'),
  byStrategy: slices('By the book that holds it.'),
  effectiveHoldings: nullable(
    number({ description: 'Equal holdings that would be as concentrated: 1 / Σ share².' }),
  ),
  sessions: integer({ description: 'Past sessions that the figures of risk are taken from.' }),
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
    { description: 'Of one session, at the weights of now; volatility of a year.' },
  ),
  holdings: list(
    object({
      symbol: text(),
      volatility: maybeFraction('Of a year.'),
      riskShare: maybeFraction("Part of the portfolio's deviation; all add to 1."),
      beta: nullable(number({ description: 'On the benchmark.' })),
      daysToLiquidate: nullable(number({ description: 'At a tenth of the daily volume.' })),
    }),
  ),
  stress: list(
    object({
      market: number({ description: 'Move of the market, a fraction; each holding by its beta.' }),
      pnl: maybeDecimal('Dollars.'),
      fraction: maybeFraction('Of equity.'),
    }),
  ),
  findings: list(text(), { description: 'What should be known before the numbers are used.' }),
});

/** The account's holdings taken apart. */
export type PortfolioView = Infer<typeof portfolioSchema>;

/** Moves of the market that holdings are marked to. */
const SCENARIOS = [-0.2, -0.1, 0.1];

/** What is held, a row for each symbol in each book. */
function holdingsOf(engine: Engine, assets: ReadonlyMap<Ticker, Asset>): readonly Holding[] {
  const found: Holding[] = [];
  for (const book of engine.portfolio.books.values()) {
    for (const { symbol, quantity } of book.positions.values()) {
      if (quantity.isZero()) continue;
      const asset = assets.get(symbol);
      const sector = asset?.sector ?? '';
      found.push({
        symbol,
        value: quantity.toNumber() * engine.markets.get(symbol).price,
        strategy: book.id,
        ...(asset === undefined ? {} : { assetClass: asset.class }),
        ...(sector === '' ? {} : { sector }),
      });
    }
  }
  return found;
}

/** The symbols that are held, each once. */
export function symbolsHeld(engine: Engine): readonly Ticker[] {
  return [...new Set(holdingsOf(engine, new Map()).map(({ symbol }) => ticker(symbol)))].sort();
}

/** Takes the holdings apart. */
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
      daysToLiquidate: shown(days.get(symbol) ?? undefinedBecause('its volume is not known')),
    })),
    stress: SCENARIOS.map((market) => {
      const { pnl } = stress(holdings, { name: String(market), market }, betas);
      return { market, pnl: dollarsText(pnl), fraction: rounded(pnl / equity) };
    }),
    findings: [
      ...past.findings,
      ...unpriced.map(({ symbol }) => `${symbol} has no price yet, and is left out.`),
      ...(benchmark === undefined
        ? ['Without a benchmark, every holding moves as the market under stress (beta 1).']
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

/** Of the shares of what is held, whatever the cash beside it. */
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

/** An estimate with the eight digits that fractions have on every surface. */
function rounded(value: number): number | null {
  return Number.isFinite(value) ? Math.round(value * 1e8) / 1e8 : null;
}
