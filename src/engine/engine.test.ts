import { describe, expect, it } from 'vitest';
import { brokerOrder, fillOf, MORNING, Rig, SPY } from '../../tests/support/engine-rig.ts';
import { AssertionError } from '../core/assert.ts';
import { canonicalJson } from '../core/canonical.ts';
import { later, MINUTE, SECOND } from '../core/time.ts';
import { apply } from '../ledger/apply.ts';
import { decodeEntry, encodeEntry } from '../ledger/journal-codec.ts';
import { emptyPortfolio, type Portfolio } from '../ledger/portfolio.ts';
import { type BookId, MANUAL_BOOK } from '../orders/request.ts';
import { defineStrategy } from '../strategy/define.ts';
import { order } from '../strategy/intent.ts';
import type { BookConfig } from './book-runner.ts';

const EAGER = 'eager' as BookId;

/** Buys a share more than the last time at each bar, and counts the bars. */
function eager(seen: number[] = [], fails: () => void = () => {}): BookConfig {
  const strategy = defineStrategy({
    name: 'eager',
    symbols: [SPY],
    timeframe: '1Min',
    memory: () => ({ bars: 0 }),
    onBar({ bar, memory }) {
      memory.bars += 1;
      seen.push(bar.close);
      fails();
      return [order({ symbol: SPY, side: 'buy', quantity: 10 * memory.bars }, 'more')];
    },
  });
  return { id: EAGER, strategy, capital: 0.5 };
}

function textOf(portfolio: Portfolio): string {
  const plain = (value: unknown): unknown =>
    value instanceof Map ? [...value].map(plain) : value instanceof Set ? [...value] : value;
  return canonicalJson(
    Object.fromEntries(
      Object.entries(portfolio).map(([key, value]) => [
        key,
        key === 'books'
          ? [...portfolio.books.values()].map((book) => ({
              ...book,
              positions: [...book.positions.values()],
            }))
          : plain(value),
      ]),
    ),
  );
}

describe('recovering', () => {
  it('begins with a jump of the wall clock and ends with the next statement', () => {
    const rig = new Rig().ready();
    rig.taken();
    const tick = { from: 'clock', at: rig.at, monotonic: 1_000 } as const;
    rig.handle({ ...tick, wallJumpMs: 1_999 });
    expect(rig.engine.state).toBe('running');
    rig.handle({ ...tick, wallJumpMs: -3_600_000 });
    expect(rig.engine.state).toBe('recovering');
    expect(rig.commands()).toContain('snapshot');
    rig.state();
    expect(rig.engine.state).toBe('running');
  });

  it('ends with a statement requested after the last connection', () => {
    const rig = new Rig();
    expect(rig.engine.state).toBe('recovering');
    rig.connect();
    const early = rig.lastStatement;
    rig.disconnect().connect();
    rig.state({}, early);
    expect(rig.engine.state).toBe('recovering');
    rig.state();
    expect(rig.engine.state).toBe('running');
  });

  it('lasts as long as the stream is away, whatever statements say', () => {
    const rig = new Rig().ready();
    rig.disconnect();
    rig.state({}, 99);
    expect(rig.engine.state).toBe('recovering');
    const denied = rig.order(rig.place({ key: 'k' }));
    expect(denied.denials.map(({ code }) => code)).toEqual(['risk.engine_state']);
    rig.connect().state();
    expect(rig.engine.state).toBe('running');
  });

  it('requests the statement again when it failed', () => {
    const rig = new Rig().connect();
    const [command] = rig.taken();
    rig.handle({
      from: 'answer',
      answer: { kind: 'failed', at: MORNING, command: command!, message: 'no answer' },
    });
    rig.pass(2 * SECOND);
    expect(rig.commands()).toContain('snapshot');
    rig.state();
    expect(rig.engine.state).toBe('running');
  });

  it('marks orders in flight as unknown, and sends none of them', () => {
    const rig = new Rig().ready();
    const id = rig.place({ key: 'k' });
    rig.restart();
    expect(rig.order(id)).toMatchObject({ status: 'unknown', attempts: 1 });
    rig.pass(250);
    expect(rig.taken()).toEqual([{ kind: 'find', order: id }]);
  });

  it('INV-34: interrupted any number of times, it sends nothing more', () => {
    const rig = new Rig().ready();
    const id = rig.place({ key: 'k' });
    for (let crash = 0; crash < 5; crash += 1) {
      rig.restart();
      if (crash % 2 === 0) rig.connect();
      if (crash === 3) rig.state();
      expect(rig.commands()).not.toContain('submit');
    }
    rig.found(id, brokerOrder(id, 'filled', { fills: [fillOf(id, 10)] }));
    expect(rig.order(id).status).toBe('filled');
    expect(rig.engine.portfolio.fillCount).toBe(1);
  });
});

