import { type ClockZone } from '../../core/number-text.ts';
import { appError } from '../../app/kit/errors.ts';

/** Options common to all commands. */
export interface Settings {
  readonly json: boolean;
  readonly url: string | undefined;
  readonly dataDir: string | undefined;
  readonly tokenFile: string | undefined;
  readonly timeoutMs: number;
  /** Time zone of printed times: `--tz`. */
  readonly zone: ClockZone;
}

/** Options as parsed by the command line parser. */
export type RawOptions = Readonly<Record<string, unknown>>;

/** Returns an option as a string, undefined if it was not given. */
export function textOption(options: RawOptions, name: string): string | undefined {
  const value = options[name];
  return typeof value === 'string' ? value : undefined;
}

/** Reads an option that names a folder. @throws QuipuError `app.usage` for a file name */
export function folderOption(options: RawOptions, name: string): string | undefined {
  const folder = textOption(options, name);
  if (folder === undefined || !/\.(html?|md|json|csv)$/i.test(folder)) return folder;
  throw usage(
    `--${name}: expected a folder for the files of the report, found "${folder}"`,
    `Omit the extension: --${name} ${folder.replace(/\.\w+$/, '')}.`,
  );
}

/** Reads the common options. @throws QuipuError `app.usage` */
export function settingsOf(options: RawOptions): Settings {
  const timeout = textOption(options, 'timeout');
  return {
    json: options['json'] === true,
    url: textOption(options, 'url'),
    dataDir: textOption(options, 'dataDir'),
    tokenFile: textOption(options, 'tokenFile'),
    timeoutMs: timeout === undefined ? 30_000 : durationMs(timeout, '--timeout'),
    zone: options['tz'] === 'utc' ? 'utc' : 'exchange',
  };
}

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };

/** Reads a duration such as `30s`, `500ms`, `2m` or `1h`. @throws QuipuError `app.usage` */
export function durationMs(text: string, option: string): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(text);
  const unit = UNITS[match?.[2] ?? ''];
  if (match === null || unit === undefined) {
    throw usage(`${option}: expected a duration such as 30s or 2m, found "${text}"`);
  }
  return Number(match[1]) * unit;
}

/** Reads a number within bounds. @throws QuipuError `app.usage` */
export function numberOption(
  text: string,
  option: string,
  bounds: { readonly min: number; readonly max: number; readonly whole?: boolean },
): number {
  // Number() alone also accepts 0x50 and 1e3, which nobody means as a port.
  const value = /^-?\d+(\.\d+)?$/.test(text.trim()) ? Number(text) : Number.NaN;
  const fits = value >= bounds.min && value <= bounds.max;
  if (fits && (bounds.whole !== true || Number.isInteger(value))) return value;
  const what = bounds.whole === true ? 'a whole number' : 'a number';
  throw usage(`${option}: expected ${what} from ${bounds.min} to ${bounds.max}, found "${text}"`);
}

/** Returns the error for an invalid command line; without `next`, the help of its command is. */
export function usage(message: string, next?: string): Error {
  const details = next === undefined ? {} : { next };
  return appError('app.usage', message.endsWith('?') ? message : `${message}.`, details);
}
