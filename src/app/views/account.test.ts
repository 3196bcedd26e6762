import { expect, test } from 'vitest';
import { fillOf, Rig, SPY, STREAM } from '../../../tests/support/engine-rig.ts';
import { money, price, quantity } from '../../core/decimal.ts';
import { formatInstant, later, MINUTE } from '../../core/time.ts';
import { instrumentOf } from '../../market/instrument.ts';
import { AccountHistory } from '../projections/account-history.ts';
import { defineStrategy } from '../../strategy/define.ts';
import type { BookId } from '../../orders/request.ts';
import { strategyViews } from './strategy.ts';
import { accountView, comparedAt } from './account.ts';
import { marksView } from './marks.ts';

const idle = defineStrategy({
  name: 'idle',
  symbols: [SPY],
  timeframe: '1Min',
  onBar: () => undefined,
});

function stated({ engine, entries }: Rig) {
  const accountHistory = new AccountHistory();
  accountHistory.note(entries);
  const connections = { marketAt: null, brokerAt: null, brokerUp: true };
  const world = { clock: { monotonic: () => 0 } };
  const { stated: mark } = marksView({ engine, mode: 'sim', connections, world, accountHistory });
  const { broker } = accountView('test', engine, accountHistory);
  const at = comparedAt(engine, accountHistory);
  expect(at === undefined ? undefined : formatInstant(at)).toBe(broker?.at);
  expect(mark).toMatchObject({ at: broker?.at, buying_power: broker?.buyingPower });
  return broker;
}

test('shows the newest statement, even if the journal has an older one', () => {
  const rig = new Rig().ready();
  rig.at = later(rig.at, 10 * MINUTE);
  const before = rig.entries.length;
  rig.state({ cash: '100000', buyingPower: '4000' });
  expect(rig.kinds(before)).toEqual([]);
  expect(stated(rig)).toMatchObject({ at: formatInstant(rig.at), buyingPower: '4000' });
  // An older answer that arrives late changes nothing.
  rig.state({ at: later(rig.at, -MINUTE), buyingPower: '9000' });
  expect(stated(rig)?.buyingPower).toBe('4000');
});

test('reports fills booked since the statement, and a difference under comparison', () => {
  const rig = new Rig().ready();
  expect(stated(rig)?.ledger).toEqual({ standing: 'equal', cash: '0' });
  const id = rig.place({ key: 'k' });
  const event = { at: rig.at, order: id, fill: fillOf(id, 10), complete: true } as const;
  rig.answer(id, 'acknowledged').handle({
    from: 'broker',
    event: { kind: 'order', event: { kind: 'filled', evidence: STREAM, ...event } },
  });
  expect(stated(rig)?.ledger).toEqual({ standing: 'moved_since', cash: '-1000' });
  const positions = [
    {
      symbol: SPY,
      instrument: instrumentOf(SPY),
      quantity: quantity(10),
      averagePrice: price(100),
    },
  ];
  // The broker's cash includes the fee before its activity is listed.
  rig.state({ cash: '98999.5', positions });
  expect(stated(rig)).toMatchObject({ drift: [], ledger: { standing: 'differs', cash: '0.5' } });
  const fee = { kind: 'fee', amount: money('-0.5'), id: 'f', note: '', order: null } as const;
  rig.state({ cash: '98999.5', positions, flows: [{ ...fee, at: later(rig.at, 1) }] });
  expect(stated(rig)?.ledger).toEqual({ standing: 'equal', cash: '0' });
});

test('shows the journaled statement after a restart until the broker answers', () => {
  const rig = new Rig().ready({ buyingPower: '7000' }).restart();
  expect(stated(rig)?.buyingPower).toBe('7000');
  rig.ready({ buyingPower: '8000' });
  expect(stated(rig)?.buyingPower).toBe('8000');
});

test('shows the part of the account that belongs to no strategy, and the weight of each', () => {
  const book = { id: 'b' as BookId, strategy: idle, capital: 0.25 };
  const rig = new Rig({}, [book]).ready();
  const { equity, manual } = accountView('test', rig.engine, new AccountHistory());
  const [own] = strategyViews(rig.engine);
  expect(own?.weight).toBe(0.25);
  expect(Number(manual)).toBe(Number(equity) * 0.75);
});
