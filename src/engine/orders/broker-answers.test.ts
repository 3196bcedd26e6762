import { instrumentOf } from '../../market/instrument.ts';
import { describe, expect, it } from 'vitest';
import {
  brokerOrder,
  fillOf,
  MORNING,
  Rig,
  SPY,
  STREAM,
} from '../../../tests/support/engine-rig.ts';
import { money, price, quantity } from '../../core/decimal.ts';
import { later, SECOND } from '../../core/time.ts';
import type { BrokerFlow } from '../../ledger/journal.ts';
import { ticker } from '../../market/symbol.ts';
import type { BrokerOrder } from '../../orders/event.ts';
import {
  type BookId,
  type BrokerOrderId,
  type ClientOrderId,
  MANUAL_BOOK,
} from '../../orders/request.ts';
import { defineStrategy } from '../../strategy/define.ts';
import { isOpenAtBroker, isResting } from './order-events.ts';

const WEB = 'web-1' as ClientOrderId;
const QQQ = ticker('QQQ');

/** An order of ours that the broker has acknowledged; the commands that led to it are taken. */
function working(rig = new Rig().ready()) {
  const id = rig.place({ key: 'k' });
  rig.answer(id, 'acknowledged').taken();
  return { rig, id };
}

describe('an order that the broker describes when asked', () => {
  it.each<[string, string]>([
    ['new', 'working'],
    ['held', 'working'],
    ['partially_filled', 'partial'],
    ['canceled', 'canceled'],
    ['expired', 'expired'],
    ['rejected', 'rejected'],
    ['replaced', 'replaced'],
    ['dreaming', 'quarantined'],
  ])('as %s is %s', (status, expected) => {
    const { rig, id } = working();
    const fills = status === 'partially_filled' ? [fillOf(id, 4)] : [];
    rig.found(id, brokerOrder(id, status, { fills }));
    expect(rig.order(id)).toMatchObject({
      status: expected,
      evidence: status === 'new' ? STREAM : { source: 'query', message: `status ${status}` },
    });
  });

  it('is filled by its executions, complete with the one that makes it whole', () => {
    const { rig, id } = working();
    const before = rig.entries.length;
    rig.found(id, brokerOrder(id, 'filled', { fills: [fillOf(id, 4), fillOf(id, 6, 10)] }));
    expect(rig.order(id).status).toBe('filled');
    const fills = rig.entries
      .slice(before)
      .flatMap(({ body }) =>
        body.kind === 'order_event' && body.event.kind === 'filled' ? [body.event] : [],
      );
    expect(fills.map(({ complete }) => complete)).toEqual([false, true]);
    expect(fills.map(({ at }) => at)).toEqual([MORNING, MORNING]);
  });

  it('names the order that replaced it, or none', () => {
    const replacedBy = (by: BrokerOrderId | null): unknown => {
      const { rig, id } = working();
      rig.found(id, brokerOrder(id, 'replaced', { replacedBy: by }));
      const { body } = rig.entries.at(-1)!;
      return body.kind === 'order_event' && body.event;
    };
    expect(replacedBy('b9' as BrokerOrderId)).toMatchObject({ kind: 'replaced', by: 'b9' });
    expect(replacedBy(null)).toMatchObject({ kind: 'replaced', by: '' });
  });

  it('has a gap where it names more than its executions', () => {
    const { rig, id } = working();
    rig.found(id, {
      ...brokerOrder(id, 'filled', { fills: [fillOf(id, 4)] }),
      filled: quantity(10),
    });
    expect(rig.order(id)).toMatchObject({ status: 'partial', gap: true });
    expect(rig.order(id).reported.toString()).toBe('10');
  });

  it('was sent on a connection that we know nothing of', () => {
    const rig = new Rig().ready();
    const id = rig.place({ key: 'k' });
    rig.found(id, brokerOrder(id, 'new', { id: 'b7' as BrokerOrderId }));
    expect(rig.order(id)).toMatchObject({ status: 'working', brokerId: 'b7', brokerStatus: 'new' });
  });
});

