import { describe, expect, it } from 'vitest';
import { brokerOrder, fillOf, MORNING, Rig, SPY, STREAM } from '../../tests/support/engine-rig.ts';
import { price, quantity } from '../core/decimal.ts';
import { isoDate, later, MINUTE, SECOND } from '../core/time.ts';
import { instrumentOf } from '../market/instrument.ts';
import { type BookId, MANUAL_BOOK } from '../orders/request.ts';
import { defineStrategy } from '../strategy/define.ts';

const held = (shares: number) => [
  {
    symbol: SPY,
    instrument: instrumentOf(SPY),
    quantity: quantity(shares),
    averagePrice: price(100),
  },
];

/** The commands and the entries with which a new life begins. */
function beginning(rig: Rig) {
  const before = rig.entries.length;
  rig.at = later(rig.at, MINUTE);
  rig.restart();
  return { commands: rig.taken(), entries: rig.entries.slice(before) };
}

describe('the beginning of a life', () => {
  it('is journaled with the books, at its instant', () => {
    const strategy = defineStrategy({
      name: 'idle',
      symbols: [SPY],
      timeframe: '1Min',
      onBar: () => [],
    });
    const rig = new Rig({}, [{ id: 'one' as BookId, strategy, capital: 0.5 }]).ready();
    const { entries } = beginning(rig);
    expect(entries).toHaveLength(1);
    expect(entries[0]).toMatchObject({
      at: rig.at,
      body: {
        kind: 'run_started',
        manifest: {
          version: 'test',
          mode: 'sim',
          books: [{ book: 'one', strategy: 'idle', params: {}, symbols: [SPY], capital: 0.5 }],
        },
      },
    });
  });

  it('knows no outcome of what was sent and not answered, whichever attempt it was', () => {
    const rig = new Rig().ready();
    const id = rig.place({ key: 'k' });
    const first = beginning(rig).entries.at(-1)!.body;
    expect(first).toMatchObject({
      event: {
        kind: 'outcome_unknown',
        at: rig.at,
        order: id,
        attempt: 1,
        evidence: {
          source: 'own_decision',
          message: 'the engine stopped before the broker answered',
        },
      },
    });
    const event = { kind: 'sent', at: rig.at, order: id, attempt: 2 } as const;
    rig.handle({ from: 'broker', event: { kind: 'order', event } });
    expect(rig.order(id).status).toBe('in_flight');
    expect(beginning(rig).entries.at(-1)!.body).toMatchObject({
      event: { kind: 'outcome_unknown', order: id, attempt: 2 },
    });
    // What is unknown already, or answered, needs no entry.
    expect(beginning(rig).entries).toHaveLength(1);
    rig.found(id, brokerOrder(id, 'new'));
    expect(beginning(rig).entries).toHaveLength(1);
  });

  it.each<[string, (rig: Rig, id: ReturnType<Rig['place']>) => void, boolean]>([
    ['nobody requested', () => {}, false],
    [
      'was requested',
      (rig, order) => void rig.operate({ kind: 'cancel', order, reason: 'enough' }),
      true,
    ],
    ['has an unknown outcome', (rig, order) => answered(rig, order, 'unknown'), true],
    ['was refused', (rig, order) => answered(rig, order, 'refused'), false],
  ])('sends a cancel again that may have been lost: one that %s', (_what, act, expected) => {
    const rig = new Rig().ready();
    const id = rig.place({ key: 'k' });
    rig.answer(id, 'acknowledged');
    act(rig, id);
    const command = { kind: 'cancel', order: id, brokerId: `b-${id}` };
    expect(beginning(rig).commands).toEqual(expected ? [command] : []);
  });

  it('sends no cancel of an order whose broker id is not known', () => {
    const rig = new Rig().ready();
    const id = rig.place({ key: 'k' });
    rig.operate({ kind: 'cancel', order: id, reason: 'enough' });
    expect(rig.order(id)).toMatchObject({ cancel: 'requested', brokerId: null });
    expect(beginning(rig).commands).toEqual([]);
  });
});

function answered(rig: Rig, order: ReturnType<Rig['place']>, kind: 'unknown' | 'refused'): void {
  rig.operate({ kind: 'cancel', order, reason: 'enough' });
  const answer = { kind, evidence: STREAM } as never;
  rig.handle({ from: 'answer', answer: { kind: 'cancel', at: rig.at, order, answer } });
}

