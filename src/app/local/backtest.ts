import type { CommandOption, ReproduceCommand } from '../../analysis/report/command.ts';
import { sha256Hex } from '../../core/sha256.ts';
import type { World } from '../../core/world.ts';
import { invalidInput, type JsonSchema, object } from '../../core/schema.ts';
import type { Strategy } from '../../strategy/define.ts';
import { readBarFolder } from '../files/bar-folder.ts';
import { loadStrategy } from '../files/load-strategy.ts';
import { appError } from '../kit/errors.ts';
import { nearest } from '../kit/nearest.ts';
import {
  clockedBy,
  type FreshBacktest,
  freshBacktest,
  type PriceLoader,
} from '../library/fresh-backtest.ts';
import type { BacktestInput } from '../library/backtest-fields.ts';
import { simulatedPrices } from './simulated-prices.ts';
import { fromText, fromWire } from '../operation/wire.ts';
import { backtestsRun } from '../operations/backtests.ts';

/** A backtest of a strategy file over a folder of bars, or over the simulated market. */
export interface LocalBacktest {
  /** The strategy as named by the user: a file, or a built-in strategy. */
  readonly file: string;
  readonly strategy: Strategy;
  /** The folder of the bars, or the seed of the simulated market. */
  readonly prices: { readonly folder: string } | { readonly seed: number };
  readonly skipBadRows: boolean;
  /** The input of `backtests.run` in snake_case. */
  readonly input: Readonly<Record<string, unknown>>;
  /** Parameters by name, as strings. */
  readonly params: readonly (readonly [string, string])[];
}

/** Loads a strategy and its parameters, before the rest of the command line is read. */
export async function prepareBacktest(
  world: World,
  file: string,
): Promise<{ readonly strategy: Strategy; readonly parameters: readonly string[] }> {
  const strategy = await loadStrategy(world, file);
  return { strategy, parameters: Object.keys(strategy.params) };
}

/**
 * Runs a backtest without a server.
 *
 * @returns the answer of `backtests.run` in snake_case, and the report data of the run
 *
 * @throws QuipuError `app.data_row`, `app.no_data`, `core.invalid_input`, `engine.*`
 */
export async function runLocalBacktest(world: World, local: LocalBacktest): Promise<FreshBacktest> {
  const { input, load, seed } = readLocal(world, local);
  const facts = await fileFacts(world, local.file);
  const header = { reproduce: commandOf(local), facts };
  return freshBacktest(local.strategy, input, { load, header, simulatedSeed: seed });
}

/** The input of a local run, and where its prices come from. */
export interface ReadLocal {
  readonly input: BacktestInput;
  readonly load: PriceLoader;
  /** The seed of the simulated market; undefined for a folder. */
  readonly seed: number | undefined;
}

/**
 * Reads the input and the parameters of a local run.
 *
 * @throws QuipuError `core.invalid_input`, `app.usage`
 */
export function readLocal(world: World, local: LocalBacktest): ReadLocal {
  const { strategy, prices, skipBadRows } = local;
  const read = backtestsRun.input.parse(fromWire(backtestsRun.input.json, local.input));
  const input = { ...read, params: paramsOf(strategy, local.params) };
  if ('seed' in prices) {
    const { seed } = prices;
    const { load, symbolsFor } = simulatedPrices(seed);
    const symbols = [...symbolsFor(clockedBy(strategy, input), input.symbols)];
    return { input: { ...input, symbols }, load, seed };
  }
  const { folder } = prices;
  const load: PriceLoader = ({ symbol, timeframe }) =>
    readBarFolder(world, { folder, symbol, timeframe, skipBadRows });
  return { input, load, seed: undefined };
}

/** Returns the hash of the strategy file; nothing for a built-in strategy. */
async function fileFacts(
  world: World,
  file: string,
): Promise<readonly (readonly [string, string])[]> {
  const source = await world.files.read(file);
  return source === undefined ? [] : [['Strategy file', `sha256 ${sha256Hex(source)}`]];
}

/** Returns the command that repeats the run. */
function commandOf({ file, prices, skipBadRows, input, params }: LocalBacktest): ReproduceCommand {
  const options: CommandOption[] = [
    'seed' in prices ? ['seed', String(prices.seed)] : ['data', prices.folder],
  ];
  for (const [name, value] of Object.entries(input)) {
    if (name === 'strategy' || name === 'limits' || name === 'delisting') continue;
    options.push([name.replaceAll('_', '-'), value === true ? true : String(value)]);
  }
  for (const [name, value] of Object.entries(input['limits'] ?? {})) {
    options.push(['limit', `${name}=${String(value)}`]);
  }
  for (const [name, value] of Object.entries(input['delisting'] ?? {})) {
    options.push(['delisting', `${name}=${String(value)}`]);
  }
  for (const [name, value] of params) options.push(['set', `${name}=${value}`]);
  if (skipBadRows) options.push(['skip-bad-rows', true]);
  return { name: 'backtest run', arguments: [file], options };
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
  const names = Object.keys(params);
  const none =
    names.length === 0 ? `${name} has no parameters.` : `Its parameters: ${names.join(', ')}.`;
  const next = like === undefined ? none : `Did you mean ${like}?`;
  return appError('app.usage', `${name} has no parameter "${wanted}".`, { next });
}
