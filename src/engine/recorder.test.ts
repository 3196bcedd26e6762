import { describe, expect, it } from 'vitest';
import { money } from '../core/decimal.ts';
import { epochMs } from '../core/time.ts';
import type { JournalBody } from '../ledger/journal.ts';
import { type BookId, type ClientOrderId, MANUAL_BOOK } from '../orders/request.ts';
import { QUIET } from './events.ts';
import { Recorder } from './recorder.ts';

const FUNDED: JournalBody = { kind: 'book_funded', book: 'trend' as BookId, amount: money(5) };
const FIND = { kind: 'find', order: 'qp1-a' as ClientOrderId } as const;

describe('a recorder', () => {
  it('numbers, stamps and folds each entry', () => {
    const recorder = new Recorder({}, false);
    recorder.observe(epochMs(1_000));
    expect([recorder.record(FUNDED), recorder.record(FUNDED, 1 as never)]).toEqual([1, 2]);
    expect(recorder.take().entries).toEqual([
      { seq: 1, at: 1_000, cause: null, body: FUNDED },
      { seq: 2, at: 1_000, cause: 1, body: FUNDED },
    ]);
    expect(recorder.portfolio.books.get(MANUAL_BOOK)!.cash.toString()).toBe('-10');
  });

  it('never stamps an entry earlier than the latest instant seen', () => {
    const recorder = new Recorder({}, false);
    recorder.observe(epochMs(1_000));
    recorder.observe(epochMs(900));
    recorder.record(FUNDED);
    expect(recorder.now).toBe(1_000);
    expect(recorder.portfolio.at).toBe(1_000);
  });

  it('gives out entries and commands once, and nothing when nothing happened', () => {
    const recorder = new Recorder({}, false);
    expect(recorder.take()).toBe(QUIET);
    expect(QUIET).toEqual({ entries: [], commands: [] });
    recorder.command(FIND);
    recorder.command(FIND);
    expect(recorder.take()).toEqual({ entries: [], commands: [FIND, FIND] });
    expect(recorder.take()).toBe(QUIET);
    recorder.record(FUNDED);
    expect(recorder.take()).toMatchObject({ commands: [] });
    expect(recorder.take()).toBe(QUIET);
  });

  it('folds entries of an earlier life without giving them out, and takes their time', () => {
    const earlier = new Recorder({}, false);
    earlier.observe(epochMs(5_000));
    earlier.record(FUNDED);
    const recorder = new Recorder({}, false);
    for (const entry of earlier.take().entries) recorder.replay(entry);
    expect([recorder.now, recorder.portfolio.seq]).toEqual([5_000, 1]);
    expect(recorder.take()).toBe(QUIET);
  });

  it('uses the retention that it was created with', () => {
    expect(new Recorder({}, true).portfolio.forgetful).toBe(true);
    expect(new Recorder({}, false).portfolio.forgetful).toBe(false);
  });
});
