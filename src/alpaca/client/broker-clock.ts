import type { Clock, EpochMs } from '../../core/time.ts';
import { epochMs, later } from '../../core/time.ts';
import type { World } from '../../core/world.ts';

/**
 * The broker's time between two reports of it: the last report, and the monotonic time since.
 *
 * A wall clock that is set, or wrong from the start, changes nothing. A machine that slept is
 * behind until the broker's next report.
 */
export interface BrokerClock extends Clock {
  /**
   * Reads a report of the broker's time and follows it.
   *
   * @returns the report
   */
  follow<T extends { readonly at: EpochMs }>(read: () => Promise<T>): Promise<T>;
}

/** Creates the clock; until the first report it shows the wall clock. */
export function createBrokerClock({ clock }: Pick<World, 'clock'>): BrokerClock {
  let anchor: { readonly at: EpochMs; readonly monotonic: number } | undefined;
  const now = (): EpochMs =>
    anchor === undefined
      ? clock.now()
      : epochMs(Math.floor(later(anchor.at, clock.monotonic() - anchor.monotonic)));
  return {
    now,
    async follow(read) {
      const askedAt = clock.monotonic();
      const report = await read();
      const monotonic = clock.monotonic();
      // The broker named its time somewhere between question and answer.
      const latest = later(report.at, monotonic - askedAt);
      const present = anchor === undefined ? report.at : now();
      if (present < report.at) anchor = { at: report.at, monotonic };
      else if (present > latest) anchor = { at: latest, monotonic };
      else anchor ??= { at: report.at, monotonic };
      return report;
    },
  };
}