describe('a strategy', () => {
  it('is called once per bar, however often the bar arrives', () => {
    const seen: number[] = [];
    const rig = new Rig({}, [eager(seen)]).ready();
    rig.bar(100).bar(100);
    rig.at = later(MORNING, MINUTE);
    rig.bar(101).bar(100, SPY, MORNING).bar(101);
    expect(seen).toEqual([100, 101]);
    expect(rig.engine.portfolio.orderCount).toBe(2);
  });

  it('decides nothing while the engine recovers, and remembers nothing of it', () => {
    const seen: number[] = [];
    const rig = new Rig({}, [eager(seen)]).connect();
    rig.bar(100);
    expect(seen).toEqual([]);
  });

  it('restores its memory of the last call after a restart', () => {
    const rig = new Rig({}, [eager()]).ready();
    rig.bar(100);
    rig.restart().ready();
    rig.at = later(MORNING, MINUTE);
    rig.quote(100).bar(100);
    const sizes = [...rig.engine.portfolio.orders.values()].map(({ request: { size } }) =>
      size.kind === 'quantity' ? size.quantity.toString() : '',
    );
    expect(sizes).toEqual(['10', '20']);
  });

  it('that fails stops its own book and nothing else', () => {
    const rig = new Rig({}, [
      eager([], () => {
        throw new Error('a slip');
      }),
    ]).ready();
    rig.bar(100);
    expect(rig.engine.portfolio.books.get(EAGER)).toMatchObject({ state: 'error' });
    expect(rig.order(rig.place({ key: 'k' })).status).toBe('intent');
  });

  const slips: Readonly<Record<string, () => unknown>> = {
    'forgets its reason': () => [{ kind: 'target', symbol: SPY, weight: 0.1 }],
    'answers with a word': () => 'buy',
    'throws what cannot be shown': () => {
      throw Object.create(null);
    },
    'throws what throws': () => {
      // Not an error, and not even a text: a user's file can throw anything.
      const worse: unknown = {
        toString() {
          throw new Error('no');
        },
      };
      throw worse;
    },
  };

  it.each(Object.entries(slips))('a strategy that %s stops, and nothing else does', (_, slip) => {
    const strategy = defineStrategy({
      name: 'eager',
      symbols: [SPY],
      timeframe: '1Min',
      onBar: slip as () => undefined,
    });
    const rig = new Rig({}, [{ id: EAGER, strategy, capital: 0.5 }]).ready();
    rig.bar(100);
    expect(rig.engine.portfolio.books.get(EAGER)).toMatchObject({ state: 'error' });
    expect(rig.order(rig.place({ key: 'k' })).status).toBe('intent');
  });

  it.each<[string, (memory: Record<string, unknown>) => void]>([
    ['a bigint', (memory) => (memory['x'] = 2n)],
    ['a circle', (memory) => (memory['x'] = memory)],
  ])('a strategy that remembers %s stops, and nothing else does', (_, spoil) => {
    const strategy = defineStrategy({
      name: 'eager',
      symbols: [SPY],
      timeframe: '1Min',
      memory: (): Record<string, unknown> => ({}),
      onBar: ({ memory }) => spoil(memory),
    });
    const rig = new Rig({}, [{ id: EAGER, strategy, capital: 0.5 }]).ready();
    rig.bar(100);
    expect(rig.engine.portfolio.books.get(EAGER)).toMatchObject({ state: 'error' });
    expect(rig.order(rig.place({ key: 'k' })).status).toBe('intent');
  });

  it('INV-48: does not blame the strategy when Quipu breaks an invariant', () => {
    const rig = new Rig({}, [
      eager([], () => {
        throw new AssertionError('two and two');
      }),
    ]).ready();
    expect(() => rig.bar(100)).toThrow('two and two');
  });
});

describe('INV-33: the journal', () => {
  it('folds to the live state at every one of its entries', () => {
    const rig = new Rig({}, [eager()]);
    const folded = emptyPortfolio();
    let place = 0;
    const same = (): void => {
      for (; place < rig.entries.length; place += 1) {
        apply(folded, decodeEntry(encodeEntry(rig.entries[place]!)));
      }
      expect(textOf(folded)).toBe(textOf(rig.engine.portfolio));
    };
    const steps: readonly (() => void)[] = [
      () => void rig.ready(),
      () => void rig.session('open'),
      () => void rig.bar(100),
      () => void rig.place({ key: 'k', shares: 30 }),
      () => {
        for (const [id] of rig.engine.portfolio.open) rig.answer(id, 'acknowledged');
      },
      () => {
        for (const [id] of rig.engine.portfolio.open) {
          rig.found(id, brokerOrder(id, 'partially_filled', { fills: [fillOf(id, 4)] }));
        }
      },
      () => void rig.operate({ kind: 'reduce_only', reason: 'doubt' }),
      () => void rig.restart(),
      () => void rig.connect(),
      () => void rig.state({ cash: '99200' }),
      () => void rig.operate({ kind: 'pause_book', book: EAGER, reason: 'rest' }),
      () => void rig.operate({ kind: 'halt', reason: 'fear' }),
      () => void rig.session('close'),
      () => void rig.pass(2 * MINUTE, SECOND),
    ];
    for (const step of steps) {
      step();
      same();
    }
    expect(folded.books.get(MANUAL_BOOK)).toBeDefined();
    expect(place).toBeGreaterThan(20);
  });
});
