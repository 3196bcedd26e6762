import type { World } from '../../core/world.ts';
import {
  checkStrategy,
  type ScopeWatch,
  type StrategyCheck,
} from '../../research/check-strategy.ts';
import { backtestOptions } from '../library/backtest-fields.ts';
import { clockedBy, tradedBars } from '../library/fresh-backtest.ts';
import { type LocalBacktest, readLocal } from './backtest.ts';
import { watchScope } from './watch-scope.ts';

export type { StrategyCheck };

/** Modules that a strategy may import: this package, and files next to it. */
const ALLOWED = /^(quipu-portfolio(\/|$)|\.)/;
const IMPORTS = /\b(?:from|import)\s*\(?\s*['"]([^'"\n]+)['"]/g;

/**
 * Checks a strategy over the prices of a backtest, without a server.
 *
 * @throws QuipuError as a backtest does
 */
export async function checkLocally(
  world: World,
  local: LocalBacktest,
): Promise<readonly StrategyCheck[]> {
  const { input, load } = readLocal(world, local);
  const strategy = clockedBy(local.strategy, input);
  const traded = await tradedBars(strategy, input, load);
  const bars = traded.map(({ series }) => series);
  const imported = importsOf(await world.files.read(local.file));
  const watch: ScopeWatch = watchScope(imported);
  return checkStrategy(strategy, { ...backtestOptions(input), bars }, watch);
}

/** What a strategy file imports besides Quipu and files next to it, such as `node:fs`. */
function importsOf(source: string | undefined): readonly string[] {
  if (source === undefined) return [];
  const names = [...source.matchAll(IMPORTS)].map(([, name = '']) => name);
  return names.filter((name) => !ALLOWED.test(name)).map((name) => `the import ${name}`);
}
