import {
  clockMinuteText,
  clockText,
  dateAt,
  dateText,
  shortDateText,
} from '../../../core/number-text.ts';
import type { EpochMs } from '../../../core/time.ts';

/** Formats an instant as an exchange date: `Tue, Mar 19, 2024`. */
export function dayText(at: EpochMs): string {
  return dateText(dateAt(at));
}

/** Formats an instant as an exchange date without the year: `Mar 19`. */
export function shortDayText(at: EpochMs): string {
  return shortDateText(dateAt(at));
}

/** Formats an instant as a time on the day of `now`, otherwise as date and minute. */
export function momentText(at: EpochMs, now: EpochMs): string {
  return dateAt(at) === dateAt(now) ? clockText(at) : `${shortDayText(at)} ${clockMinuteText(at)}`;
}