describe('the time of an engine', () => {
  it('is the latest instant that it has seen from any side', () => {
    const rig = new Rig().ready();
    rig.engine.observe(later(MORNING, 5 * SECOND));
    expect(rig.engine.now).toBe(later(MORNING, 5 * SECOND));
    rig.engine.observe(MORNING);
    expect(rig.engine.now).toBe(later(MORNING, 5 * SECOND));
    rig.at = later(MORNING, 7 * SECOND);
    rig.operate({ kind: 'halt', reason: 'fear' });
    expect(rig.entries.at(-1)!.at).toBe(rig.at);
    rig.at = later(MORNING, 9 * SECOND);
    rig.disconnect().connect();
    expect(rig.engine.now).toBe(rig.at);
    rig.at = later(MORNING, 11 * SECOND);
    rig.pass(250);
    expect(rig.engine.now).toBe(rig.at);
  });
});

describe('statements', () => {
  it('are requested at their interval, and never where none is configured', () => {
    const rig = new Rig({}, [], { reconcileEveryMs: 30 * SECOND }).ready();
    rig.pass(250).taken();
    rig.state();
    rig.pass(29 * SECOND);
    expect(rig.commands()).toEqual([]);
    rig.pass(2 * SECOND);
    expect(rig.commands()).toEqual(['snapshot']);
    const quiet = new Rig().ready();
    quiet.taken();
    expect(quiet.pass(120 * SECOND).commands()).toEqual([]);
  });
});

describe('a trading day', () => {
  it('is journaled with equity, and with the value of each book at its open alone', () => {
    const rig = new Rig().ready({ cash: '5000', positions: held(10) }).quote(110);
    rig.session('open').session('open').session('close').session('close');
    const sessions = rig.entries.flatMap(({ body }) => (body.kind === 'session' ? [body] : []));
    expect(sessions).toEqual([
      {
        kind: 'session',
        phase: 'open',
        date: isoDate('2024-03-04'),
        equity: 6_100,
        books: { [MANUAL_BOOK]: 6_100 },
      },
      { kind: 'session', phase: 'close', date: isoDate('2024-03-04'), equity: 6_100 },
    ]);
  });

  it('values nothing that has no price, as null and not as zero', () => {
    const rig = new Rig().ready({ cash: '5000', positions: held(10) }).restart();
    rig.session('open');
    const books = { [MANUAL_BOOK]: null };
    expect(rig.entries.at(-1)!.body).toMatchObject({ equity: null, books });
    rig.session('close');
    expect(rig.entries.at(-1)!.body).toMatchObject({ phase: 'close', equity: null });
  });

  it('starts from exact values, whatever rounding has gathered', () => {
    const rig = new Rig().ready({ cash: '0', positions: held(3) });
    for (let tick = 1; tick < 400; tick += 1) rig.quote(100 + ((tick * 7) % 13) / 7);
    rig.session('open');
    expect(rig.engine.markets.positionsValue).toBe(3 * rig.engine.markets.get(SPY).price);
  });

  it('does not lift at its close what its loss has closed', () => {
    const limits = { dailyLoss: { reduce: 0.1, halt: 0.2, latch: false } };
    const rig = new Rig(limits).ready({ cash: '50000', positions: held(500) }).session('open');
    rig.quote(79).session('close');
    expect(rig.engine.state).toBe('reduce_only');
  });

  it('measures its loss at bars as well', () => {
    const limits = { dailyLoss: { reduce: 0.1, halt: 0.2, latch: false } };
    const rig = new Rig(limits).ready({ cash: '50000', positions: held(500) }).session('open');
    rig.at = later(MORNING, 3 * MINUTE);
    expect(rig.bar(79).engine.state).toBe('reduce_only');
  });
});

describe('equity', () => {
  it('follows cash and prices', () => {
    const rig = new Rig().ready({ cash: '5000', positions: held(10) });
    expect(rig.engine.equity).toBeCloseTo(6_000, 9);
    expect(rig.quote(90).engine.equity).toBeCloseTo(5_900, 9);
    const id = rig.place({ key: 'k', shares: 5 });
    rig.answer(id, 'acknowledged');
    rig.found(
      id,
      brokerOrder(id, 'filled', { shares: 5, fills: [{ ...fillOf(id, 5), price: price(80) }] }),
    );
    // Five shares at 80 that are worth 90.
    expect(rig.engine.equity).toBeCloseTo(5_950, 9);
  });
});
