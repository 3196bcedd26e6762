import { beforeEach, describe, expect, it } from 'vitest';
import { money } from '../../core/decimal.ts';
import { DAY, epochMs, HOUR, later, MINUTE, SECOND } from '../../core/time.ts';
import { Recorder } from '../recorder.ts';
import { StatementSchedule } from './statement-schedule.ts';

const OPENED = epochMs(1_700_000_000_000);
const EVERY = 30 * SECOND;

let recorder: Recorder;
let schedule: StatementSchedule;

beforeEach(() => {
  recorder = new Recorder({}, false);
  schedule = new StatementSchedule({ recorder, everyMs: EVERY });
});

/** The ledger was compared with a statement at this instant. */
function reconciledAt(at: number): void {
  recorder.observe(epochMs(at));
  const account = {
    id: 'a',
    status: 'ACTIVE',
    cash: money(0),
    equity: money(0),
    buyingPower: money(0),
    tradingBlocked: false,
  };
  recorder.record({ kind: 'reconciled', asOf: epochMs(at), account, drift: [] });
}

function windowOf(): { readonly fills: number; readonly flows: number } {
  const before = recorder.take().commands.length;
  expect(before).toBe(0);
  schedule.request();
  const [command] = recorder.take().commands;
  if (command?.kind !== 'snapshot') throw new Error('expected a request for a statement');
  return command.since;
}

/** Requests a statement and answers it. */
function answered(result: 'agreed' | 'recheck' | 'unexplained'): void {
  schedule.compared(schedule.request(), result);
  recorder.take();
}

describe('a statement', () => {
  it('is due immediately, and then at its interval on the monotonic clock', () => {
    expect(schedule.isDue(5)).toBe(true);
    answered('agreed');
    expect(schedule.isDue(5 + EVERY - 1)).toBe(false);
    expect(schedule.isDue(5 + EVERY)).toBe(true);
    answered('agreed');
    // The interval begins when it was due, not when it was answered.
    expect(schedule.isDue(5 + 2 * EVERY - 1)).toBe(false);
    expect(schedule.isDue(5 + 2 * EVERY)).toBe(true);
  });

  it('is never due automatically when the interval is 0', () => {
    schedule = new StatementSchedule({ recorder, everyMs: 0 });
    expect(schedule.isDue(DAY)).toBe(false);
    answered('unexplained');
    expect(schedule.isDue(2 * DAY)).toBe(false);
  });

  it('is due a second after one that may not be the last', () => {
    expect(schedule.isDue(0)).toBe(true);
    answered('recheck');
    expect(schedule.isDue(999)).toBe(false);
    expect(schedule.isDue(1_000)).toBe(true);
    answered('agreed');
    expect(schedule.isDue(2_500)).toBe(false);
  });

  it('is due a second after one that failed, and not before that one has failed', () => {
    expect(schedule.isDue(0)).toBe(true);
    const statement = schedule.request();
    expect(schedule.isDue(EVERY)).toBe(false);
    schedule.failed(statement);
    expect(schedule.isDue(999)).toBe(false);
    expect(schedule.isDue(1_000)).toBe(true);
  });

  it('is not due while a newer one than the answered one is not answered', () => {
    const first = schedule.request();
    const second = schedule.request();
    expect([first, second]).toEqual([1, 2]);
    schedule.compared(first, 'agreed');
    expect(schedule.isDue(EVERY)).toBe(false);
    schedule.compared(second, 'agreed');
    expect(schedule.isDue(EVERY)).toBe(true);
  });

  it('is answered for good: an older answer that comes later changes nothing', () => {
    const first = schedule.request();
    const second = schedule.request();
    schedule.compared(second, 'agreed');
    schedule.compared(first, 'agreed');
    expect(schedule.isDue(EVERY)).toBe(true);
    schedule.request();
    schedule.failed(first);
    expect(schedule.isDue(2 * EVERY)).toBe(false);
  });

  it('waits for its whole interval again after a restart of the interval', () => {
    expect(schedule.isDue(0)).toBe(true);
    answered('agreed');
    schedule.restart(20 * SECOND);
    expect(schedule.isDue(EVERY)).toBe(false);
    expect(schedule.isDue(20 * SECOND + EVERY)).toBe(true);
  });
});

describe('the window of a statement', () => {
  it('has fills since a minute before now and a week of flows, for the opening balance', () => {
    recorder.observe(OPENED);
    expect(windowOf()).toEqual({ fills: OPENED - MINUTE, flows: OPENED - 7 * DAY });
  });

  it('has fills since a minute before the opening at first', () => {
    reconciledAt(OPENED);
    answered('agreed');
    expect(windowOf()).toEqual({ fills: OPENED - MINUTE, flows: OPENED - MINUTE });
  });

  it('has no more flows than fills in a new life, until something differs', () => {
    reconciledAt(OPENED);
    expect(windowOf()).toEqual({ fills: OPENED - MINUTE, flows: OPENED - MINUTE });
  });

  it('has an hour before the last comparison later', () => {
    reconciledAt(OPENED);
    const compared = later(OPENED, DAY);
    reconciledAt(compared);
    answered('agreed');
    expect(windowOf()).toEqual({ fills: compared - HOUR, flows: compared - HOUR });
  });

  it.each(['recheck', 'unexplained'] as const)(
    'has a week of flows while ledger and broker differ: %s',
    (result) => {
      reconciledAt(OPENED);
      const compared = later(OPENED, DAY);
      reconciledAt(compared);
      answered(result);
      expect(windowOf()).toEqual({ fills: compared - HOUR, flows: compared - 7 * DAY });
      answered('agreed');
      expect(windowOf()).toEqual({ fills: compared - HOUR, flows: compared - HOUR });
    },
  );
});

describe('a statement that was overtaken by a newer one', () => {
  const at = (ms: number) => epochMs(OPENED + ms);

  it.each<[string, number, number, boolean]>([
    // number and instant of the one after statement 5 at 0; overtaken
    ['later', 6, 1, false],
    ['of the same instant', 6, 0, false],
    ['requested earlier and later by its clock', 4, 1, false],
    ['requested earlier', 4, -1, true],
    ['requested earlier, a long way back', 4, -60_000, true],
    ['requested later, a little back', 6, -1, true],
    ['requested later, just below 30 s back', 6, -29_999, true],
    ['requested later, 30 s back: the clock was set', 6, -30_000, false],
    ['the same one again, a long way back', 5, -60_000, true],
  ])('is one that is %s', (_what, statement, ms, expected) => {
    expect(schedule.isOvertaken(5, at(0))).toBe(false);
    expect(schedule.isOvertaken(statement, at(ms))).toBe(expected);
  });

  it('is compared with the newest, not with the last', () => {
    expect(schedule.isOvertaken(5, at(0))).toBe(false);
    expect(schedule.isOvertaken(4, at(1))).toBe(false);
    // Number 5 is still the newest that was requested.
    expect(schedule.isOvertaken(5, at(-60_000))).toBe(true);
    expect(schedule.isOvertaken(6, at(-60_000))).toBe(false);
    // From here on the clock that was set counts.
    expect(schedule.isOvertaken(7, at(-59_000))).toBe(false);
  });
});
