import { anything, type Infer, looseObject, optional, record, text } from '../../core/schema.ts';

/** Shape of a saved backtest. */
export const runSchema = looseObject({
  id: text(),
  createdAt: text(),
  /** Name given by a user. */
  name: optional(text()),
  data: record(anything(), { description: 'Answer of backtests.run, in snake_case.' }),
});

/** A saved backtest: its id, when it was first run, and its answer. */
export type StoredRun = Infer<typeof runSchema>;
