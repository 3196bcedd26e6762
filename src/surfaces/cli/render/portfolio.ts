import type { OperationAnswer } from '../../../app/operations/catalog.ts';
import { caveatLines } from './backtest.ts';
import type { Renderer } from './renderer.ts';
import { countText, undefinedText } from '../../../core/number-text.ts';
import {
  cellText,
  pairs,
  type Pen,
  showGain,
  showMoney,
  showPercent,
  showPercentGain,
  showPeriod,
  showRatio,
  table,
} from '../text.ts';

type Portfolio = OperationAnswer<'portfolio.show'>;

const right = (title: string) => ({ title, right: true });

function slices(found: Portfolio['by_class']): string {
  if (found.length === 0) return 'none';
  return found.map((one) => `${cellText(one.group)} ${showPercent(one.weight)}`).join('   ');
}

/** Formats the positions of each book, and all cash, as fractions of equity. */
function bookSlices({ by_strategy: books, cash, equity }: Portfolio): string {
  const share = cash === null || equity === null ? null : Number(cash) / Number(equity);
  const held = books.length === 0 ? '' : `${slices(books)}   `;
  return `${held}cash ${showPercent(share)}`;
}

/** Renders allocation, exposure, risk and stress tests as text. */
export const renderPortfolio: Renderer<'portfolio.show'> = (p, _, pen) => {
  const holdings = p.holdings;
  const risk = p.risk;
  const lead = pairs(
    [
      ['Equity', `${showMoney(p.equity)}   cash ${showMoney(p.cash)}`],
      ['Exposure', `gross ${showPercent(p.gross)}   net ${showPercent(p.net)}`],
      ['By class', slices(p.by_class)],
      ['By sector', slices(p.by_sector)],
      ['By strategy', bookSlices(p)],
      ['Concentration', `as ${showRatio(p.effective_holdings)} equal holdings`],
    ],
    pen,
  );
  const past = `${countText(p.sessions, 'trading day')}, at current weights`;
  const figures = pairs(
    risk.map((one) => [cellText(one.title), figure(one, pen)] as const),
    pen,
  );
  const stress = p.stress.map(
    (one) =>
      [
        `Market ${showPercentGain(one.market, pen)}`,
        `${showGain(one.pnl, pen)} (${showPercentGain(one.fraction, pen)})`,
      ] as const,
  );
  const notes = p.findings.map((one) => `! ${cellText(one)}\n`).join('');
  if (holdings.length === 0) return `${lead}\nNo positions.\n${notes}`;
  return (
    `${lead}\n${holdingsTable(p, holdings, pen)}\n${pen.bold('1-day risk')}, from ${past}\n` +
    `${figures}\n${pen.bold('Stress')}\n${pairs(stress, pen)}${notes}`
  );
};

function figure(one: Portfolio['risk'][number], pen: Pen): string {
  if (one.value === null) return pen.dim(undefinedText(cellText(one.undefined)));
  if (one.dollars === null) return showRatio(one.value);
  return `${showPercent(one.value)}   ${showMoney(one.dollars)}`;
}

function holdingsTable(p: Portfolio, holdings: Portfolio['holdings'], pen: Pen): string {
  const weights = new Map(p.by_symbol.map((one) => [one.group, one] as const));
  return table(
    [
      { title: 'SYMBOL' },
      right('VALUE'),
      right('OF ACCOUNT'),
      right('RISK'),
      right('VOLATILITY'),
      right('BETA'),
      right('DAYS TO SELL'),
    ],
    holdings.map((one) => [
      cellText(one.symbol),
      showMoney(weights.get(one.symbol)?.value),
      showPercent(weights.get(one.symbol)?.weight),
      showPercent(one.risk_share),
      showPercent(one.volatility),
      showRatio(one.beta),
      showRatio(one.days_to_liquidate),
    ]),
    pen,
  );
}

/** Renders every metric of the account over a range of days. */
export const renderPerformance: Renderer<'portfolio.performance'> = (p, _, pen) => {
  const texts = p.texts;
  const reasons = Object.entries(p.undefined);
  const short = new Set(p.too_short);
  const convention = p.convention === 'quipu' ? '' : `  as ${cellText(p.convention)}`;
  const against = p.benchmark === null ? '' : `  against ${cellText(p.benchmark)}`;
  const lead =
    `${pen.bold(cellText(p.title))}  ${showPeriod(p.from, p.to)}  ` +
    `${countText(p.sessions, 'trading day')}${against}${convention}\n`;
  const rows = Object.entries(texts).map(
    ([id, text]) => [id, short.has(id) ? `(${cellText(text)})` : cellText(text)] as const,
  );
  const weak =
    short.size === 0
      ? ''
      : `In brackets: too short, ${cellText(p.sessions_needed)} trading days are needed.\n`;
  const why = new Map<string, string[]>();
  for (const [id, reason] of reasons) {
    why.set(cellText(reason), [...(why.get(cellText(reason)) ?? []), id]);
  }
  const missing = [...why].map(([reason, ids]) => `  ${reason}: ${ids.join(', ')}\n`).join('');
  const notes = p.findings.map((one) => `! ${cellText(one)}\n`).join('');
  return (
    `${caveatLines(p, pen)}${lead}\n${pairs(rows, pen)}${weak}` +
    `${missing === '' ? '' : `\nWithout a value\n${missing}`}${notes}`
  );
};
