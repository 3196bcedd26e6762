import type { Meanings } from './meaning.ts';

/** Error meanings of `ledger`, `simulator`, `engine` and `research`. */
export const engineErrors: Meanings = {
  'ledger.invalid_entry': [
    'A journal entry is invalid.',
    'Run quipu journal verify to find the first bad entry, and restore the last backup.',
  ],
  'ledger.unknown_entry': [
    'The journal has an entry that this version cannot read.',
    'Use the version of Quipu that wrote the journal, or a newer one.',
  ],
  'simulator.empty_recording': [
    'The recording to replay has no bars.',
    'Name a folder with bars in the requested days.',
  ],
  'simulator.foreign_record': [
    "The paper broker's data file was created with another seed.",
    'Start the paper broker with the original seed.',
  ],
  'simulator.invalid_record': [
    'A record of the paper broker cannot be read.',
    'Restore the broker file from a backup, or start with a new one.',
  ],
  'research.no_bars': [
    'The backtest has no bars in its date range.',
    'Choose days that the data cover, or add data.',
  ],
  'research.no_benchmark': [
    'The benchmark of a backtest has no return on any of its trading days.',
    'Use a symbol whose bars cover the run, or omit the benchmark.',
  ],
  'research.range': ['The first day of a backtest is after the last.', 'Swap --from and --to.'],
  'research.strategy_failed': [
    'A strategy threw an error and was stopped.',
    'Correct onBar in the strategy file, then run it again.',
  ],
  'research.timeframe': [
    'A strategy and its bars have different timeframes.',
    "Provide bars in the strategy's timeframe, or change the strategy.",
  ],
  'engine.unknown_column': [
    'An indicator of a strategy reads a column that bars do not have.',
    'Name a bar column in .on(...).',
  ],
};
