import { describe, expect, it } from 'vitest';
import {
  brokerOrder,
  fillOf,
  MORNING,
  REFUSAL,
  Rig,
  SPY,
} from '../../../tests/support/engine-rig.ts';
import { instrumentOf } from '../../market/instrument.ts';
import { price, quantity } from '../../core/decimal.ts';
import { DAY, later, MINUTE, SECOND } from '../../core/time.ts';
import type { ClientOrderId } from '../../orders/request.ts';

/** An order that was sent and not answered. */
function unanswered(): { readonly rig: Rig; readonly id: ReturnType<Rig['place']> } {
  const rig = new Rig().ready();
  const id = rig.place({ key: 'k' });
  rig.answer(id, 'unknown', { source: 'response', message: 'no answer in 5 s' });
  rig.taken();
  return { rig, id };
}

/** Lets the time until the fence pass, with every question answered by "not found". */
function fenced(rig: Rig, id: ReturnType<Rig['place']>, ms = 62 * SECOND): void {
  for (let passed = 0; passed < ms; passed += 250) {
    rig.pass(250);
    if (rig.engine.portfolio.orders.get(id)?.status !== 'unknown') return;
    rig.found(id, undefined);
  }
}

describe('an order of unknown outcome', () => {
  it('is queried immediately, and then less and less often', () => {
    const { rig } = unanswered();
    const asked: number[] = [];
    for (let tick = 0; tick < 4 * 62; tick += 1) {
      rig.pass(250);
      if (rig.commands().includes('find')) asked.push(rig.monotonic - 250);
    }
    expect(asked).toEqual([0, 250, 750, 1_750, 3_750, 7_750, 15_750, 30_750, 60_750]);
  });

  it('keeps its reservation and blocks its symbol', () => {
    const { rig } = unanswered();
    const other = rig.place({ key: 'other', shares: 3 });
    const [denial] = rig.order(other).denials;
    expect(denial?.code).toBe('risk.symbol_unreconciled');
  });

  it('is adopted as the broker has it when it is found', () => {
    const { rig, id } = unanswered();
    rig.pass(250).found(id, brokerOrder(id, 'partially_filled', { fills: [fillOf(id, 4)] }));
    expect(rig.order(id)).toMatchObject({ status: 'partial', brokerId: `b-${id}` });
    expect(rig.order(id).filled.toString()).toBe('4');
  });

  it('is sent again past the fence: same request, same id, with its own verdict', () => {
    const { rig, id } = unanswered();
    const { request } = rig.order(id);
    const before = rig.entries.length;
    fenced(rig, id);
    expect(rig.monotonic).toBeGreaterThan(MINUTE);
    const [sent] = rig.taken().filter(({ kind }) => kind === 'submit');
    expect(sent).toEqual({ kind: 'submit', order: request, attempt: 2 });
    expect(rig.kinds(before)).toEqual(['reviewed', 'sent']);
    expect(rig.order(id).status).toBe('in_flight');
  });

  it('is not sent again after a query from before the fence', () => {
    const { rig, id } = unanswered();
    rig.pass(31 * SECOND).found(id, undefined);
    rig.pass(60 * SECOND);
    expect(rig.commands()).not.toContain('submit');
    expect(rig.order(id).status).toBe('unknown');
  });

  it('gets a new fence when the repeat is not answered either', () => {
    const { rig, id } = unanswered();
    fenced(rig, id);
    rig.pass(10 * SECOND).answer(id, 'unknown');
    const from = rig.monotonic;
    rig.taken();
    fenced(rig, id);
    expect(rig.monotonic - from).toBeGreaterThan(MINUTE);
    expect(rig.order(id).attempts).toBe(3);
  });

  it('gets a new fence when the repeat fails before the next tick', () => {
    const { rig, id } = unanswered();
    fenced(rig, id);
    rig.answer(id, 'unknown');
    rig.taken();
    rig.pass(10 * SECOND);
    expect(rig.commands()).not.toContain('submit');
    expect(rig.order(id)).toMatchObject({ status: 'unknown', attempts: 2 });
  });

  it('waits for its second sending while the account is being read again', () => {
    const { rig, id } = unanswered();
    rig.disconnect();
    fenced(rig, id, 90 * SECOND);
    expect(rig.order(id).status).toBe('unknown');
    rig.connect().state();
    fenced(rig, id, 90 * SECOND);
    expect(rig.order(id).status).toBe('in_flight');
  });

  it.each([
    ['its decision is old', (rig: Rig) => void (rig.at = later(MORNING, 6 * MINUTE))],
    ['the engine is halted', (rig: Rig) => void rig.operate({ kind: 'halt', reason: 'fear' })],
  ])('is abandoned, never ended, when %s', (_, change) => {
    const { rig, id } = unanswered();
    change(rig);
    fenced(rig, id);
    expect(rig.order(id).status).toBe('abandoned');
    expect(rig.engine.portfolio.open.has(id)).toBe(true);
    expect(rig.commands()).not.toContain('submit');
  });

  it('is abandoned with the reason when the limits would not allow it any more', () => {
    const rig = new Rig().ready({
      positions: [
        {
          symbol: SPY,
          instrument: instrumentOf(SPY),
          quantity: quantity(20),
          averagePrice: price(100),
        },
      ],
    });
    const id = rig.place({ key: 'out', side: 'sell' });
    rig.answer(id, 'unknown', { source: 'response', message: 'no answer in 5 s' });
    // A halt keeps what reduces, and lets nothing new leave.
    rig.operate({ kind: 'halt', reason: 'fear' });
    const before = rig.entries.length;
    fenced(rig, id);
    expect(rig.kinds(before)).toEqual(['reviewed', 'abandoned']);
    expect(rig.entries.at(-1)!.body).toMatchObject({
      event: { reason: 'the limits in force would not allow it now' },
    });
    const asked = rig.taken().filter(({ kind }) => kind === 'find').length;
    // Abandoned, it is queried once a minute.
    rig.pass(MINUTE);
    expect(rig.taken().filter(({ kind }) => kind === 'find').length).toBeLessThan(asked);
  });

  it('is abandoned when a cancel is requested', () => {
    const { rig, id } = unanswered();
    rig.operate({ kind: 'cancel', order: id, reason: 'no' });
    fenced(rig, id);
    expect(rig.order(id).status).toBe('abandoned');
  });
});