describe('an order in quarantine', () => {
  const quarantined = () => {
    const { rig, id } = working();
    rig.found(id, brokerOrder(id, 'dreaming'));
    rig.taken();
    return { rig, id };
  };
  type Request = BrokerOrder['request'];
  const request = brokerOrder('x', 'new').request;

  it('is released when the broker works it in our terms', () => {
    const { rig, id } = quarantined();
    rig.found(id, brokerOrder(id, 'new'));
    expect(rig.order(id).status).toBe('working');
    expect(rig.engine.state).toBe('running');
  });

  it.each<[string, Partial<Request>]>([
    ['symbol', { symbol: QQQ }],
    ['side', { side: 'sell' }],
    ['quantity', { size: { kind: 'quantity', quantity: quantity(11) } }],
    ['amount', { size: { kind: 'notional', notional: money(10) } }],
    ['type', { terms: { type: 'stop', stopPrice: price(90) } }],
    ['time in force', { timeInForce: 'gtc' }],
  ])('halts the engine when the broker works it in another %s', (_what, change) => {
    const { rig, id } = quarantined();
    const found = brokerOrder(id, 'new', { request: { ...request, ...change } });
    rig.found(id, found);
    expect(rig.order(id)).toMatchObject({ status: 'quarantined', cancel: 'requested' });
    expect(rig.engine.portfolio.engine).toMatchObject({
      state: 'halted',
      by: 'R-34 egress',
      reason: `the broker works order ${id} in other terms than were approved`,
    });
    expect(rig.taken()).toContainEqual({ kind: 'cancel', order: id, brokerId: found.id });
    // A repeated report adds no entry.
    const before = rig.entries.length;
    rig.found(id, found);
    expect(rig.kinds(before)).toEqual([]);
  });

  it.each<[string, Request['terms'], Request['terms']]>([
    ['limit', { type: 'limit', limitPrice: price(99) }, { type: 'limit', limitPrice: price(98) }],
    ['stop', { type: 'stop', stopPrice: price(101) }, { type: 'stop', stopPrice: price(102) }],
  ])('halts the engine when the broker works it at another %s', (_what, ours, theirs) => {
    const rig = new Rig().ready();
    const id = rig.place({ key: 'k', terms: ours });
    rig.answer(id, 'acknowledged').found(id, brokerOrder(id, 'dreaming'));
    rig.found(id, brokerOrder(id, 'new', { request: { ...request, terms: ours } }));
    expect(rig.order(id).status).toBe('working');
    rig.found(id, brokerOrder(id, 'dreaming'));
    rig.found(id, brokerOrder(id, 'new', { request: { ...request, terms: theirs } }));
    expect(rig.engine.state).toBe('halted');
  });

  it('ends when the broker has ended it, in whatever terms', () => {
    const { rig, id } = quarantined();
    rig.found(id, brokerOrder(id, 'canceled', { request: { ...request, side: 'sell' } }));
    expect(rig.order(id).status).toBe('canceled');
    expect(rig.engine.state).toBe('running');
  });
});

describe('the answer to a submission', () => {
  it('that there is such an order already is a question by its id', () => {
    const rig = new Rig().ready();
    const id = rig.place({ key: 'k' });
    rig.taken();
    rig.answer(id, 'duplicate');
    expect(rig.order(id).status).toBe('unknown');
    expect(rig.taken()).toEqual([{ kind: 'find', order: id }]);
    const other = rig.place({ key: 'other', shares: 30 });
    rig.taken();
    rig.answer(other, 'unknown');
    expect(rig.commands()).toEqual([]);
  });

  it('moves time to the instant of the broker', () => {
    const rig = new Rig().ready();
    const id = rig.place({ key: 'k' });
    rig.at = later(MORNING, 7 * SECOND);
    rig.answer(id, 'acknowledged');
    expect(rig.engine.now).toBe(rig.at);
  });
});

describe('the answer to a cancel', () => {
  const answered = (kind: 'requested' | 'refused' | 'unknown') => {
    const { rig, id } = working();
    rig.operate({ kind: 'cancel', order: id, reason: 'enough' }).taken();
    const answer = kind === 'requested' ? { kind } : { kind, evidence: STREAM };
    rig.handle({
      from: 'answer',
      answer: { kind: 'cancel', at: rig.at, order: id, answer: answer as never },
    });
    return { state: rig.order(id), commands: rig.taken(), id };
  };

  it('that it is requested proves nothing', () => {
    const { state, commands } = answered('requested');
    expect(state).toMatchObject({ status: 'working', cancel: 'requested' });
    expect(commands).toEqual([]);
  });

  it.each(['refused', 'unknown'] as const)(
    'that is %s is stored, and the order queried',
    (kind) => {
      const { state, commands, id } = answered(kind);
      expect(state).toMatchObject({ status: 'working', cancel: kind });
      expect(commands).toEqual([{ kind: 'find', order: id }]);
    },
  );

  it('that failed is unknown, with the failure as evidence', () => {
    const { rig, id } = working();
    rig.operate({ kind: 'cancel', order: id, reason: 'enough' });
    const command = rig.taken().find(({ kind }) => kind === 'cancel')!;
    const answer = { kind: 'failed', at: rig.at, command, message: 'no route' } as const;
    rig.handle({ from: 'answer', answer });
    expect(rig.order(id)).toMatchObject({
      cancel: 'unknown',
      evidence: { source: 'own_decision', message: 'no route' },
    });
    // A question that failed is no answer about the order.
    const find = { kind: 'find', order: id } as const;
    const before = rig.entries.length;
    rig.handle({ from: 'answer', answer: { ...answer, command: find } });
    expect(rig.kinds(before)).toEqual([]);
  });
});

