import type { RecordLog } from '../../../core/world.ts';

/**
 * Gate between the broker's state and its output: nothing is sent before it is durable.
 *
 * State changes immediately in memory; messages about a change wait here for the log. Many changes
 * share one append (group commit), and messages are released in order.
 */
export interface Committer {
  /** Adds records to the next append. Records added in one synchronous step stay together. */
  add(records: readonly string[]): void;
  /** Runs once all added so far is durable, in the order of the calls; never after a failure. */
  after(run: () => void): void;
  /** Resolves once everything added so far is durable; rejects once an append has failed. */
  settled(): Promise<void>;
  /** Error of the failed log; from then on nothing is written or released. */
  failure(): unknown;
  /** Resolves when no append is pending. */
  idle(): Promise<void>;
}

interface Waiting {
  readonly mark: number;
  readonly run: () => void;
}

/**
 * Creates a committer over a log.
 *
 * @param onFailure called once, with the error of the append that failed
 */
export function createCommitter(log: RecordLog, onFailure: (error: unknown) => void): Committer {
  let pending: string[] = [];
  let added = 0;
  let durable = 0;
  let failure: unknown;
  let writing: Promise<void> | undefined;
  const waiting: Waiting[] = [];
  const rejections = new Set<(error: unknown) => void>();

  const release = (): void => {
    while (waiting.length > 0 && waiting[0]!.mark <= durable) waiting.shift()!.run();
  };
  const write = async (): Promise<void> => {
    while (pending.length > 0 && failure === undefined) {
      const batch = pending;
      pending = [];
      try {
        await log.append(batch);
        durable += batch.length;
        release();
      } catch (error) {
        failure = error ?? new Error('the log failed without a reason');
        waiting.length = 0;
        for (const reject of rejections) reject(failure);
        rejections.clear();
        onFailure(failure);
      }
    }
    writing = undefined;
  };
  const after = (run: () => void): void => {
    if (failure !== undefined) return;
    if (waiting.length === 0 && added === durable) run();
    else waiting.push({ mark: added, run });
  };
  return {
    add(records) {
      if (records.length === 0) return;
      for (const record of records) pending.push(record);
      added += records.length;
      // Starts in a later turn, so that one synchronous change goes into one append.
      writing ??= Promise.resolve().then(write);
    },
    after,
    settled() {
      if (failure !== undefined) return Promise.reject(failure);
      return new Promise((resolve, reject) => {
        rejections.add(reject);
        after(() => {
          rejections.delete(reject);
          resolve();
        });
      });
    },
    failure: () => failure,
    async idle() {
      while (writing !== undefined) await writing;
    },
  };
}