describe('an abandoned order', () => {
  function abandoned() {
    const made = unanswered();
    made.rig.operate({ kind: 'halt', reason: 'fear' });
    fenced(made.rig, made.id);
    made.rig.taken();
    return made;
  }

  it.each(['new', 'partially_filled'])('that appears as %s is canceled', (status) => {
    const { rig, id } = abandoned();
    const fills = status === 'new' ? [] : [fillOf(id, 4)];
    rig.found(id, brokerOrder(id, status, { fills }));
    expect(rig.order(id).cancel).toBe('requested');
    expect(rig.taken()).toContainEqual({ kind: 'cancel', order: id, brokerId: `b-${id}` });
  });

  it('that fills on the stream first is canceled as soon as its broker id is known', () => {
    const { rig, id } = abandoned();
    rig.handle({
      from: 'broker',
      event: {
        kind: 'order',
        event: {
          kind: 'filled',
          at: MORNING,
          order: id,
          fill: fillOf(id, 4),
          complete: false,
          evidence: { source: 'stream', message: 'partial_fill' },
        },
      },
    });
    expect(rig.order(id)).toMatchObject({ status: 'partial', cancel: 'requested' });
    rig.found(id, brokerOrder(id, 'partially_filled', { fills: [fillOf(id, 4)] }));
    expect(rig.commands()).toContain('cancel');
  });

  it('expires by proof: not found twice on a later trading day, and not before', () => {
    const { rig, id } = abandoned();
    for (let minute = 0; minute < 10; minute += 1) rig.pass(MINUTE, MINUTE).found(id, undefined);
    expect(rig.order(id).status).toBe('abandoned');
    rig.at = later(MORNING, DAY);
    rig.session('open');
    rig.pass(MINUTE, MINUTE).found(id, undefined);
    expect(rig.order(id).status).toBe('abandoned');
    rig.pass(MINUTE, MINUTE).found(id, undefined);
    expect(rig.order(id)).toMatchObject({ status: 'expired', evidence: { source: 'query' } });
  });
});

