import { describe, expect, it } from 'vitest';
import { fillOf, REFUSAL, Rig, SPY, STREAM } from '../../tests/support/engine-rig.ts';
import { DAY, later, MINUTE } from '../core/time.ts';
import { decodeEntry, encodeEntry } from '../ledger/journal-codec.ts';
import type { Evidence } from '../orders/event.ts';
import { type BookId, type ClientOrderId, MANUAL_BOOK, type Side } from '../orders/request.ts';
import { defineStrategy } from '../strategy/define.ts';
import { order } from '../strategy/intent.ts';
import type { BookConfig } from './book-runner.ts';

const STUBBORN = 'stubborn' as BookId;

/** Wants the same at every bar, whatever was reported to it. */
function stubborn(want: { side: Side; shares: number }): BookConfig {
  const strategy = defineStrategy({
    name: 'stubborn',
    symbols: [SPY],
    timeframe: '1Min',
    onBar: () => [order({ symbol: SPY, side: want.side, quantity: want.shares }, 'again')],
  });
  return { id: STUBBORN, strategy, capital: 0.5 };
}

interface Scene {
  readonly rig: Rig;
  readonly want: { side: Side; shares: number };
}

function scene(shares = 10): Scene {
  const want = { side: 'buy' as Side, shares };
  const rig = new Rig({ quoteStaleMs: DAY }, [stubborn(want)]).ready().session('open');
  return { rig, want };
}

/** Bars of a minute each; the kinds of the entries that they led to. */
function bars({ rig }: Scene, count: number): readonly string[] {
  const before = rig.entries.length;
  for (let bar = 0; bar < count; bar += 1) {
    rig.at = later(rig.at, MINUTE);
    rig.bar(100);
  }
  return rig.kinds(before);
}

/** Bars at each of which the broker refuses what is sent; the minutes at which something was. */
function refusedBars({ rig }: Scene, count: number, evidence: Evidence = REFUSAL): number[] {
  const sent: number[] = [];
  for (let minute = 1; minute <= count; minute += 1) {
    rig.at = later(rig.at, MINUTE);
    rig.taken();
    rig.bar(100);
    const submit = rig.taken().find((command) => command.kind === 'submit');
    if (submit === undefined) continue;
    sent.push(minute);
    rig.answer(submit.order.id, 'refused', evidence);
  }
  return sent;
}

/** The broker's stream says that an order was executed in part. */
function executed(rig: Rig, order: ClientOrderId): void {
  const fill = fillOf(order, 1, 1, rig.at);
  const filled = { kind: 'filled', fill, complete: false, evidence: STREAM } as const;
  rig.handle({ from: 'broker', event: { kind: 'order', event: { at: rig.at, order, ...filled } } });
}

const DENIAL = ['ordered', 'reviewed', 'denied'];

function lastCodes({ entries }: Rig): readonly string[] {
  const denied = entries.findLast(
    ({ body }) => body.kind === 'order_event' && body.event.kind === 'denied',
  )?.body;
  if (denied?.kind !== 'order_event' || denied.event.kind !== 'denied') return [];
  return denied.event.denials.map(({ code }) => code);
}

const word = (message: string): Evidence => ({ ...REFUSAL, message });

describe('a denial that is repeated at every bar', () => {
  it.each<[string, (of: Scene) => void]>([
    ['halted', ({ rig }) => rig.operate({ kind: 'halt', reason: 'fear' })],
    ['reduce_only', ({ rig }) => rig.operate({ kind: 'reduce_only', reason: 'fear' })],
    ['more than there is cash for', ({ want }) => void (want.shares = 10_000)],
  ])('stands in the journal once: %s', (_what, bring) => {
    const of = scene();
    bring(of);
    expect(bars(of, 30)).toEqual(DENIAL);
  });

  it('ends as soon as nothing blocks the order', () => {
    const of = scene();
    of.rig.operate({ kind: 'halt', reason: 'fear' });
    bars(of, 5);
    of.rig.operate({ kind: 'resume', reason: 'hope' });
    expect(bars(of, 1)).toEqual(['ordered', 'reviewed']);
    expect(of.rig.commands()).toContain('submit');
  });

  it.each<[string, (of: Scene) => void]>([
    ['its cause is another', ({ want }) => void (want.shares = 10_000)],
    ['the engine is in another state', ({ rig }) => rig.operate({ kind: 'halt', reason: 'f' })],
    [
      'another session begins',
      ({ rig }) => void ((rig.at = later(rig.at, DAY)), rig.session('open')),
    ],
    ['it is the other side', ({ want }) => void ((want.side = 'sell'), (want.shares = 5))],
  ])('is journaled again when %s', (_what, change) => {
    const of = scene();
    of.rig.operate({ kind: 'reduce_only', reason: 'fear' });
    bars(of, 5);
    change(of);
    expect(bars(of, 5)).toEqual(DENIAL);
  });

  it('still counts as reported after a restart', () => {
    const of = scene();
    of.rig.operate({ kind: 'halt', reason: 'fear' });
    bars(of, 3);
    of.rig.restart().ready();
    expect(bars(of, 5)).toEqual([]);
  });

  it('never stops a reduction where reductions pass', () => {
    const of = scene(50);
    bars(of, 1);
    const bought = [...of.rig.engine.portfolio.open.keys()][0]!;
    of.rig.answer(bought, 'acknowledged');
    const fill = fillOf(bought, 50, 50, of.rig.at);
    const filled = { kind: 'filled', fill, complete: true, evidence: STREAM } as const;
    const event = { at: of.rig.at, order: bought, ...filled };
    of.rig.handle({ from: 'broker', event: { kind: 'order', event } });
    of.want.shares = 60;
    of.want.side = 'sell';
    of.rig.operate({ kind: 'reduce_only', reason: 'fear' });
    // More than is held is no reduction, and is denied once; what is held passes at the next bar.
    expect(bars(of, 4)).toEqual(DENIAL);
    of.want.shares = 50;
    expect(bars(of, 1)).toEqual(['ordered', 'reviewed']);
    expect(of.rig.commands()).toContain('submit');
  });

  it("answers each of a person's orders", () => {
    const { rig } = scene();
    rig.operate({ kind: 'halt', reason: 'fear' });
    for (const key of ['a', 'b', 'c']) {
      const before = rig.entries.length;
      rig.place({ key });
      expect(rig.kinds(before)).toEqual(DENIAL);
    }
    expect([...rig.engine.portfolio.refusals.values()].map(({ book }) => book)).not.toContain(
      MANUAL_BOOK,
    );
  });
});

