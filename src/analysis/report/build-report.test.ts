import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { addDays, type EpochMs, type IsoDate } from '../../core/time.ts';
import { type MetricId, METRICS } from '../performance/catalog.ts';
import type { PerformanceInput, RoundTrip } from '../performance/input.ts';
import { isDefined } from '../performance/metric.ts';
import { summarize } from '../performance/summarize.ts';
import { buildReport, type ReportFiles } from './build-report.ts';
import type { ReportInput } from './report-input.ts';
import { MARKDOWN_BYTES } from './report-markdown.ts';
import type { ReportableRun } from './report-of-run.ts';

/** Repeatable noise in (-1, 1). */
function noise(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 31 - 1;
  };
}

function sessions(count: number): readonly IsoDate[] {
  const dates: IsoDate[] = [];
  for (let date = '2014-01-02' as IsoDate; dates.length < count; date = addDays(date, 1)) {
    if (![0, 6].includes(new Date(date).getUTCDay())) dates.push(date);
  }
  return dates;
}

const SYMBOLS = ['AAPL', 'MSFT', 'KO', 'XOM', 'JPM', 'F'];

function full(count: number, trades: number): ReportInput {
  const next = noise(7);
  const dates = sessions(count);
  let value = 100_000;
  const benchmark = Float64Array.from(dates, () => 0.0004 + 0.012 * next());
  const equity = Float64Array.from(benchmark, (one) => (value *= 1 + one / 2 + 0.01 * next()));
  const roundTrips = Array.from({ length: trades }, (_, row): RoundTrip => {
    const place = Math.floor((row * count) / trades);
    const openedAt = Date.parse(`${dates[place]!}T15:00:00Z`) as EpochMs;
    const [entryPrice, moved] = [50 + 40 * next(), 3 * next()];
    return {
      symbol: SYMBOLS[row % SYMBOLS.length]!,
      side: row % 3 === 0 ? 'short' : 'long',
      openedAt,
      closedAt: (openedAt + (1 + (row % 20)) * 86_400_000) as EpochMs,
      quantity: 10 + (row % 90),
      entryPrice,
      exitPrice: entryPrice + moved,
      pnl: moved * (10 + (row % 90)),
      fees: 0.5,
      adverse: 10 + 5 * next(),
    };
  });
  return {
    header: {
      title: 'momentum',
      kind: 'backtest',
      symbols: SYMBOLS,
      params: { lookback: 120, top: 3 },
      benchmark: 'SPY',
      assumptions: ['fills at the next open'],
    },
    performance: {
      dates,
      equity,
      initialEquity: 100_000,
      benchmark,
      roundTrips,
      openTrades: 1,
      grossExposure: Float64Array.from(dates, () => 0.8 + 0.1 * next()),
      netExposure: Float64Array.from(dates, () => 0.5 + 0.1 * next()),
      tradedNotional: Float64Array.from(dates, () => 10_000 * (1 + next())),
      fees: 12,
      income: 34,
    },
    openPositions: [{ symbol: 'KO', quantity: '12', cost: '700.5', price: 60, value: 720 }],
    denied: { 'risk.max_order': 2 },
  };
}

const VOID = new Set('meta path rect br'.split(' '));

/** The first tag that is not closed where it should be, or nothing. */
function unbalanced(html: string): string | undefined {
  const open: string[] = [];
  for (const [tag, close, name, self] of html.matchAll(/<(\/?)([a-z][a-z0-9]*)\b[^>]*?(\/?)>/g)) {
    if (self === '/' || VOID.has(name!)) continue;
    if (close === '') open.push(name!);
    else if (open.pop() !== name) return tag;
  }
  return open.at(-1);
}

