import { expect, test } from 'vitest';
import { REFUSAL, Rig, SPY } from '../../../tests/support/engine-rig.ts';
import { DAY, formatInstant, later, MINUTE } from '../../core/time.ts';
import type { BookId } from '../../orders/request.ts';
import { defineStrategy } from '../../strategy/define.ts';
import { order } from '../../strategy/intent.ts';
import { strategyViews } from './strategy.ts';

const strategy = defineStrategy({
  name: 'stubborn',
  symbols: [SPY],
  timeframe: '1Min',
  onBar: () => [order({ symbol: SPY, side: 'buy', quantity: 10 }, 'again')],
});

test('shows what blocks the orders of a strategy: how often, until when, and why', () => {
  const rig = new Rig({ quoteStaleMs: DAY }, [{ id: 'b' as BookId, strategy, capital: 0.5 }]);
  rig.ready().session('open');
  for (let minute = 1; minute <= 2; minute += 1) {
    rig.at = later(rig.at, MINUTE);
    rig.taken();
    rig.bar(100);
    const submit = rig.taken().find((command) => command.kind === 'submit')!;
    rig.answer(submit.order.id, 'refused', REFUSAL);
  }
  const refused = { symbol: SPY, side: 'buy', by: 'broker', why: REFUSAL.message, times: 2 };
  const until = formatInstant(later(rig.at, 2 * MINUTE));
  expect(strategyViews(rig.engine)[0]?.refusals).toEqual([{ ...refused, until }]);
  rig.operate({ kind: 'halt', reason: 'fear' });
  rig.at = later(rig.at, MINUTE);
  rig.bar(100);
  expect(strategyViews(rig.engine)[0]?.refusals).toMatchObject([
    { by: 'gate', times: 1, until: null },
  ]);
});