describe('an order made elsewhere', () => {
  const entries = (rig: Rig): number =>
    rig.entries.filter(({ body }) => body.kind === 'external_order').length;

  it('is journaled when its status or its executions are news', () => {
    const rig = new Rig().ready();
    rig.at = later(MORNING, SECOND);
    const first = fillOf(WEB, 4, 4, rig.at);
    const second = fillOf(WEB, 6, 10, rig.at);
    const tell = (order: BrokerOrder): number => {
      rig.handle({ from: 'broker', event: { kind: 'external', order } });
      return entries(rig);
    };
    expect(tell(brokerOrder(WEB, 'new'))).toBe(1);
    expect(tell(brokerOrder(WEB, 'new'))).toBe(1);
    expect(tell(brokerOrder(WEB, 'pending_cancel'))).toBe(2);
    expect(tell(brokerOrder(WEB, 'partially_filled', { fills: [first] }))).toBe(3);
    expect(tell(brokerOrder(WEB, 'partially_filled', { fills: [first] }))).toBe(3);
    // The same sum with an execution that was not listed before.
    const late = { ...brokerOrder(WEB, 'filled', { fills: [second] }) };
    expect(tell(late)).toBe(4);
    expect(tell({ ...late, fills: [first, second] })).toBe(4);
    expect(tell({ ...late, fills: [fillOf(WEB, 1, 11, rig.at), second] })).toBe(5);
    expect(rig.engine.portfolio.holdings.get(SPY)!.toString()).toBe('11');
  });

  it('with our prefix lets pass only what reduces, unless a person has closed the engine', () => {
    const twin = brokerOrder('qp1-twin-x', 'new');
    const rig = new Rig().ready().operate({ kind: 'halt', reason: 'fear' });
    rig.handle({ from: 'broker', event: { kind: 'external', order: twin } });
    expect(rig.engine.portfolio.engine).toMatchObject({ state: 'halted', by: 'a person' });
    const open = new Rig().ready();
    open.handle({ from: 'broker', event: { kind: 'external', order: twin } });
    const [, state] = open.entries.slice(-2);
    expect(state).toMatchObject({
      cause: state!.seq - 1,
      body: { kind: 'engine_state', state: 'reduce_only', by: 'reconciliation' },
    });
    expect(open.engine.portfolio.engine.reason).toContain('qp1-twin-x carries our prefix');
  });

  it('is queried when the stream names it and the journal does not', () => {
    const rig = new Rig().ready();
    rig.taken();
    const event = { kind: 'canceled', at: rig.at, order: WEB, evidence: STREAM } as const;
    rig.handle({ from: 'broker', event: { kind: 'order', event } });
    expect(rig.taken()).toEqual([{ kind: 'find', order: WEB }]);
    expect(rig.kinds()).not.toContain('canceled');
  });
});

describe('what the stream says of an order', () => {
  it('that it is not found proves nothing and leaves no entry', () => {
    const { rig, id } = working();
    const before = rig.entries.length;
    const event = { kind: 'not_found', at: rig.at, order: id, evidence: STREAM } as const;
    rig.handle({ from: 'broker', event: { kind: 'order', event } });
    expect(rig.kinds(before)).toEqual([]);
    expect(rig.commands()).toEqual([]);
  });

  it('of others with a status that nobody knows blocks what adds in the symbol', () => {
    const rig = new Rig().ready({ openOrders: [brokerOrder(WEB, 'dreaming')] });
    const { denials } = rig.order(rig.place({ key: 'k' }));
    expect(denials.map(({ code }) => code)).toEqual(['risk.symbol_unreconciled']);
  });
});

