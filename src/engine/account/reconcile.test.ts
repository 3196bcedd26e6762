import { describe, expect, it } from 'vitest';
import { brokerOrder, fillOf, MORNING, Rig, SPY } from '../../../tests/support/engine-rig.ts';
import { money, price, quantity } from '../../core/decimal.ts';
import { DAY, isoDate, later, MINUTE, SECOND } from '../../core/time.ts';
import type { BrokerPosition } from '../../ledger/journal.ts';
import { newYorkInstant } from '../../market/calendar.ts';
import { instrumentOf } from '../../market/instrument.ts';
import type { ClientOrderId } from '../../orders/request.ts';

const WEB = 'web-1' as ClientOrderId;

function held(shares: number): readonly BrokerPosition[] {
  return [
    {
      symbol: SPY,
      instrument: instrumentOf(SPY),
      quantity: quantity(shares),
      averagePrice: price(100),
    },
  ];
}

function holdingOf(rig: Rig): string {
  return rig.engine.portfolio.holdings.get(SPY)?.toString() ?? '0';
}

describe('the opening balance', () => {
  it('is the cash and the holdings of the first statement', () => {
    const rig = new Rig().ready({ cash: '5000', positions: held(7) });
    expect(rig.engine.portfolio.cash.toString()).toBe('5000');
    expect(holdingOf(rig)).toBe('7');
    expect(rig.engine.state).toBe('running');
  });

  it('is not taken from a statement during which something was executed', () => {
    const rig = new Rig().connect();
    rig.state({ fills: [fillOf(WEB, 4, 4, later(MORNING, 1))] });
    expect(rig.engine.portfolio.openedAt).toBeNull();
    expect(rig.engine.state).toBe('recovering');
    rig.at = later(MORNING, 2 * SECOND);
    rig.pass(SECOND).state({ fills: [fillOf(WEB, 4, 4, later(MORNING, 1))] });
    expect(rig.engine.portfolio.openedAt).toBe(rig.at);
    expect(rig.engine.state).toBe('running');
  });

  it('includes earlier external executions, once', () => {
    const partly = brokerOrder(WEB, 'partially_filled', { fills: [fillOf(WEB, 4)] });
    const rig = new Rig().ready({ positions: held(4), openOrders: [partly] });
    expect(holdingOf(rig)).toBe('4');
    expect(rig.engine.portfolio.cash.toString()).toBe('100000');
    // What they execute afterwards is booked.
    const at = later(MORNING, SECOND);
    const fills = [fillOf(WEB, 4), fillOf(WEB, 6, 10, at)];
    rig.found(WEB, brokerOrder(WEB, 'filled', { fills }));
    expect(holdingOf(rig)).toBe('10');
    expect(rig.engine.portfolio.cash.toString()).toBe('99400');
  });

  it('does not move when an external execution is reported first', () => {
    const rig = new Rig();
    const order = brokerOrder(WEB, 'filled', { fills: [fillOf(WEB, 4)] });
    rig.handle({ from: 'broker', event: { kind: 'external', order } });
    expect(rig.engine.portfolio.cash.isZero()).toBe(true);
    rig.at = later(MORNING, SECOND);
    rig.ready({ cash: '99600', positions: held(4), fills: [fillOf(WEB, 4)] });
    expect(rig.engine.portfolio.cash.toString()).toBe('99600');
    expect(holdingOf(rig)).toBe('4');
  });
});

