import { appError } from '../../app/errors.ts';

/** Options that every command takes. */
export interface Settings {
  readonly json: boolean;
  readonly url: string | undefined;
  readonly dataDir: string | undefined;
  readonly tokenFile: string | undefined;
  readonly timeoutMs: number;
}

/** Options as the parser leaves them. */
export type RawOptions = Readonly<Record<string, unknown>>;

/** One option as text, undefined when it was not given. */
export function textOption(options: RawOptions, name: string): string | undefined {
  const value = options[name];
  return typeof value === 'string' ? value : undefined;
}

/** An option that names a folder. @throws QuipuError `app.usage` for the name of a page */
export function folderOption(options: RawOptions, name: string): string | undefined {
  const folder = textOption(options, name);
  if (folder === undefined || !/\.(html?|md|json|csv)$/i.test(folder)) return folder;
  throw usage(
    `--${name}: expected a folder, which a report fills with its files, found "${folder}"`,
    `Leave the ending out: --${name} ${folder.replace(/\.\w+$/, '')}.`,
  );
}

/** Reads the options that every command takes. @throws QuipuError `app.usage` */
export function settingsOf(options: RawOptions): Settings {
  const timeout = textOption(options, 'timeout');
  return {
    json: options['json'] === true,
    url: textOption(options, 'url'),
    dataDir: textOption(options, 'dataDir'),
    tokenFile: textOption(options, 'tokenFile'),
    timeoutMs: timeout === undefined ? 30_000 : durationMs(timeout, '--timeout'),
  };
}

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };

/** A duration such as `30s`, `500ms`, `2m` or `1h`. @throws QuipuError `app.usage` */
export function durationMs(text: string, option: string): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(text);
  const unit = UNITS[match?.[2] ?? ''];
  if (match === null || unit === undefined) {
    throw usage(`${option}: expected a duration such as 30s or 2m, found "${text}"`);
  }
  return Number(match[1]) * unit;
}

/** A number within bounds. @throws QuipuError `app.usage` */
export function numberOption(
  text: string,
  option: string,
  bounds: { readonly min: number; readonly max: number; readonly whole?: boolean },
): number {
  // Not Number alone, to which 0x50 and 1e3 are numbers too: nobody means a port by them.
  const value = /^-?\d+(\.\d+)?$/.test(text.trim()) ? Number(text) : Number.NaN;
  const fits = value >= bounds.min && value <= bounds.max;
  if (fits && (bounds.whole !== true || Number.isInteger(value))) return value;
  const what = bounds.whole === true ? 'a whole number' : 'a number';
  throw usage(`${option}: expected ${what} from ${bounds.min} to ${bounds.max}, found "${text}"`);
}

/** The error of a command line that cannot be meant. */
export function usage(message: string, next = 'See the command with --help.'): Error {
  return appError('app.usage', message.endsWith('?') ? message : `${message}.`, { next });
}
