import type { Meanings } from './meaning.ts';

/** Of `ledger`, `simulator` and `engine`: a run, a journal or the paper exchange. */
export const engineErrors: Meanings = {
  'ledger.invalid_entry': [
    'An entry of the journal is not one.',
    'Run quipu journal verify to find the first bad entry, and restore the last backup.',
  ],
  'ledger.unknown_entry': [
    'The journal has an entry that this version does not know.',
    'Use the version of Quipu that wrote the journal, or a newer one.',
  ],
  'simulator.empty_recording': [
    'A recording that was to be replayed has no bars.',
    'Name a folder with bars in the days asked for.',
  ],
  'simulator.foreign_record': [
    'Records of the paper exchange were made with another seed.',
    'Start the paper broker with the seed that its file was made with.',
  ],
  'simulator.invalid_record': [
    'A record of the paper exchange cannot be read.',
    'Restore the file of the broker from a backup, or start it afresh.',
  ],
  'engine.no_bars': [
    'No bar lies in the days of a backtest.',
    'Choose days that the data cover, or add data.',
  ],
  'engine.no_benchmark': [
    'The benchmark of a backtest has no return in any of its sessions.',
    'Compare with a symbol whose bars cover the run, or leave the benchmark out.',
  ],
  'engine.range': [
    'The first day of a backtest comes after the last.',
    'Exchange --from and --to.',
  ],
  'engine.strategy_failed': [
    'A strategy raised an error, and was stopped.',
    'Correct onBar in the strategy file and run it again.',
  ],
  'engine.timeframe': [
    'A strategy and its bars have different timeframes.',
    'Give bars of the timeframe of the strategy, or change the strategy.',
  ],
  'engine.unknown_column': [
    'An indicator of a strategy reads a column that no bar has.',
    'Name one of the columns of a bar in .on(...).',
  ],
};