describe('a statement', () => {
  it('brings executions that the stream lost, once', () => {
    const rig = new Rig().ready();
    const id = rig.place({ key: 'k' });
    rig.answer(id, 'acknowledged');
    const fills = [fillOf(id, 10)];
    for (let times = 0; times < 3; times += 1) {
      rig.state({ cash: '99000', positions: held(10), fills });
    }
    expect(holdingOf(rig)).toBe('10');
    expect(rig.engine.portfolio.fillCount).toBe(1);
    expect(rig.order(id).status).toBe('filled');
  });

  it('asks by id for orders of ours that it does not list, and ends none of them', () => {
    const rig = new Rig().ready();
    const id = rig.place({ key: 'k' });
    rig.answer(id, 'acknowledged').taken();
    rig.state();
    expect(rig.taken()).toContainEqual({ kind: 'find', order: id });
    rig.found(id, undefined);
    expect(rig.order(id).status).toBe('working');
  });

  it('queries external trades made while the engine was away, and books them', () => {
    const rig = new Rig().ready();
    rig.at = later(MORNING, SECOND);
    const fills = [fillOf(WEB, 4, 4, rig.at)];
    rig.taken();
    rig.state({ cash: '99600', positions: held(4), fills });
    expect(rig.taken()).toContainEqual({ kind: 'find', order: WEB });
    rig.found(WEB, brokerOrder(WEB, 'filled', { fills }));
    rig.state({ cash: '99600', positions: held(4), fills });
    expect(holdingOf(rig)).toBe('4');
    expect(rig.engine.portfolio.reconciled.drift).toEqual([]);
    expect(rig.commands()).toEqual([]);
  });

  it('is rechecked five times before a difference counts as unexplained', () => {
    const rig = new Rig().ready();
    for (let look = 0; look < 5; look += 1) {
      rig.state({ positions: held(3) });
      expect(rig.engine.portfolio.unreconciled.size).toBe(0);
    }
    rig.state({ positions: held(3) });
    expect([...rig.engine.portfolio.unreconciled]).toEqual([SPY]);
    const order = rig.order(rig.place({ key: 'more' }));
    expect(order.denials.map(({ code }) => code)).toEqual(['risk.symbol_unreconciled']);
    rig.state();
    expect(rig.engine.portfolio.unreconciled.size).toBe(0);
  });

  it('with an order of ours that this journal does not know closes the engine to increases', () => {
    const rig = new Rig().ready();
    rig.state({ openOrders: [brokerOrder('qp1-twin-x', 'new')] });
    expect(rig.engine.portfolio.engine).toMatchObject({
      state: 'reduce_only',
      by: 'reconciliation',
    });
  });
});

describe('external orders', () => {
  const resting = (side: 'buy' | 'sell', shares: number) => {
    const order = brokerOrder(WEB, 'new', { side, shares });
    return { ...order, request: { ...order.request, side } };
  };

  it('count at their worst: what they sell is not sold twice', () => {
    const rig = new Rig().ready({ positions: held(10), openOrders: [resting('sell', 10)] });
    const order = rig.order(rig.place({ key: 'k', side: 'sell' }));
    expect(order.denials.map(({ code }) => code)).toContain('risk.capital');
  });

  it('count at their worst: what they buy is paid for', () => {
    const rig = new Rig({ maxConcentration: 10 }).ready({ openOrders: [resting('buy', 950)] });
    const order = rig.order(rig.place({ key: 'k', shares: 60 }));
    expect(order.denials.map(({ code }) => code)).toEqual(['risk.capital']);
  });

  it('are never canceled by us, whatever happens', () => {
    const rig = new Rig().ready({ openOrders: [resting('buy', 10)] });
    rig.operate({ kind: 'halt', reason: 'fear' });
    rig.operate({ kind: 'cancel', order: WEB, reason: 'no' });
    expect(rig.commands()).not.toContain('cancel');
  });
});

describe('cash that moved without a trade', () => {
  it('is booked once per id, and not when it is older than the opening balance', () => {
    const rig = new Rig().ready();
    const flow = (id: string, at = later(MORNING, SECOND)) =>
      ({ kind: 'fee', amount: money('-0.02'), id, note: '', at, order: null }) as const;
    rig.at = later(MORNING, 2 * SECOND);
    const flows = [flow('old', MORNING), flow('a'), flow('b'), flow('a')];
    rig.state({ cash: '99999.96', flows }).state({ cash: '99999.96', flows });
    expect(rig.engine.portfolio.cash.toString()).toBe('99999.96');
    expect(rig.engine.portfolio.reconciled.drift).toEqual([]);
  });
});

