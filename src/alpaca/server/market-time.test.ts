import { describe, expect, test } from 'vitest';
import { formatInstant } from '../../core/time.ts';
import { createMemoryRecordLog } from '../../store/memory/record-log.ts';
import { createSimulatedWorld } from '../../world/simulated/create-simulated-world.ts';
import { testBroker } from '../../../tests/support/paper-broker.ts';

const order = { symbol: 'SPY', qty: '1', side: 'buy', type: 'market', time_in_force: 'day' };

function virtual(seed = 1) {
  const sim = createSimulatedWorld({ seed, faults: 'calm' });
  return { sim, world: sim.node('broker') };
}

describe('Market time', () => {
  test('runs at its speed and skips closed hours', async () => {
    const { sim, world } = virtual();
    await sim.complete(async () => {
      const { broker, ask, control } = await testBroker({
        world,
        speed: 60,
        start: '2024-03-04T20:58:00Z',
      });
      await world.clock.sleep(1_020);
      expect(formatInstant(broker.now()).slice(0, 15)).toBe('2024-03-04T20:5');
      // Two minutes to the close are two seconds; the night takes one tick.
      await world.clock.sleep(1_500);
      expect(formatInstant(broker.now()).slice(0, 15)).toBe('2024-03-05T14:3');
      expect((await ask('GET /v2/clock')).body).toMatchObject({ is_open: true });
      await control('POST /__sim/speed', { speed: 0 });
      const stopped = broker.now();
      await world.clock.sleep(60_000);
      expect(broker.now()).toBe(stopped);
      await broker.close();
    });
  });

  test('stops at the last close when nothing is left to play', async () => {
    const { sim, world } = virtual();
    await sim.complete(async () => {
      const { broker, control } = await testBroker({
        world,
        speed: 6_000,
        start: '2024-03-05T20:30:00Z',
      });
      await world.clock.sleep(5_000);
      expect(formatInstant(broker.now())).toBe('2024-03-05T21:00:00Z');
      expect((await control('GET /__sim/clock')).body).toMatchObject({
        is_open: false,
        ended: true,
      });
      await broker.close();
    });
  });

  test('does not speed up to make up for a stall', async () => {
    const { sim, world } = virtual();
    await sim.complete(async () => {
      let ahead = 0;
      const clock = { ...world.clock, monotonic: () => world.clock.monotonic() + ahead };
      const { broker } = await testBroker({ world: { ...world, clock }, speed: 1 });
      await world.clock.sleep(200);
      ahead = 3_600_000;
      await world.clock.sleep(200);
      expect(broker.now()).toBeLessThan(Date.parse('2024-03-04T14:30:33Z'));
      await broker.close();
    });
  });

  test('never goes back over a restart past a bar that was sent', async () => {
    const { sim, world } = virtual();
    await sim.complete(async () => {
      const log = createMemoryRecordLog();
      const first = await testBroker({ world, log, speed: 60 });
      await world.clock.sleep(10_000);
      const before = first.broker.now();
      const second = await testBroker({ world, log });
      // The last minute that ended is never played twice.
      expect(before - second.broker.now()).toBeLessThanOrEqual(60_000);
      expect(second.broker.now()).toBeGreaterThanOrEqual(before - (before % 60_000));
      await first.broker.close();
    });
  });

  test('two brokers of one seed send the same data in virtual time', async () => {
    const sentData = async () => {
      const { sim, world } = virtual(9);
      return sim.complete(async () => {
        const { broker, ask } = await testBroker({ world, speed: 60 });
        const said: unknown[] = [];
        for (let turn = 0; turn < 20; turn += 1) {
          said.push(await ask('POST /v2/orders', { ...order, client_order_id: `id-${turn}` }));
          await world.clock.sleep(700);
        }
        said.push(await ask('GET /v2/account/activities'), await ask('GET /v2/account'));
        await broker.close();
        return JSON.stringify(said);
      });
    };
    expect(await sentData()).toBe(await sentData());
  });
});

describe('The control port', () => {
  test('refuses requests without its token', async () => {
    const { broker, control } = await testBroker();
    const reply = await broker.control.handle({
      method: 'GET',
      path: '/__sim/clock',
      query: '',
      headers: { host: 'localhost:7412', authorization: 'Bearer wrong' },
      body: '',
    });
    expect(reply.status).toBe(401);
    expect((await control('GET /__sim/clock')).status).toBe(200);
  });

  test('skips the night when stepping', async () => {
    const { control } = await testBroker({ start: '2024-03-04T20:59:00Z' });
    const close = await control('POST /__sim/step', { ms: 60_000 });
    expect(close.body).toMatchObject({ timestamp: '2024-03-04T21:00:00Z', is_open: false });
    const next = await control('POST /__sim/step', { ms: 90_000 });
    expect(next.body).toMatchObject({ timestamp: '2024-03-05T14:31:30Z', is_open: true });
  });

  test('reports when the clients are idle', async () => {
    const { sim, world } = virtual();
    await sim.complete(async () => {
      const { control, ask } = await testBroker({ world });
      await ask('GET /v2/account');
      expect((await control('GET /__sim/idle?quiet_ms=200')).body).toEqual({ idle: true });
    });
  });

  test.each([
    ['POST /__sim/speed', { speed: -1 }, 'speed must be a number from 0 to 100000'],
    ['POST /__sim/step', { ms: '1' }, 'ms must be a number from 1 to 5896800000'],
    ['POST /__sim/reset', { cash: 'lots' }, 'cash must be dollars as text, such as "100000"'],
    ['POST /__sim/step', 'garbage', 'the body must be a JSON object'],
  ])('refuses %s with %j', async (line, body, message) => {
    const { control } = await testBroker();
    const reply = await control(line, body);
    expect(reply).toMatchObject({ status: 422, body: { message } });
  });
});
