import { amount, asText, gain, pairs, type Pen, percent } from './text.ts';

type Row = Readonly<Record<string, unknown>>;

function ratio(value: unknown): string {
  return typeof value === 'number' ? value.toFixed(2) : '—';
}

function loss(value: unknown, pen: Pen): string {
  return typeof value === 'number' ? pen.bad(`▼ ${percent(value)}`) : '—';
}

function rise(value: unknown, pen: Pen): string {
  if (typeof value !== 'number') return '—';
  const text = `${value >= 0 ? '▲' : '▼'} ${percent(Math.abs(value))}`;
  return value >= 0 ? pen.good(text) : pen.bad(text);
}

/** The metrics of a run of too few sessions; a run that was kept before they were told has none. */
export function shortOf(run: Row): ReadonlySet<string> {
  return new Set((run['too_short'] ?? []) as readonly string[]);
}

/** A metric's text, in brackets where the sessions are too few to believe it. */
export function bracketed(short: ReadonlySet<string>, id: string, text: string): string {
  return short.has(id) ? `(${text})` : text;
}

function shortText(run: Row): string {
  const count = Number(run['sessions']);
  const sessions = `${count} session${count === 1 ? '' : 's'}`;
  return `too short: ${sessions}, ${asText(run['sessions_needed'])} needed`;
}

/** A backtest as one page of text: what came out, and everything that was assumed. */
export function renderBacktest(run: Row, pen: Pen): string {
  const params = Object.entries(run['params'] as Row)
    .map(([name, value]) => `${name} ${asText(value)}`)
    .join(', ');
  const short = shortOf(run);
  const weak = (id: string, text: string): string => bracketed(short, id, text);
  const symbols = (run['symbols'] as readonly string[]).join(', ');
  const lead =
    `${pen.bold(asText(run['strategy']))}  ${symbols} · ${asText(run['from'])} → ` +
    `${asText(run['to'])} · ${amount(run['bars'])} bars${params === '' ? '' : ` · ${params}`}` +
    `${run['convention'] === 'quipu' ? '' : ` · as ${asText(run['convention'])}`}\n`;
  const table = pairs(
    [
      ['Return', `${rise(run['total_return'], pen)}   CAGR ${weak('cagr', percent(run['cagr']))}`],
      ['Value', `${amount(run['initial_value'], 2)} → ${amount(run['final_value'], 2)}`],
      [
        'Risk',
        `volatility ${weak('volatility', percent(run['volatility']))}   ` +
          `max drawdown ${loss(run['max_drawdown'], pen)} of session closes`,
      ],
      [
        'Ratios',
        `Sharpe ${weak('sharpe', ratio(run['sharpe']))}   ` +
          `Sortino ${weak('sortino', ratio(run['sortino']))}   ` +
          `Calmar ${weak('calmar', ratio(run['calmar']))}`,
      ],
      [
        'Trades',
        `${asText(run['trades'])} (${asText(run['orders'])} orders, ` +
          `${asText(run['fills'])} fills)   ` +
          `win ${percent(run['win_rate'])}   ` +
          `profit factor ${weak('profit_factor', ratio(run['profit_factor']))}`,
      ],
      [
        'Costs',
        `fees ${amount(run['fees'], 2)}   ` +
          `turnover ${weak('turnover', `${ratio(run['turnover'])}×`)} a year   ` +
          `dividends and interest ${amount(run['income'], 2)}`,
      ],
      ['In market', percent(run['time_in_market'])],
      ...stressed(run, pen),
      ...comparison(run, pen, weak),
      ...(short.size === 0 ? [] : [['In brackets', pen.warn(shortText(run))] as const]),
    ],
    pen,
  );
  return (
    `${lead}\n${table}${held(run, pen)}${denied(run)}${listed('Noticed', run['findings'])}` +
    listed('Assumed', run['assumptions'])
  );
}

/** The returns of the run under stress, where it was run again. */
function stressed(run: Row, pen: Pen): readonly (readonly [string, string])[] {
  const runs = (run['stress'] ?? []) as readonly Row[];
  if (runs.length === 0) return [];
  const told = (stress: string): string =>
    rise(runs.find((one) => one['stress'] === stress)?.['total_return'], pen);
  return [
    [
      'Stress',
      `one bar later ${told('one_bar_later')}   costs 0× ${told('costs_0x')}   ` +
        `2× ${told('costs_2x')}   3× ${told('costs_3x')}`,
    ],
  ];
}

/** What the benchmark did over the same sessions, and how the run relates to it. */
function comparison(
  run: Row,
  pen: Pen,
  weak: (id: string, text: string) => string,
): readonly (readonly [string, string])[] {
  if (typeof run['benchmark'] !== 'string') return [];
  const lead = `${run['benchmark']} ${rise(run['benchmark_return'], pen)}`;
  const beyond = `difference ${rise(run['excess_return'], pen)}`;
  const beta = weak('beta', ratio(run['beta']));
  const alpha = weak('alpha', percent(run['alpha']));
  const correlation = weak('correlation', ratio(run['correlation']));
  return [
    ['Benchmark', `${lead}   ${beyond}`],
    ['Against it', `beta ${beta}   alpha ${alpha} a year   correlation ${correlation}`],
  ];
}

function held(run: Row, pen: Pen): string {
  const open = run['open_positions'] as readonly Row[];
  if (open.length === 0) return '';
  const lines = open.map((one) => {
    const result = Number(one['value']) - Number(one['cost']);
    return (
      `  ${asText(one['symbol'])} ${amount(one['quantity'])} at ${amount(one['price'], 2)} = ` +
      `${amount(one['value'], 2)}  ${gain(result.toFixed(2), pen)}\n`
    );
  });
  return `\nStill held, valued at the last close\n${lines.join('')}`;
}

function denied(run: Row): string {
  const entries = Object.entries(run['denied'] as Row);
  if (entries.length === 0) return '';
  return `\nStopped by the risk gate\n${entries
    .map(([code, count]) => `  ${code} ${asText(count)}\n`)
    .join('')}`;
}

function listed(title: string, lines: unknown): string {
  if (!Array.isArray(lines) || lines.length === 0) return '';
  return `\n${title}\n${lines.map((line) => `  - ${asText(line)}\n`).join('')}`;
}
