import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import {
  brokerOrder,
  fillOf,
  MORNING,
  REFUSAL,
  Rig,
  STREAM,
} from '../../../tests/support/engine-rig.ts';
import { quantity } from '../../core/decimal.ts';
import { later, SECOND } from '../../core/time.ts';
import { ticker } from '../../market/symbol.ts';
import type { Evidence, OrderEvent } from '../../orders/event.ts';
import type { BrokerOrderId, ClientOrderId } from '../../orders/request.ts';

function working(): { readonly rig: Rig; readonly id: ClientOrderId } {
  const rig = new Rig().ready();
  const id = rig.place({ key: 'k' });
  rig.answer(id, 'acknowledged').taken();
  return { rig, id };
}

function tell(rig: Rig, event: OrderEvent): void {
  rig.handle({ from: 'broker', event: { kind: 'order', event } });
}

const said = (message: string): Evidence => ({ source: 'stream', message });

describe('a broker report about an order', () => {
  it('leaves no entry when it is said again', () => {
    const { rig, id } = working();
    const events: readonly OrderEvent[] = [
      {
        kind: 'accepted',
        at: MORNING,
        order: id,
        brokerId: `b-${id}` as BrokerOrderId,
        status: 'new',
        evidence: STREAM,
      },
      {
        kind: 'filled',
        at: MORNING,
        order: id,
        fill: fillOf(id, 4),
        complete: false,
        evidence: STREAM,
      },
      { kind: 'cancel_refused', at: MORNING, order: id, evidence: STREAM },
      { kind: 'fill_gap', at: MORNING, order: id, cumulative: quantity(6), evidence: STREAM },
      { kind: 'quarantined', at: MORNING, order: id, evidence: said('trade_bust') },
      { kind: 'canceled', at: MORNING, order: id, evidence: STREAM },
    ];
    for (const event of events) {
      tell(rig, event);
      const before = rig.entries.length;
      tell(rig, event);
      expect(rig.kinds(before), event.kind).toEqual([]);
    }
  });

  it('is journaled once when it contradicts what was proven, and stops the book', () => {
    const { rig, id } = working();
    tell(rig, { kind: 'canceled', at: MORNING, order: id, evidence: STREAM });
    const before = rig.entries.length;
    for (let times = 0; times < 5; times += 1) {
      tell(rig, { kind: 'expired', at: MORNING, order: id, evidence: STREAM });
    }
    expect(rig.kinds(before)).toEqual(['illegal_event', 'book_state']);
    expect(rig.order(id).status).toBe('canceled');
  });

  it('causes a query when the order carries our prefix and is not in our journal', () => {
    const { rig } = working();
    const order = 'qp1-twin-x' as ClientOrderId;
    tell(rig, { kind: 'canceled', at: MORNING, order, evidence: STREAM });
    expect(rig.taken()).toEqual([{ kind: 'find', order }]);
    rig.found(order, brokerOrder(order, 'new'));
    expect(rig.engine.state).toBe('reduce_only');
  });
});

describe('an unrecognized broker response', () => {
  it('quarantines the order and queries it on a schedule, not in a tight loop', () => {
    const { rig, id } = working();
    tell(rig, { kind: 'quarantined', at: MORNING, order: id, evidence: said('calculating') });
    expect(rig.commands()).toEqual(['find']);
    const before = rig.entries.length;
    for (let times = 0; times < 20; times += 1) {
      rig.found(id, brokerOrder(id, 'under_review'));
      expect(rig.commands()).not.toContain('find');
    }
    expect(rig.kinds(before).length).toBeLessThanOrEqual(1);
    rig.pass(2 * SECOND);
    expect(rig.commands().filter((kind) => kind === 'find').length).toBe(4);
    rig.found(id, brokerOrder(id, 'new'));
    expect(rig.order(id).status).toBe('working');
  });

  it('blocks increases in its symbol while it stands', () => {
    const { rig, id } = working();
    tell(rig, { kind: 'quarantined', at: MORNING, order: id, evidence: said('calculating') });
    const more = rig.order(rig.place({ key: 'more', shares: 2 }));
    expect(more.denials.map(({ code }) => code)).toEqual(['risk.symbol_unreconciled']);
  });
});