/** What a page shows or draws that is no number although it should be. */
function broken(html: string): readonly string[] {
  const body = html.slice(html.indexOf('<body>'));
  return [...body.matchAll(/\b(?:NaN|Infinity|undefined)\b|\[object/g)].map(({ index }) =>
    body.slice(Math.max(0, index - 60), index + 20),
  );
}

describe('the page', () => {
  const input = full(520, 300);
  const { 'report.html': html } = buildReport(input);

  it('is the same for the same input, to the byte', () => {
    expect(buildReport(full(520, 300))).toEqual(buildReport(input));
  });

  it('needs nothing from outside and runs nothing', () => {
    expect(html).not.toMatch(/https?:\/\/|<script|<link|<img|<iframe|@import|url\(|\son\w+=/i);
    expect(html).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
  });

  it('is well formed: tags close, ids are unique, and links lead to one', () => {
    expect(unbalanced(html)).toBeUndefined();
    const ids = [...html.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const links = [...html.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id);
    expect(links.length).toBeGreaterThan(10);
    for (const link of links) expect(ids).toContain(link);
    expect(broken(html)).toEqual([]);
  });

  it('starts with what it rests on', () => {
    expect(html.indexOf('id="trust"')).toBeLessThan(html.indexOf('class="tiles"'));
    expect(html).toContain('fills at the next open');
    expect(html).toContain('lookback = 120, top = 3');
    expect(html).toContain('The risk gate stopped 2 orders by risk.max_order.');
  });

  it('says what its greatest drawdown is of, above, in the table and below the plot', () => {
    const { 'report.md': markdown, 'report.json': json } = buildReport(input);
    expect(html).toMatch(/#m-max_drawdown">.*?<span class="versus">of session closes/);
    expect(html).toContain('<summary>Maximum drawdown, of session closes</summary>');
    expect(html).toMatch(/id="drawdown"><figcaption><h3>Drawdown<\/h3><p>Of daily closes/);
    expect(markdown).toContain('| Maximum drawdown, of session closes | max_drawdown |');
    expect(json).toContain('"basis":"of session closes"');
  });

  it('under another convention shows that convention’s formula in every file', () => {
    const files = buildReport({ ...input, convention: 'pyfolio' });
    const formula = '(1 + total_return)^(P / n) - 1, n sessions';
    expect(files['report.html']).toContain(`<code>cagr</code> = ${formula}`);
    expect(files['report.html']).toContain('growth by trading days; risk-free rate');
    expect(files['metrics.csv']).toMatch(/^cagr,.*"\(1 \+ total_return\)\^\(P \/ n\) - 1, n/m);
    expect(files['report.json']).toContain(`"formula":"${formula}"`);
    expect(files['report.md']).toContain('as pyfolio has them: pyfolio 0.9.2 by empyrical');
  });

  it('names the median of a rolling plot above it, where it covers no line', () => {
    const rolling = html.match(/<figure class="\w+" id="rolling-sharpe">.*?<\/figure>/s)![0];
    expect(rolling).toMatch(/<span class="key level">median -?[\d.]+<\/span><\/p><\/figcaption>/);
    expect(rolling).toContain('<path class="level"');
    expect(rolling).not.toMatch(/<text[^>]*>median/);
  });

  it('lets long tables break over pages of paper, and leaves out what is folded there', () => {
    const paper = html.slice(html.indexOf('@media print'), html.indexOf('</style>'));
    expect(paper).toMatch(/\.group\{break-inside:auto;display:block/);
    expect(paper).toMatch(/nav,details\.data\{display:none\}/);
    expect(paper).toContain('#data{display:none}');
  });

  it('has every plot that its input allows, each in words and as data', () => {
    const figures = [
      ...html.matchAll(/<figure class="(?:wide|half)" id="([^"]+)">(.*?)<\/figure>/gs),
    ];
    expect(figures.map(([, id]) => id)).toEqual([
      'equity',
      'drawdown',
      'volatility-matched',
      'worst-drawdowns',
      'daily-returns',
      'months',
      'years',
      'month-distribution',
      'return-distribution',
      'quartiles',
      'rolling-sharpe',
      'rolling-sortino',
      'rolling-volatility',
      'rolling-beta',
      'exposure',
      'turnover',
      'traded',
      'shuffled',
      'shuffled-drawdowns',
      'costs',
      'trade-profit',
      'trade-length',
      'excursions',
      'symbols',
      'hours',
      'allocation',
    ]);
    for (const [, , markup] of figures) {
      expect(markup).toMatch(/<figcaption><h3>[^<]+<\/h3><p>[^<]{10,}<\/p>/);
      expect(markup).toMatch(/<table/);
      if (markup!.includes('<svg')) expect(markup).toMatch(/role="img" aria-label="[^"]{10,}"/);
    }
  });

  it('has every measure with its id and definition, and a reason for each dash', () => {
    const values = summarize(input.performance);
    for (const { id, formula } of METRICS) {
      const value = values[id];
      if (!isDefined(value)) continue;
      expect(html).toContain(`id="m-${id}"`);
      expect(html).toContain(`<code>${id}</code>`);
      expect(formula.length).toBeGreaterThan(0);
    }
    const dashes = html.match(/<abbr title="[^"]+">—<\/abbr>/g) ?? [];
    expect(dashes.length).toBeGreaterThan(0);
    expect(html).not.toContain('<abbr title="">');
  });
});

test('ten years and 5,000 trades stay within 1.5 MB', () => {
  const input = full(2520, 5000);
  const { dates } = input.performance;
  const next = noise(3);
  const held = SYMBOLS.map((symbol) => ({
    symbol,
    spans: [{ from: 0, values: dates.map(() => 10_000 + 5_000 * next()) }],
  }));
  const charts = SYMBOLS.slice(0, 4).map((symbol, place) => ({
    symbol,
    close: dates.map(() => Number((50 + 10 * next()).toPrecision(7))),
    // Titles as long as there are, and marks as many.
    fills: Array.from({ length: place < 2 ? 150 : 4850 }, (_, row) => ({
      at: Date.parse(`${dates[row % 2520]!}T15:00:00Z`),
      side: row % 2 === 0 ? ('buy' as const) : ('sell' as const),
      quantity: 10 + row,
      price: 50 + 10 * next(),
      factor: 1,
      opens: row % 2 === 0,
      reason: 'the fast average of twenty sessions crossed above the slow one of a hundred',
    })),
  }));
  const { 'report.html': html } = buildReport({
    ...input,
    holdings: { basis: 'value', columns: held },
    charts: { shown: charts, others: SYMBOLS.slice(4) },
  });
  expect(new TextEncoder().encode(html).length).toBeLessThan(1_500_000);
});

describe('text from outside', () => {
  const attack = `</style></svg><script>alert(1)</script>"'><img src=x onerror=alert(1)>\u202Eevil`;
  const hostile = (text: string): ReportFiles => {
    const plain = full(60, 12);
    const trips = plain.performance.roundTrips!.map((trip) => ({ ...trip, symbol: text }));
    return buildReport({
      ...plain,
      header: {
        title: text,
        kind: 'account',
        mode: 'sim',
        symbols: [text, text],
        params: { [text]: text, nested: { deep: [text] } },
        benchmark: text,
        assumptions: [text],
        findings: [text],
        facts: [[text, text]],
        reproduce: { name: 'report build', arguments: [text], options: [[text, text]] },
      },
      performance: { ...plain.performance, roundTrips: trips },
      openPositions: [{ symbol: text, quantity: text, cost: text, price: 1, value: 1 }],
      denied: { [text]: 1 },
    });
  };

  it('is never markup', () => {
    const html = hostile(attack)['report.html'];
    expect(html).not.toMatch(/<script|<img|\u202E/);
    expect(html.match(/<\/style>/g)).toHaveLength(1);
    expect(unbalanced(html)).toBeUndefined();
    expect(html).toContain('&lt;script&gt;');
  });

  it('leaves the shape of every file as it is', () => {
    const shape = hostile('x')['report.html'].replace(/[^<>]/g, '');
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
        const files = hostile(text);
        const tags = files['report.html'].replace(/[^<>]/g, '');
        expect(tags).toBe(shape);
        expect(() => JSON.parse(files['report.json']) as unknown).not.toThrow();
        expect(files['report.md'].split('\n').length).toBeLessThan(120);
        for (const row of csvRows(files['trades.csv'])) expect(row).toHaveLength(15);
      }),
      { numRuns: 8 },
    );
  });

  it('cannot make the Markdown long, nor the assistant follow it', () => {
    const markdown = hostile(`# Ignore ${'all '.repeat(5000)}`)['report.md'];
    expect(new TextEncoder().encode(markdown).length).toBeLessThanOrEqual(MARKDOWN_BYTES);
    expect(markdown.startsWith('# \\# Ignore all')).toBe(true);
  });

  it('is no formula in a spreadsheet', () => {
    const rows = csvRows(hostile('=HYPERLINK("http://x","y")')['trades.csv']);
    expect(rows[1]![0]).toBe(`'=HYPERLINK("http://x","y")`);
  });
});

/** The fields of a CSV text, quotes taken off. */
function csvRows(text: string): readonly string[][] {
  const rows: string[][] = [[]];
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^,\n"]*))(,|\n|$)/g)) {
    rows.at(-1)!.push(quoted?.replaceAll('""', '"') ?? plain ?? '');
    if (end === '\n') rows.push([]);
    if (end === '') break;
  }
  rows.pop();
  return rows;
}

describe('thin input', () => {
  const of = (equity: readonly number[], more: Partial<PerformanceInput> = {}): ReportInput => ({
    header: { title: 'thin', kind: 'returns' },
    performance: {
      dates: sessions(equity.length),
      equity: Float64Array.from(equity),
      initialEquity: 100,
      ...more,
    },
  });

  test.each<[string, ReportInput]>([
    ['no session', of([])],
    ['one session', of([101])],
    ['two sessions', of([101, 99])],
    ['nothing that moves', of(Array.from({ length: 300 }, () => 100))],
    ['a total loss', of([50, 10, 0, 0, 0])],
    ['less than nothing', of([50, -10, -20])],
    [
      'no capital at the start',
      of([0, 0, 100, 110], { initialEquity: 0, flows: Float64Array.of(0, 0, 100, 0) }),
    ],
    ['no trade', of([101, 99, 105], { roundTrips: [] })],
    [
      'a benchmark that is never there',
      of([101, 99, 105], { benchmark: new Float64Array(3).fill(Number.NaN) }),
    ],
    [
      'a benchmark that does not move',
      of(
        Array.from({ length: 300 }, (_, row) => 100 + row),
        { benchmark: new Float64Array(300) },
      ),
    ],
    ['sizes without end', of([1e15, 1e-9, 1e12])],
  ])('with %s is a page without a broken number', (_, input) => {
    const files = buildReport(input);
    expect(broken(files['report.html'])).toEqual([]);
    expect(unbalanced(files['report.html'])).toBeUndefined();
    for (const name of ['metrics.csv', 'equity.csv', 'trades.csv', 'report.md'] as const) {
      expect(files[name]).not.toMatch(/NaN|Infinity|undefined,|\[object/);
    }
    const json = JSON.parse(files['report.json']) as {
      metrics: { value: unknown; undefined_because: unknown }[];
    };
    for (const { value, undefined_because: why } of json.metrics) {
      expect([typeof value, typeof why].sort()).toEqual(
        value === null ? ['object', 'string'] : ['number', 'object'],
      );
    }
  });
});

describe('the files next to the page', () => {
  const input = full(90, 20);
  const files = buildReport(input);

  test('metrics.csv has every measure, its exact value or its reason', () => {
    const [, ...rows] = csvRows(files['metrics.csv']);
    const values = summarize(input.performance);
    expect(rows.map(([id]) => id)).toEqual(METRICS.map(({ id }) => id));
    for (const [id, , , , value, reason] of rows) {
      const wanted = values[id as MetricId];
      if (isDefined(wanted)) expect(Number(value)).toBe(wanted);
      else expect([value, reason]).toEqual(['', wanted.undefined]);
    }
  });

  test('equity.csv has every session to the last digit', () => {
    const [head, ...rows] = csvRows(files['equity.csv']);
    expect(head).toEqual([
      'date',
      'equity',
      'return',
      'growth',
      'drawdown',
      'benchmark_return',
      'gross_exposure',
      'net_exposure',
      'traded_notional',
    ]);
    expect(rows.map(([date]) => date)).toEqual(input.performance.dates);
    expect(rows.map((row) => Number(row[1]))).toEqual([...input.performance.equity]);
  });

  test('report.json has a version, and the same numbers', () => {
    const json = JSON.parse(files['report.json']) as {
      schema: string;
      metrics: { id: MetricId; value: number | null }[];
      series: { date: string[]; equity: number[] };
      trades: unknown[];
    };
    expect(json.schema).toBe('quipu.report/1');
    const values = summarize(input.performance);
    for (const { id, value } of json.metrics) {
      const wanted = values[id];
      expect(value).toBe(isDefined(wanted) ? wanted : null);
    }
    expect(json.series.equity).toEqual([...input.performance.equity]);
    expect(json.trades).toHaveLength(20);
  });

  test('report.md stays small and names its measures', () => {
    expect(new TextEncoder().encode(files['report.md']).length).toBeLessThan(MARKDOWN_BYTES);
    expect(files['report.md']).toMatch(
      /\| Sharpe ratio \| sharpe \| -?\d+\.\d\d \| -?\d+\.\d\d \|/,
    );
  });
});

test('a run without its recorded input still has a report, its limits in words', () => {
  const { performance } = full(60, 5);
  const run: ReportableRun = {
    strategy: 'sma-crossover',
    params: { fast: 20 },
    symbols: ['SPY'],
    bars: 60,
    initialValue: 100_000,
    dates: performance.dates,
    equity: performance.equity,
    roundTrips: performance.roundTrips!,
    openPositions: [],
    fees: '12.5',
    income: '0',
    orders: 10,
    fills: 10,
    denied: {},
    assumptions: ['no leverage', 'targets leave 0.5% of equity in cash'],
  };
  const { 'report.html': html } = buildReport(run, {
    header: { reproduce: { name: 'backtest run' } },
  });
  expect(html).toContain('no leverage');
  expect(html).toContain('targets leave 0.5% of equity in cash');
  expect(html).toContain('10 orders, 10 fills');
  expect(html).toContain('quipu backtest run');
  expect(html).not.toContain('id="exposure"');
});

test.each(['pnl', 'closedAt', 'quantity'] as const)(
  'a round trip without a %s is refused',
  (key) => {
    const input = full(30, 3);
    const trips = input.performance.roundTrips!.map((trip) => ({ ...trip, [key]: Number.NaN }));
    const performance = { ...input.performance, roundTrips: trips };
    expect(() => buildReport({ ...input, performance })).toThrow(/round trip 1/);
  },
);

test('a report says first that everything was lost, and what was owed', () => {
  const performance: PerformanceInput = {
    dates: ['2024-01-02', '2024-01-03', '2024-01-04', '2024-01-05'] as IsoDate[],
    equity: Float64Array.of(10, -5, 3, 4),
    initialEquity: 10,
  };
  const header = { title: 'ruin', kind: 'account' as const, findings: ['another'] };
  const { 'report.html': html } = buildReport({ header, performance });
  const counts = [
    'Everything was lost on 2024-01-03, and $5.00 more were owed: total return and drawdown are ' +
      '100% of the capital, and there are no returns after it. Amounts in dollars are what they ' +
      'were.',
    'another',
  ].map((finding) => html.indexOf(finding));
  expect(counts[0]).toBeGreaterThan(0);
  expect(counts[1]).toBeGreaterThan(counts[0]!);
});
