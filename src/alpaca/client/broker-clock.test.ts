import { describe, expect, it } from 'vitest';
import { epochMs } from '../../core/time.ts';
import { createBrokerClock } from './broker-clock.ts';

/** A clock over a world whose times a test sets. */
function house() {
  const world = { wall: 5_000, monotonic: 100 };
  const clock = createBrokerClock({
    clock: {
      now: () => epochMs(world.wall),
      monotonic: () => world.monotonic,
      sleep: () => Promise.resolve(),
      timer: () => () => {},
    },
  });
  /** The broker reports a time; the answer takes `ms`. */
  const report = (at: number, ms = 0) =>
    clock.follow(async () => {
      world.monotonic += ms;
      return { at: epochMs(at), more: 'kept' };
    });
  return { world, clock, report };
}

describe('the broker’s clock', () => {
  it('is the wall clock until the broker has reported its time', () => {
    expect(house().clock.now()).toBe(5_000);
  });

  it('continues from a report by the monotonic clock, whatever the wall clock shows', async () => {
    const { world, clock, report } = house();
    expect(await report(90_000)).toEqual({ at: 90_000, more: 'kept' });
    world.wall = 1e12;
    expect(clock.now()).toBe(90_000);
    world.monotonic += 250.75;
    expect(clock.now()).toBe(90_250);
  });

  it.each([
    // reported, time of the answer, shown after it; 92,000 would be shown without the report
    [91_800, 1_000, 92_000, 'between question and answer: it fits'],
    [91_000, 1_000, 92_000, 'exactly when the question left'],
    [92_000, 1_000, 92_000, 'exactly when the answer arrived'],
    [99_000, 1_000, 99_000, 'ahead: the machine slept'],
    [90_000, 1_000, 91_000, 'behind: the broker’s clock was set'],
  ])('follows a report of %i after %i ms to %i: %s', async (at, ms, shown) => {
    const { world, clock, report } = house();
    await report(90_000);
    world.monotonic += 1_000;
    await report(at, ms);
    expect(clock.now()).toBe(shown);
  });

  it('does not move when a report cannot be read', async () => {
    const { clock, report } = house();
    await report(90_000);
    await expect(clock.follow(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(clock.now()).toBe(90_000);
  });
});
