import { sha256Hex } from '../core/sha256.ts';
import type { World } from '../core/world.ts';
import { invalidInput, type JsonSchema, object } from '../core/schema.ts';
import { newYorkDate } from '../market/calendar.ts';
import type { Finding } from '../market/finding.ts';
import { type Ticker, ticker } from '../market/symbol.ts';
import type { Strategy } from '../strategy/define.ts';
import { type ReadBars, readBarFolder } from './bar-folder.ts';
import { appError } from './errors.ts';
import { loadStrategy } from './load-strategy.ts';
import { nearest } from './nearest.ts';
import { backtestOptions, backtestsRun, benchmarkOf, runWhole } from './operations/backtests.ts';
import { rowText } from './refuse-rows.ts';
import { type FreshRun, reportOfFresh } from './stored-runs.ts';
import { backtestSchema, backtestView } from './views/backtest.ts';
import { fromText, fromWire, toWire } from './wire.ts';

/** A backtest of a strategy file over a folder of bars. */
export interface LocalBacktest {
  /** The strategy as it was named: a file, or a name that comes with Quipu. */
  readonly file: string;
  readonly strategy: Strategy;
  readonly folder: string;
  readonly skipBadRows: boolean;
  /** The input of `backtests.run` in snake_case. */
  readonly input: Readonly<Record<string, unknown>>;
  /** Parameters by name, as text. */
  readonly params: readonly (readonly [string, string])[];
}

/** Loads a strategy and names its parameters, before the rest of the command line is read. */
export async function prepareBacktest(
  world: World,
  file: string,
): Promise<{ readonly strategy: Strategy; readonly parameters: readonly string[] }> {
  const strategy = await loadStrategy(world, file);
  return { strategy, parameters: Object.keys(strategy.params) };
}

/** Symbols as they were typed, in capitals and each once. */
function symbolsOf(typed: readonly string[] | undefined): readonly Ticker[] | undefined {
  return typed && [...new Set(typed.map((symbol) => ticker(symbol.toUpperCase())))];
}

/**
 * Runs a backtest without a server.
 *
 * @returns the answer of `backtests.run` in snake_case, and what a report of the run is made of
 *
 * @throws QuipuError `app.data_row`, `app.no_data`, `core.invalid_input`, `engine.*`
 */
export async function runLocalBacktest(world: World, local: LocalBacktest): Promise<FreshRun> {
  const { strategy, folder, skipBadRows } = local;
  const input = backtestsRun.input.parse(fromWire(backtestsRun.input.json, local.input));
  const symbols = symbolsOf(input.symbols) ?? strategy.symbols;
  const { timeframe } = strategy;
  const barsOf = (symbol: Ticker): Promise<ReadBars> =>
    readBarFolder(world, { folder, symbol, timeframe, skipBadRows });
  const traded = await Promise.all(symbols.map(barsOf));
  const read = [...traded];
  const compared = await benchmarkOf(input, async ({ symbol }) => {
    const found = await barsOf(symbol);
    // What was noticed about the bars of a traded symbol is told already.
    if (!symbols.includes(symbol)) read.push(found);
    return found.series;
  });
  const params = paramsOf(strategy, local.params);
  const { result, stress } = runWhole(
    strategy,
    {
      ...backtestOptions({ ...input, params }),
      ...compared,
      bars: traded.map(({ series }) => series),
    },
    input,
  );
  const findings = read.flatMap(({ findings: found }) =>
    found.filter(isInside(input)).map(rowText),
  );
  const { convention } = input;
  const view = backtestView(result, { findings, convention, ...stress });
  const facts = await fileFacts(world, local.file);
  const header = { findings, reproduce: commandOf(local), facts };
  return {
    data: toWire(backtestSchema.json, view) as Readonly<Record<string, unknown>>,
    report: reportOfFresh(result, { header, convention, ...stress }),
  };
}

/** The hash of the strategy's file; nothing for one that comes with Quipu. */
async function fileFacts(
  world: World,
  file: string,
): Promise<readonly (readonly [string, string])[]> {
  const source = await world.files.read(file);
  return source === undefined ? [] : [['Strategy file', `sha256 ${sha256Hex(source)}`]];
}

interface Range {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** Whether what was noticed is about the days of the run; what names no day is. */
function isInside({ from, to }: Range) {
  return ({ at }: Finding): boolean => {
    const day = at === undefined ? undefined : newYorkDate(at);
    if (day === undefined) return true;
    return (from === undefined || day >= from) && (to === undefined || day <= to);
  };
}

/** The command line that makes the same run again. */
function commandOf({ file, folder, skipBadRows, input, params }: LocalBacktest): string {
  const options = Object.entries(input)
    .filter(([name]) => name !== 'strategy' && name !== 'limits')
    .map(([name, value]) => {
      const option = ` --${name.replaceAll('_', '-')}`;
      return value === true ? option : `${option} ${String(value)}`;
    });
  for (const [name, value] of Object.entries(input['limits'] ?? {})) {
    options.push(` --limit ${name}=${String(value)}`);
  }
  const sets = params.map(([name, value]) => ` --set ${name}=${value}`);
  if (skipBadRows) sets.push(' --skip-bad-rows');
  return `quipu backtest run ${file} --data ${folder}${options.join('')}${sets.join('')}`;
}

function paramsOf(
  strategy: Strategy,
  given: readonly (readonly [string, string])[],
): Readonly<Record<string, string | number | boolean>> {
  const schemas = object(strategy.params).json['properties'] as Record<string, JsonSchema>;
  const params: Record<string, string | number | boolean> = {};
  for (const [name, text] of given) {
    const schema = Object.hasOwn(schemas, name) ? schemas[name] : undefined;
    if (schema === undefined) throw unknownParameter(strategy, name);
    if (Object.hasOwn(params, name)) {
      throw invalidInput([{ path: name, message: 'expected once, found twice' }]);
    }
    params[name] = fromText(schema, text) as string | number | boolean;
  }
  return params;
}

function unknownParameter({ name, params }: Strategy, wanted: string): Error {
  const [like] = nearest(wanted, Object.keys(params), 1);
  const next = like === undefined ? `${name} has no parameters.` : `Did you mean ${like}?`;
  return appError('app.usage', `${name} has no parameter "${wanted}".`, { next });
}
