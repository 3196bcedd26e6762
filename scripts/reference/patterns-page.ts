import { readFileSync } from 'node:fs';
import type { ChartPatternName } from '../../src/analysis/patterns/chart-pattern.ts';
import { CANDLESTICKS } from '../../src/analysis/patterns/candlesticks.ts';
import type { PatternDirection } from '../../src/analysis/patterns/candle-rule.ts';
import { code, table } from './markdown.ts';

const LEAD = `# Patterns

Candlestick and chart patterns of a series of bars. Each has the row at whose end it was known
(\`at\`): later rows play no part, and adding rows does not change earlier patterns.

\`\`\`ts
import { findCandlesticks, findChartPatterns } from 'quipu-portfolio/analysis';

const rows = Array.from({ length: 120 }, (_, row) => 100 + 8 * Math.sin(row / 6) + row / 10);
const close = Float64Array.from(rows);
const open = Float64Array.from(rows, (value, row) => rows[row - 1] ?? value);
const high = close.map((value, row) => Math.max(value, open[row]) + 0.4);
const low = close.map((value, row) => Math.min(value, open[row]) - 0.4);
const columns = { open, high, low, close };
console.log(findCandlesticks(columns).length, findChartPatterns(columns).length);
\`\`\`

\`npm run document\` generates this page from the code.
`;

const CANDLES = `
## Candlesticks

*a*, *b*, *c*, *d*, *e* are the bars of a pattern, oldest first. A pattern is known at the end
of its last bar. \`long\` and \`short\` compare a body with the mean of the ten bars before,
\`doji\` is a body of at most a tenth of their mean range (\`usualRange\`); a shadow is
\`bare\` up to a tenth of that range, two prices are the \`same\` up to a twentieth of it, and
a body is \`within\` another one. *After* says whether the previous closes are above or below their
ten-bar mean. *Confidence* is the range of the pattern divided by twice the usual range, at most 1.
Source: Nison 1991, Japanese Candlestick Charting Techniques.

`;

/** Direction and shape of each chart pattern. */
const CHARTS: Readonly<
  Record<ChartPatternName, readonly [direction: PatternDirection, shape: string]>
> = {
  double_top: ['bearish', 'two highs at most 15% of the height apart'],
  double_bottom: ['bullish', 'two lows at most 15% of the height apart'],
  head_and_shoulders: ['bearish', 'a high between two lower ones at most 40% of the height apart'],
  inverse_head_and_shoulders: ['bullish', 'the same upside down'],
  ascending_triangle: ['bullish', 'flat highs over rising lows'],
  descending_triangle: ['bearish', 'falling highs over flat lows'],
  symmetrical_triangle: ['neutral', 'falling highs over rising lows'],
  rising_wedge: ['bearish', 'rising highs over faster rising lows'],
  falling_wedge: ['bullish', 'falling lows under faster falling highs'],
  rising_channel: ['bullish', 'rising highs over parallel lows'],
  falling_channel: ['bearish', 'falling highs over parallel lows'],
  rectangle: ['neutral', 'flat highs over flat lows'],
  bull_flag: ['bullish', 'a rise, then a pause of 5 to 30 bars between parallel lines'],
  bear_flag: ['bearish', 'a fall, then a pause of 5 to 30 bars between parallel lines'],
  bull_pennant: ['bullish', 'a rise, then a pause of 5 to 30 bars between lines that meet'],
  bear_pennant: ['bearish', 'a fall, then a pause of 5 to 30 bars between lines that meet'],
  cup_and_handle: ['bullish', 'a round bottom of 20 to 300 bars, then a shallower pause'],
  inverse_cup_and_handle: ['bearish', 'the same upside down'],
};

const CHART_LEAD = `
## Chart patterns

Chart patterns consist of swings: a high or low with three bars (\`strength\`) on either side that
do not reach it, known three bars later. A line is flat when it moves less than 15% of the
height, lines are parallel when their distance changes by less than 20%.

`;

const CHART_END = `
Reversals (tops, bottoms, heads) are known when a close breaks their neckline; flags, pennants
and cups when a close leaves the pause or the rim; triangles, wedges, channels and rectangles
when their fourth swing is known. The target of a reversal is its height below or above
the neckline. *Confidence* is 0.5 for a pattern that barely fits and 1 for one that fits exactly:
equal peaks or shoulders for a reversal, remaining height for a formation. Source: Bulkowski
2021, Encyclopedia of Chart Patterns.
`;

/** Returns the page of every candlestick and chart pattern, as Markdown. */
export function patternsPage(): string {
  const rules = rulesByName();
  const candles = CANDLESTICKS.map(({ name, direction, bars, after }) => [
    code(name),
    direction,
    String(bars),
    after ?? '',
    code(rules.get(name)!.replaceAll('|', '\\|')),
  ]);
  const charts = Object.entries(CHARTS).map(([name, [way, shape]]) => [code(name), way, shape]);
  return (
    LEAD +
    CANDLES +
    table(['name', 'direction', 'bars', 'after', 'the bars'], candles) +
    `\nSome use shared functions:\n\n\`\`\`text\n${sharedFunctions()}\`\`\`\n` +
    CHART_LEAD +
    table(['name', 'direction', 'shape'], charts) +
    CHART_END
  );
}

const SOURCES = ['single', 'double', 'triple', 'longer'].map((length) =>
  readFileSync(
    new URL(`../../src/analysis/patterns/${length}-candles.ts`, import.meta.url),
    'utf8',
  ),
);

/** Returns the rule of each pattern by name, as written in the source. */
function rulesByName(): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const source of SOURCES) {
    const entries = source.slice(source.indexOf('CandleRule[] = [')).split(/name: '(?=\w+')/);
    for (const entry of entries.slice(1)) {
      const name = entry.slice(0, entry.indexOf("'"));
      const rule =
        /matches\(candles\) \{([\s\S]*?)\n {4}\}/.exec(entry) ??
        /=>([\s\S]*?)(?:,\n {2}[)}]|\),\n)/.exec(entry);
      const said = (rule?.[1] ?? '').replace(/\s+/g, ' ').trim();
      found.set(name, said.replace(/^const \[.*?\]; return /, '').replace(/;$/, ''));
    }
  }
  return found;
}

/** Returns the shared functions of the rules. */
function sharedFunctions(): string {
  const functions = SOURCES.flatMap((source) => [
    ...source.matchAll(/^function \w+\([\s\S]*?^\}\n/gm),
  ]);
  return functions.map(([text]) => text).join('\n');
}