describe('an order that the broker refuses at every bar', () => {
  it('is sent after 1, 2, 4 … minutes, and at least once an hour', () => {
    const minutes = refusedBars(scene(), 300);
    expect(minutes).toEqual([1, 2, 4, 8, 16, 32, 64, 124, 184, 244]);
  });

  it('waits longer each time, too, when the broker takes each one before it rejects it', () => {
    const of = scene();
    const sent: number[] = [];
    for (let minute = 1; minute <= 40; minute += 1) {
      of.rig.at = later(of.rig.at, MINUTE);
      of.rig.taken();
      of.rig.bar(100);
      const submit = of.rig.taken().find((command) => command.kind === 'submit');
      if (submit === undefined) continue;
      sent.push(minute);
      const { id } = submit.order;
      of.rig.answer(id, 'acknowledged');
      const event = {
        kind: 'rejected',
        at: of.rig.at,
        order: id,
        evidence: { ...REFUSAL, source: 'stream' },
      } as const;
      of.rig.handle({ from: 'broker', event: { kind: 'order', event } });
    }
    expect(sent).toEqual([1, 2, 4, 8, 16, 32]);
  });

  it('leaves one denial in the journal each time that it begins to wait', () => {
    const of = scene();
    refusedBars(of, 4);
    const before = of.rig.entries.length;
    expect(refusedBars(of, 4)).toEqual([4]);
    expect(of.rig.kinds(before)).toEqual([...DENIAL, 'ordered', 'reviewed', 'rejected']);
    expect(lastCodes(of.rig)).toEqual(['risk.refusal_backoff']);
  });

  it('restarts its wait when the reason changes, but not when only figures differ', () => {
    const of = scene();
    refusedBars(of, 3, word('buying power 10.50'));
    expect(refusedBars(of, 8, word('buying power 7'))).toEqual([1, 5]);
    const other = scene();
    refusedBars(other, 3, word('buying power 10.50'));
    expect(refusedBars(other, 8, word('wash trade'))).toEqual([1, 2, 4, 8]);
  });

  it.each<[string, (of: Scene, last: ClientOrderId) => void]>([
    ['one is executed', ({ rig }, last) => executed(rig, last)],
    [
      'a person pauses and resumes it',
      ({ rig }) => {
        rig.operate({ kind: 'pause_book', book: STUBBORN, reason: 'a look' });
        rig.operate({ kind: 'resume_book', book: STUBBORN, reason: 'go on' });
      },
    ],
    [
      'the engine is halted and resumed',
      ({ rig }) => {
        rig.operate({ kind: 'halt', reason: 'fear' });
        rig.operate({ kind: 'resume', reason: 'hope' });
      },
    ],
  ])('waits no longer when %s', (_what, change) => {
    const of = scene();
    expect(refusedBars(of, 16)).toEqual([1, 2, 4, 8, 16]);
    const { portfolio } = of.rig.engine;
    const last = [...portfolio.orders.keys()].at(-1)!;
    change(of, last);
    of.rig.at = later(of.rig.at, MINUTE);
    of.rig.taken();
    of.rig.bar(100);
    expect(of.rig.commands()).toContain('submit');
  });

  it('waits as long after a restart, whatever the journal was written to', () => {
    const whole = scene();
    const minutes = refusedBars(whole, 40);
    const parted = scene();
    const first = refusedBars(parted, 20);
    const { rig } = parted;
    const written = rig.entries.map((entry) => decodeEntry(encodeEntry(entry)));
    rig.entries.splice(0, rig.entries.length, ...written);
    rig.restart().ready();
    const second = refusedBars(parted, 20).map((minute) => minute + 20);
    expect([...first, ...second]).toEqual(minutes);
  });
});
