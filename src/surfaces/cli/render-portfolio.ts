import { amount, asText, gain, pairs, type Pen, percent, table } from './text.ts';

type Row = Readonly<Record<string, unknown>>;

const right = (title: string) => ({ title, right: true });

function ratio(value: unknown): string {
  return typeof value === 'number' ? value.toFixed(2) : '—';
}

function slices(found: unknown): string {
  return (found as readonly Row[])
    .map((one) => `${asText(one['group'])} ${percent(one['weight'])}`)
    .join('   ');
}

/** Allocation, exposure, risk and stress, as a page of text. */
export function renderPortfolio(data: unknown, pen: Pen): string {
  const p = data as Row;
  const holdings = p['holdings'] as readonly Row[];
  const risk = p['risk'] as readonly Row[];
  const lead = pairs(
    [
      ['Equity', `${amount(p['equity'])}   cash ${amount(p['cash'])}`],
      ['Exposure', `gross ${percent(p['gross'])}   net ${percent(p['net'])}`],
      ['By class', slices(p['by_class'])],
      ['By sector', slices(p['by_sector'])],
      ['By strategy', slices(p['by_strategy'])],
      ['Concentration', `as ${ratio(p['effective_holdings'])} equal holdings`],
    ],
    pen,
  );
  const past = `${asText(p['sessions'])} sessions, at the weights of now`;
  const figures = pairs(
    risk.map((one) => [asText(one['title']), figure(one, pen)] as const),
    pen,
  );
  const stress = (p['stress'] as readonly Row[]).map(
    (one) =>
      [
        `Market ${percent(one['market'])}`,
        `${gain(one['pnl'], pen)} (${percent(one['fraction'])})`,
      ] as const,
  );
  const notes = (p['findings'] as readonly string[]).map((one) => `! ${asText(one)}\n`).join('');
  if (holdings.length === 0) return `${lead}\nNothing is held.\n${notes}`;
  return (
    `${lead}\n${holdingsTable(p, holdings, pen)}\n${pen.bold('Risk of a session')}, of ${past}\n` +
    `${figures}\n${pen.bold('Stress')}\n${pairs(stress, pen)}${notes}`
  );
}

function figure(one: Row, pen: Pen): string {
  if (one['value'] === null) return pen.dim(`— ${asText(one['undefined'])}`);
  if (one['dollars'] === null) return ratio(one['value']);
  return `${percent(one['value'])}   ${amount(one['dollars'])}`;
}

function holdingsTable(p: Row, holdings: readonly Row[], pen: Pen): string {
  const weights = new Map(
    (p['by_symbol'] as readonly Row[]).map((one) => [one['group'], one] as const),
  );
  return table(
    [
      { title: 'SYMBOL' },
      right('VALUE'),
      right('WEIGHT'),
      right('RISK'),
      right('VOLATILITY'),
      right('BETA'),
      right('DAYS TO SELL'),
    ],
    holdings.map((one) => [
      asText(one['symbol']),
      amount(weights.get(one['symbol'])?.['value']),
      percent(weights.get(one['symbol'])?.['weight']),
      percent(one['risk_share']),
      percent(one['volatility']),
      ratio(one['beta']),
      ratio(one['days_to_liquidate']),
    ]),
    pen,
  );
}

/** Every metric of the account over some days, by id, as every surface shows it. */
export function renderPerformance(data: unknown, pen: Pen): string {
  const p = data as Row;
  const texts = p['texts'] as Row;
  const reasons = Object.entries(p['undefined'] as Row);
  const short = new Set(p['too_short'] as readonly string[]);
  const convention = p['convention'] === 'quipu' ? '' : ` · as ${asText(p['convention'])}`;
  const against = p['benchmark'] === null ? '' : ` · against ${asText(p['benchmark'])}`;
  const sessions = Number(p['sessions']);
  const lead =
    `${pen.bold(asText(p['title']))}  ${asText(p['from'])} → ${asText(p['to'])} · ` +
    `${sessions} session${sessions === 1 ? '' : 's'}${against}${convention}\n`;
  const rows = Object.entries(texts).map(
    ([id, text]) => [id, short.has(id) ? `(${asText(text)})` : asText(text)] as const,
  );
  const weak =
    short.size === 0
      ? ''
      : `In brackets: too short, ${asText(p['sessions_needed'])} sessions are needed.\n`;
  const why = new Map<string, string[]>();
  for (const [id, reason] of reasons) {
    why.set(asText(reason), [...(why.get(asText(reason)) ?? []), id]);
  }
  const missing = [...why].map(([reason, ids]) => `  ${reason}: ${ids.join(', ')}\n`).join('');
  const notes = (p['findings'] as readonly string[]).map((one) => `! ${asText(one)}\n`).join('');
  return (
    `${lead}\n${pairs(rows, pen)}${weak}` +
    `${missing === '' ? '' : `\nWithout a value\n${missing}`}${notes}`
  );
}