describe('two orders of unknown outcome in one symbol', () => {
  /** Both left before either was answered, so that neither stood in the other's way. */
  function two() {
    const rig = new Rig({ quoteStaleMs: DAY }).ready();
    const ids = [10, 4].map((shares) => rig.place({ key: `${shares}`, shares }));
    for (const id of ids) rig.answer(id, 'unknown');
    rig.taken();
    return { rig, ids };
  }

  function notFound(rig: Rig, ids: readonly ClientOrderId[]): readonly string[] {
    const sent: string[] = [];
    for (let second = 0; second < 70; second += 1) {
      rig.pass(SECOND, SECOND);
      for (const command of rig.taken()) {
        if (command.kind === 'submit') sent.push(command.order.id);
        if (command.kind === 'find' && ids.includes(command.order)) rig.found(command.order);
      }
    }
    return sent;
  }

  it('are sent again, the one decided first before the other, each under its own id', () => {
    const { rig, ids } = two();
    const before = rig.entries.length;
    expect(notFound(rig, ids)).toEqual(ids);
    expect(rig.kinds(before)).toEqual(['reviewed', 'sent', 'reviewed', 'sent']);
    for (const id of ids) rig.answer(id, 'acknowledged');
    expect(ids.map((id) => rig.order(id).status)).toEqual(['working', 'working']);
  });

  it('the second waits while the first was given up, and is given up when it is too old', () => {
    const { rig, ids } = two();
    rig.operate({ kind: 'cancel', order: ids[0]!, reason: 'no more' });
    const before = rig.entries.length;
    expect(notFound(rig, ids)).toEqual([]);
    expect(ids.map((id) => rig.order(id).status)).toEqual(['abandoned', 'unknown']);
    // While it waits, nothing is written down of it.
    expect(rig.kinds(before)).toEqual(['abandoned']);
    rig.at = later(rig.at, 6 * MINUTE);
    rig.pass(SECOND);
    expect(rig.order(ids[1]!).status).toBe('abandoned');
  });
});

describe('an order rejected on submission', () => {
  it('is canceled when a late copy of it was accepted after all', () => {
    const { rig, id } = unanswered();
    fenced(rig, id);
    rig.answer(id, 'refused', REFUSAL);
    expect(rig.order(id).status).toBe('rejected');
    rig.state({ openOrders: [brokerOrder(id, 'new')] });
    expect(rig.order(id)).toMatchObject({ status: 'working', cancel: 'requested' });
    expect(rig.commands()).toContain('cancel');
  });
});

describe('a cancel', () => {
  function working() {
    const rig = new Rig().ready();
    const id = rig.place({ key: 'k' });
    rig.answer(id, 'acknowledged').operate({ kind: 'cancel', order: id, reason: 'no' });
    expect(rig.commands()).toContain('cancel');
    return { rig, id };
  }

  it('without effect is sent again after 5 s, then at growing intervals', () => {
    const { rig } = working();
    const again: number[] = [];
    for (let second = 0; second < 80; second += 1) {
      rig.pass(SECOND, SECOND);
      if (rig.commands().includes('cancel')) again.push(rig.monotonic / SECOND);
    }
    expect(again).toEqual([6, 16, 36, 76]);
  });

  it('that nobody answered is sent again after a second, with one entry and not one a second', () => {
    const { rig, id } = working();
    const evidence = { source: 'response', message: 'no answer' } as const;
    const unheard = (): void => {
      const answer = { kind: 'unknown', evidence } as const;
      rig.handle({ from: 'answer', answer: { kind: 'cancel', at: MORNING, order: id, answer } });
    };
    unheard();
    const before = rig.entries.length;
    rig.pass(2 * SECOND);
    expect(rig.commands()).toContain('cancel');
    unheard();
    expect(rig.kinds(before)).toEqual([]);
  });

  it('that could not even be asked is sent again', () => {
    const { rig, id } = working();
    const command = { kind: 'cancel', order: id, brokerId: rig.order(id).brokerId! } as const;
    rig.handle({
      from: 'answer',
      answer: { kind: 'failed', at: MORNING, command, message: 'no way out' },
    });
    expect(rig.order(id).cancel).toBe('unknown');
    rig.pass(2 * SECOND);
    expect(rig.commands()).toContain('cancel');
  });

  it('that was journaled and perhaps never sent is sent immediately by the next life', () => {
    const { rig, id } = working();
    rig.restart();
    expect(rig.taken()).toContainEqual({ kind: 'cancel', order: id, brokerId: `b-${id}` });
  });

  it('waits for the broker id that it needs', () => {
    const rig = new Rig().ready();
    const id = rig.place({ key: 'k' });
    rig.taken();
    rig.operate({ kind: 'cancel', order: id, reason: 'no' });
    expect(rig.commands()).toEqual([]);
    rig.answer(id, 'acknowledged');
    expect(rig.commands()).toEqual(['cancel']);
  });
});
