import type { EpochMs } from '../../../core/time.ts';

const ZONE = 'America/New_York';

const clock = new Intl.DateTimeFormat('en-US', {
  timeZone: ZONE,
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
});
const minute = new Intl.DateTimeFormat('en-US', {
  timeZone: ZONE,
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});
const day = new Intl.DateTimeFormat('en-GB', {
  timeZone: ZONE,
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  year: 'numeric',
});
const shortDay = new Intl.DateTimeFormat('en-GB', {
  timeZone: ZONE,
  day: 'numeric',
  month: 'short',
});

/** `10:32:05`, as a clock in New York shows it. */
export function clockText(at: EpochMs): string {
  return clock.format(at);
}

/** `10:32`, as a clock in New York shows it. */
export function minuteText(at: EpochMs): string {
  return minute.format(at);
}

/** `Mon 18 Mar 2024`, as a calendar in New York shows it. */
export function dayText(at: EpochMs): string {
  return day.format(at).replace(',', '');
}

/** `18 Mar`. */
export function shortDayText(at: EpochMs): string {
  return shortDay.format(at);
}

/** The clock alone for instants of the day of `now`, else with the day in front. */
export function momentText(at: EpochMs, now: EpochMs): string {
  const here = shortDay.format(at);
  return here === shortDay.format(now) ? clock.format(at) : `${here} ${minute.format(at)}`;
}