describe('a cash flow that the broker dates by day only', () => {
  const flow = (id: string, date: string, amount = '5') =>
    ({
      kind: 'dividend',
      amount: money(amount),
      id,
      note: '',
      at: newYorkInstant(isoDate(date), 0),
      dateOnly: true,
      order: null,
    }) as const;
  const asked = (rig: Rig) => rig.taken().find((command) => command.kind === 'snapshot')?.since;

  it('is looked for days back when cash differs, and booked once', () => {
    const rig = new Rig().ready();
    rig.at = later(MORNING, DAY);
    rig.state().pass(MINUTE);
    rig.taken();
    const flows = [flow('late', '2024-03-04')];
    rig.state({ cash: '100005' }).pass(2 * SECOND);
    const since = asked(rig);
    expect(since?.flows).toBeLessThanOrEqual(rig.at - 7 * DAY);
    expect(since?.fills).toBeGreaterThan(rig.at - DAY);
    for (let times = 0; times < 3; times += 1) rig.state({ cash: '100005', flows });
    expect(rig.engine.portfolio.cash.toString()).toBe('100005');
    expect(rig.engine.portfolio.reconciled.drift).toEqual([]);
    rig.restart().connect().state({ cash: '100005', flows });
    expect(rig.engine.portfolio.cash.toString()).toBe('100005');
  });

  it('is in the opening balance when the first statements list it, before and after a restart', () => {
    const flows = [flow('today', '2024-03-04'), flow('friday', '2024-03-01')];
    const rig = new Rig().connect();
    expect(asked(rig)?.flows).toBe(rig.at - 7 * DAY);
    rig.state({ flows });
    // It may have come between the reading of the cash and of the list.
    expect(rig.engine.portfolio.openedAt).toBeNull();
    rig.pass(2 * SECOND).state({ cash: '100010', flows });
    expect(rig.engine.portfolio.cash.toString()).toBe('100010');
    rig.state({ cash: '100010', flows });
    rig.restart().connect().state({ cash: '100010', flows });
    expect(rig.engine.portfolio.cash.toString()).toBe('100010');
    expect(rig.engine.portfolio.income.isZero()).toBe(true);
  });

  it.each(['2024-03-04', '2024-03-01'])('is booked when it comes after the opening: %s', (date) => {
    const rig = new Rig().ready();
    rig.state({ cash: '100005', flows: [flow('new', date)] });
    expect(rig.engine.portfolio.income.toString()).toBe('5');
    expect(rig.engine.state).toBe('running');
  });
});

describe('an unexplained cash difference', () => {
  const differing = (cash: string) => {
    const rig = new Rig({}).ready({ positions: held(20) }).session('open');
    rig.at = later(rig.at, SECOND);
    // A difference is looked at several times before it is called unexplained.
    for (let look = 0; look < 6; look += 1)
      rig.pass(2 * SECOND).state({ cash, positions: held(20) });
    return rig.quote(100);
  };

  it('blocks increases but not reductions, until a statement agrees', () => {
    const rig = differing('99000');
    const added = rig.order(rig.place({ key: 'add', shares: 1 }));
    expect(added.denials.map(({ code }) => code)).toEqual(['risk.cash_unreconciled']);
    expect(added.denials[0]?.message).toContain('$1,000.00');
    expect(rig.order(rig.place({ key: 'out', side: 'sell', shares: 5 })).status).toBe('intent');
    rig.state({ positions: held(20) });
    expect(rig.order(rig.place({ key: 'more', shares: 2 })).status).toBe('intent');
  });

  it('blocks them after a restart as well', () => {
    const rig = differing('99000').restart().connect();
    expect(rig.engine.portfolio.reconciled.drift).toHaveLength(1);
    for (let look = 0; look < 6; look += 1) {
      rig.pass(2 * SECOND).state({ cash: '99000', positions: held(20) });
    }
    const { denials } = rig.quote(100).order(rig.place({ key: 'add', shares: 1 }));
    expect(denials.map(({ code }) => code)).toEqual(['risk.cash_unreconciled']);
  });

  it('blocks nothing below a dollar', () => {
    const rig = differing('99999.5');
    expect(rig.engine.portfolio.reconciled.drift).toHaveLength(1);
    expect(rig.order(rig.place({ key: 'add', shares: 1 })).status).toBe('intent');
  });
});