describe('an order that the broker accepted on other terms', () => {
  it('stays in quarantine, is canceled, and halts the engine', () => {
    const { rig, id } = working();
    tell(rig, { kind: 'quarantined', at: MORNING, order: id, evidence: said('100 for 10') });
    rig.taken();
    rig.found(id, brokerOrder(id, 'new', { shares: 100 }));
    expect(rig.order(id)).toMatchObject({ status: 'quarantined', cancel: 'requested' });
    expect(rig.taken()).toContainEqual({ kind: 'cancel', order: id, brokerId: `b-${id}` });
    expect(rig.engine.portfolio.engine).toMatchObject({ state: 'halted', by: 'R-34 egress' });
    rig.found(id, brokerOrder(id, 'canceled', { shares: 100 }));
    expect(rig.order(id).status).toBe('canceled');
  });
});

describe('an order that was withheld', () => {
  it('is denied when it never left, and its reservation is free', () => {
    const rig = new Rig().ready();
    const id = rig.place({ key: 'k', shares: 900 });
    rig.answer(id, 'withheld', { source: 'own_decision', message: 'halted meanwhile' });
    expect(rig.order(id)).toMatchObject({ status: 'denied' });
    expect(rig.order(id).denials).toEqual([{ code: 'risk.withheld', message: 'halted meanwhile' }]);
    expect(rig.order(rig.place({ key: 'again', shares: 800 })).status).toBe('intent');
  });

  it('stays unknown when it was a repeat: the first copy may have arrived', () => {
    const rig = new Rig().ready();
    const id = rig.place({ key: 'k' });
    rig.answer(id, 'unknown');
    for (let passed = 0; passed < 70; passed += 1) rig.pass(SECOND, SECOND).found(id, undefined);
    expect(rig.order(id)).toMatchObject({ status: 'in_flight', attempts: 2 });
    rig.answer(id, 'withheld', { source: 'own_decision', message: 'halted meanwhile' });
    expect(rig.order(id).status).toBe('unknown');
  });

  it('is one that the engine would not let leave any more', () => {
    const rig = new Rig().ready();
    const id = rig.place({ key: 'k' });
    expect(rig.engine.canStillSend(id)).toBe(true);
    rig.disconnect();
    expect(rig.engine.canStillSend(id)).toBe(false);
    rig.connect().state();
    expect(rig.engine.canStillSend(id)).toBe(true);
    rig.operate({ kind: 'reduce_only', reason: 'doubt' });
    expect(rig.engine.canStillSend(id)).toBe(false);
    const other = new Rig().ready();
    const canceled = other.place({ key: 'k' });
    other.operate({ kind: 'cancel', order: canceled, reason: 'no' });
    expect(other.engine.canStillSend(canceled)).toBe(false);
  });
});

describe('gaps', () => {
  it('keep an ended order in sight until the missing execution is there', () => {
    const { rig, id } = working();
    const cumulative = quantity(4);
    tell(rig, { kind: 'fill_gap', at: MORNING, order: id, cumulative, evidence: STREAM });
    tell(rig, { kind: 'canceled', at: MORNING, order: id, evidence: STREAM });
    expect(rig.order(id)).toMatchObject({ status: 'canceled', gap: true });
    expect(rig.engine.portfolio.open.has(id)).toBe(true);
    rig.found(id, brokerOrder(id, 'canceled', { fills: [fillOf(id, 4)] }));
    expect(rig.order(id)).toMatchObject({ status: 'canceled', gap: false, lateFill: true });
    expect(rig.engine.portfolio.open.has(id)).toBe(false);
  });

  it('keep what was executed unseen reserved, although the order is over', () => {
    const rig = new Rig({ maxConcentration: 10 }).ready();
    const id = rig.place({ key: 'k', shares: 900 });
    rig.answer(id, 'acknowledged');
    const cumulative = quantity(800);
    tell(rig, { kind: 'fill_gap', at: MORNING, order: id, cumulative, evidence: STREAM });
    tell(rig, { kind: 'canceled', at: MORNING, order: id, evidence: STREAM });
    const symbol = ticker('QQQ');
    rig.quote(100, symbol);
    const more = rig.order(rig.place({ key: 'more', shares: 300, symbol }));
    expect(more.denials.map(({ code }) => code)).toEqual(['risk.capital']);
  });
});

