import { expect, test } from 'vitest';
import { fillOf, Rig, SPY, STREAM } from '../../../tests/support/engine-rig.ts';
import { money, price, quantity } from '../../core/decimal.ts';
import { formatInstant, later, MINUTE } from '../../core/time.ts';
import { Chronicle } from '../chronicle.ts';
import { accountView } from './account.ts';
import { marksView } from './marks.ts';

function stated({ engine, entries }: Rig) {
  const chronicle = new Chronicle();
  chronicle.note(entries);
  const connections = { marketAt: null, brokerAt: null, brokerUp: true };
  const world = { clock: { now: () => engine.now } };
  const { stated: mark } = marksView({ engine, mode: 'sim', connections, world, chronicle });
  const { broker } = accountView('test', engine, chronicle);
  expect(mark).toMatchObject({ at: broker?.at, buying_power: broker?.buyingPower });
  return broker;
}

test('the statement shown is the newest one, which the journal need not keep', () => {
  const rig = new Rig().ready();
  rig.at = later(rig.at, 10 * MINUTE);
  const before = rig.entries.length;
  rig.state({ cash: '100000', buyingPower: '4000' });
  expect(rig.kinds(before)).toEqual([]);
  expect(stated(rig)).toMatchObject({ at: formatInstant(rig.at), buyingPower: '4000' });
  // An older answer that comes late takes nothing back.
  rig.state({ at: later(rig.at, -MINUTE), buyingPower: '9000' });
  expect(stated(rig)?.buyingPower).toBe('4000');
});

test('what was booked since the statement is told, and a difference that is looked at', () => {
  const rig = new Rig().ready();
  expect(stated(rig)?.ledger).toEqual({ standing: 'equal', cash: '0' });
  const id = rig.place({ key: 'k' });
  const event = { at: rig.at, order: id, fill: fillOf(id, 10), complete: true } as const;
  rig.answer(id, 'acknowledged').handle({
    from: 'broker',
    event: { kind: 'order', event: { kind: 'filled', evidence: STREAM, ...event } },
  });
  expect(stated(rig)?.ledger).toEqual({ standing: 'moved_since', cash: '-1000' });
  const positions = [{ symbol: SPY, quantity: quantity(10), averagePrice: price(100) }];
  // The fee is in the broker's cash, and its activity is not listed yet.
  rig.state({ cash: '98999.5', positions });
  expect(stated(rig)).toMatchObject({ drift: [], ledger: { standing: 'differs', cash: '0.5' } });
  const fee = { kind: 'fee', amount: money('-0.5'), id: 'f', note: '', order: null } as const;
  rig.state({ cash: '98999.5', positions, flows: [{ ...fee, at: later(rig.at, 1) }] });
  expect(stated(rig)?.ledger).toEqual({ standing: 'equal', cash: '0' });
});

test('a new life shows what the journal kept until the broker speaks again', () => {
  const rig = new Rig().ready({ buyingPower: '7000' }).restart();
  expect(stated(rig)?.buyingPower).toBe('7000');
  rig.ready({ buyingPower: '8000' });
  expect(stated(rig)?.buyingPower).toBe('8000');
});
