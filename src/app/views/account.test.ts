import { expect, test } from 'vitest';
import { Rig } from '../../../tests/support/engine-rig.ts';
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

test('a new life shows what the journal kept until the broker speaks again', () => {
  const rig = new Rig().ready({ buyingPower: '7000' }).restart();
  expect(stated(rig)?.buyingPower).toBe('7000');
  rig.ready({ buyingPower: '8000' });
  expect(stated(rig)?.buyingPower).toBe('8000');
});