describe('a flow of the broker', () => {
  const trader = (id: string) => {
    const onBar = () => [];
    const strategy = defineStrategy({ name: id, symbols: [SPY], timeframe: '1Min', onBar });
    return { id: id as BookId, strategy, capital: 0.25 };
  };
  const flow = (change: Partial<BrokerFlow>): BrokerFlow => ({
    kind: 'fee',
    amount: money('-0.02'),
    id: 'f1',
    note: 'a note',
    at: later(MORNING, SECOND),
    order: null,
    ...change,
  });
  const booked = (rig: Rig) =>
    rig.entries.flatMap(({ body }) =>
      body.kind === 'cash_moved' && !body.flow.id.startsWith('opening') ? [body.flow] : [],
    );
  const told = (rig: Rig, one: BrokerFlow): Rig => {
    rig.at = later(rig.at, SECOND);
    rig.handle({ from: 'broker', event: { kind: 'flow', at: rig.at, flow: one } });
    return rig;
  };

  it('is booked in the manual book when it has no order, once', () => {
    const rig = told(told(new Rig().ready(), flow({})), flow({}));
    expect(booked(rig)).toEqual([
      { kind: 'fee', amount: money('-0.02'), book: MANUAL_BOOK, id: 'f1', note: 'a note' },
    ]);
    expect(booked(told(rig, flow({ id: 'f2', symbol: SPY }))).at(-1)).toMatchObject({
      symbol: SPY,
    });
  });

  it('before the opening balance is in it already', () => {
    expect(booked(told(new Rig().connect(), flow({})))).toEqual([]);
    expect(booked(told(new Rig().ready(), flow({ at: MORNING })))).toEqual([]);
    expect(booked(told(new Rig().ready(), flow({ at: later(MORNING, 1) })))).toHaveLength(1);
  });

  it('belongs to the book of its order', () => {
    const rig = new Rig({}, [trader('one')]).ready();
    const id = rig.place({ key: 'k' });
    rig.answer(id, 'acknowledged');
    expect(booked(told(rig, flow({ order: id }))).at(-1)).toMatchObject({ book: MANUAL_BOOK });
    expect(booked(told(rig, flow({ id: 'f2', order: 'web-9' }))).at(-1)).toMatchObject({
      book: MANUAL_BOOK,
    });
  });

  /** Books `one` and `two` hold shares that their strategies have bought. */
  function holders(shares: Readonly<Record<string, number>>): Rig {
    const rig = new Rig({}, Object.keys(shares).map(trader)).ready();
    for (const [book, count] of Object.entries(shares)) {
      const body = {
        kind: 'adjusted',
        book: book as BookId,
        symbol: SPY,
        instrument: instrumentOf(SPY),
        quantity: quantity(count),
        cost: money(100 * count),
        cash: money(0),
        cause: 'a test',
      } as const;
      const { seq, at } = rig.entries.at(-1)!;
      rig.entries.push({ seq: (seq + 1) as typeof seq, at, cause: null, body });
    }
    return rig.restart().connect();
  }

  it('of a dividend goes to the books by their shares, the remainder to the last', () => {
    const rig = holders({ one: 1, two: 2 });
    told(rig, flow({ kind: 'dividend', symbol: SPY, amount: money(10), id: 'v1' }));
    expect(
      booked(rig).map(({ kind, book, id, amount, symbol, note }) =>
        [kind, book, id, amount.toString(), symbol, note].join(' '),
      ),
    ).toEqual([
      'dividend one v1 3.333333333333 SPY a note',
      'dividend two v1:two 6.666666666667 SPY a note',
    ]);
    expect(rig.engine.portfolio.income.toString()).toBe('10');
    told(rig, flow({ kind: 'dividend', symbol: SPY, amount: money(10), id: 'v1' }));
    expect(booked(rig)).toHaveLength(2);
  });

  it('of a dividend on shares that nobody holds any more goes to the manual book', () => {
    const rig = told(new Rig().ready(), flow({ kind: 'dividend', symbol: SPY, amount: money(10) }));
    expect(booked(rig)).toMatchObject([{ book: MANUAL_BOOK, id: 'f1' }]);
    expect(rig.engine.portfolio.income.toString()).toBe('10');
  });

  it('of a dividend without a symbol is a flow like others', () => {
    const rig = told(holders({ one: 1 }), flow({ kind: 'dividend', amount: money(10) }));
    expect(booked(rig)).toMatchObject([{ kind: 'dividend', book: MANUAL_BOOK }]);
  });
});

describe('a status of the broker', () => {
  it.each([
    // status, may still execute, rests as usual
    ['new', true, true],
    ['partially_filled', true, true],
    ['held', true, true],
    ['dreaming', true, false],
    ['filled', false, false],
    ['canceled', false, false],
    ['expired', false, false],
    ['rejected', false, false],
    ['replaced', false, false],
  ])('%s: open %s, resting %s', (status, open, resting) => {
    expect([isOpenAtBroker({ status }), isResting({ status })]).toEqual([open, resting]);
  });
});