/** What the exchange may do with one order of ten shares, and the messages that tell it. */
const stories = fc
  .record({
    parts: fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 4 }),
    end: fc.constantFrom('open' as const, 'canceled' as const, 'expired' as const),
  })
  .map(({ parts, end }) => {
    let total = 0;
    const slices = parts.filter((part) => {
      if (total + part > 10) return false;
      total += part;
      return true;
    });
    return { slices, total, end: total === 10 ? ('filled' as const) : end };
  });

type Story = typeof stories extends fc.Arbitrary<infer T> ? T : never;

function messagesOf(id: ClientOrderId, { slices, end }: Story): readonly OrderEvent[] {
  const brokerId = `b-${id}` as BrokerOrderId;
  let at = MORNING;
  let cumulative = 0;
  const base = { order: id, evidence: STREAM };
  const messages: OrderEvent[] = [{ kind: 'accepted', at, brokerId, status: 'new', ...base }];
  for (const slice of slices) {
    cumulative += slice;
    at = later(at, SECOND);
    const fill = fillOf(id, slice, cumulative, at);
    messages.push({ kind: 'filled', at, fill, complete: cumulative === 10, ...base });
  }
  if (end === 'canceled' || end === 'expired') {
    at = later(at, SECOND);
    const told = { cumulative: quantity(cumulative), ...base };
    messages.push({ kind: 'fill_gap', at, ...told }, { kind: end, at, ...base });
  }
  return messages;
}

function truthOf(id: ClientOrderId, { slices, total, end }: Story) {
  let cumulative = 0;
  const fills = slices.map((slice) => {
    cumulative += slice;
    return fillOf(id, slice, cumulative);
  });
  const status = end === 'open' ? (total > 0 ? 'partially_filled' : 'new') : end;
  return brokerOrder(id, status, { fills });
}

/** The facts of an order's state, without when and from which source they came. */
function factsOf(rig: Rig, id: ClientOrderId): unknown {
  const { status, brokerId, filled, filledValue, fills, gap } = rig.order(id);
  const { cash, holdings, open } = rig.engine.portfolio;
  return {
    status,
    // Of an order that is over nobody needs it any more.
    brokerId: open.has(id) ? brokerId : null,
    gap,
    filled: filled.toString(),
    value: filledValue.toString(),
    fills: fills.map(({ cumulative }) => cumulative.toString()).toSorted(),
    cash: cash.toString(),
    held: [...holdings].map(([symbol, shares]) => `${symbol} ${shares.toString()}`),
    open: open.has(id),
  };
}

describe('INV-12: confluence', () => {
  it('messages in any order, doubled, lost in part and then read again, end in one state', () => {
    const arrivals = stories.chain((story) =>
      fc.record({
        story: fc.constant(story),
        order: fc.array(fc.nat({ max: 11 }), { maxLength: 24 }),
        answered: fc.nat({ max: 24 }),
      }),
    );
    fc.assert(
      fc.property(arrivals, ({ story, order, answered }) => {
        const calm = new Rig().ready();
        const stormy = new Rig().ready();
        const id = calm.place({ key: 'k' });
        stormy.place({ key: 'k' });
        calm.answer(id, 'acknowledged');
        for (const message of messagesOf(id, story)) tell(calm, message);
        calm.found(id, truthOf(id, story));

        const messages = messagesOf(id, story);
        order.forEach((draw, place) => {
          // The answer to the submission is one of those that come too late, or not at all.
          if (place === answered) stormy.answer(id, 'unknown');
          tell(stormy, messages[draw % messages.length]!);
        });
        stormy.found(id, truthOf(id, story));
        expect(factsOf(stormy, id)).toEqual(factsOf(calm, id));
        expect(stormy.kinds()).not.toContain('illegal_event');
      }),
      { numRuns: 300 },
    );
  });

  it('a rejection on submission and an accepted copy end as the broker has it', () => {
    fc.assert(
      fc.property(stories, fc.boolean(), (story, refusedFirst) => {
        const rig = new Rig().ready();
        const id = rig.place({ key: 'k' });
        if (refusedFirst) rig.answer(id, 'refused', REFUSAL);
        for (const message of messagesOf(id, story)) tell(rig, message);
        rig.found(id, truthOf(id, story));
        const { status } = rig.order(id);
        const open = story.total > 0 ? 'partial' : 'working';
        expect(status).toBe(story.end === 'open' ? open : story.end);
        expect(rig.order(id).filled.toString()).toBe(String(story.total));
      }),
      { numRuns: 100 },
    );
  });
});
