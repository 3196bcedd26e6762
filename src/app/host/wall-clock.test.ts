import { describe, expect, it } from 'vitest';
import { startEngineHouse } from '../../../tests/support/engine-house.ts';
import { TWO_DAYS } from '../../../tests/support/scripted-market.ts';
import { DAY, HOUR, MINUTE, parseInstant, SECOND } from '../../core/time.ts';

const START = parseInstant('2024-03-04T14:30:30Z');

describe('the time of an engine in paper and live trading', () => {
  it.each([
    ['paper', 3 * DAY],
    ['live', 2 * HOUR],
    ['paper', -2 * HOUR],
  ] as const)(
    'is the broker’s in %s mode, and a jump of %i ms changes nothing',
    async (mode, ms) => {
      const house = await startEngineHouse({ market: TWO_DAYS, start: START, mode });
      const { simulation, broker, engine, entries, pass } = house;
      await pass(20 * SECOND);
      expect(engine.state).toBe('running');
      expect(Math.abs(engine.now - broker.now())).toBeLessThan(2 * SECOND);
      const sessions = () => entries.filter(({ body }) => body.kind === 'session').length;
      expect(sessions()).toBe(1);

      simulation.jumpWallClock('engine', ms);
      await pass(SECOND);
      expect(simulation.logs.join()).toContain('the wall clock jumped by');
      await pass(2 * MINUTE);
      expect(engine.state).toBe('running');
      expect(Math.abs(engine.now - broker.now())).toBeLessThan(2 * SECOND);
      expect(sessions()).toBe(1);

      simulation.jumpWallClock('engine', -ms);
      await pass(2 * MINUTE);
      expect(engine.state).toBe('running');
      expect(Math.abs(engine.now - broker.now())).toBeLessThan(2 * SECOND);
      const last = Math.max(...entries.map(({ at }) => at));
      expect(last).toBeLessThanOrEqual(broker.now() + 2 * SECOND);
    },
  );

  it('does not depend on the wall clock at its start', async () => {
    const house = await startEngineHouse({
      market: TWO_DAYS,
      start: START,
      mode: 'paper',
      wallAheadMs: DAY,
    });
    await house.pass(MINUTE);
    expect(house.engine.state).toBe('running');
    expect(Math.abs(house.engine.now - house.broker.now())).toBeLessThan(2 * SECOND);
  });
});
