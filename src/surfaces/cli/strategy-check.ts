import type { Command } from 'commander';
import { prepareBacktest } from '../../app/local/backtest.ts';
import { checkLocally, type StrategyCheck } from '../../app/local/strategy-check.ts';
import { appError } from '../../app/kit/errors.ts';
import { backtestsRun } from '../../app/operations/backtests.ts';
import { countText } from '../../core/number-text.ts';
import { addPrices, chosenPrices, readSet, STRATEGY } from './backtest.ts';
import { markPrinted, failureJson } from './failure.ts';
import type { Io } from './io.ts';
import { addFields, inputOf } from './operation-command.ts';
import type { RawOptions } from './settings.ts';
import { cellText, createPen, say, table } from './text.ts';

/** Fields of a backtest that do not change what a strategy decides, or are no single option. */
const LEFT_OUT =
  'strategy params limits delisting stress benchmark allow convention riskFree'.split(' ');

const TITLES: Readonly<Record<StrategyCheck['check'], string>> = {
  warm_up: 'Warm-up',
  deterministic: 'Deterministic',
  no_look_ahead: 'No look-ahead',
  closed_scope: 'Inputs only',
};

/** Adds `quipu strategy check FILE`: whether a strategy decides from its inputs alone. */
export function addStrategyCheck(group: Command, io: Io): void {
  const command = group
    .command('check')
    .description('Checks that a strategy file decides from its inputs alone')
    .argument(...STRATEGY)
    .option(
      '--set <name=value>',
      'a parameter of the strategy; may be repeated',
      (text: string, before: readonly string[]) => [...before, text],
      [] as readonly string[],
    );
  addPrices(command);
  addFields(command, backtestsRun, LEFT_OUT);
  command.action((file: string, _: unknown, self: Command) =>
    check(io, file, self.optsWithGlobals()),
  );
}

async function check(io: Io, file: string, options: RawOptions): Promise<void> {
  const { strategy } = await prepareBacktest(io.world, file);
  const checks = await checkLocally(io.world, {
    file,
    strategy,
    prices: chosenPrices(options),
    skipBadRows: false,
    input: { ...inputOf(backtestsRun, [], options), strategy: strategy.name },
    params: (options['set'] as readonly string[]).map((text) => readSet('--set', text)),
  });
  const failed = checks.filter(({ outcome }) => outcome === 'fail');
  const failure =
    failed.length === 0
      ? undefined
      : appError(
          'app.problems_found',
          `${strategy.name} fails ${countText(failed.length, 'check')}.`,
          {
            next: 'Correct the strategy file and check it again.',
          },
        );
  if (options['json'] === true) {
    const data = { strategy: strategy.name, checks };
    const error = failure === undefined ? {} : { error: failureJson(failure) };
    io.out(`${JSON.stringify({ data, meta: { mode: 'sim' }, ...error })}\n`);
    if (failure !== undefined) markPrinted(failure);
  } else {
    say(io, asTable(io, checks));
  }
  if (failure !== undefined) throw failure;
}

function asTable(io: Io, checks: readonly StrategyCheck[]): string {
  const rows = checks.map(({ check: id, outcome, message }) => [
    outcome === 'pass' ? 'ok' : 'FAIL',
    TITLES[id],
    cellText(message),
  ]);
  return `${table([{ title: '' }, { title: 'check' }, { title: '' }], rows, createPen(io))}\n`;
}
