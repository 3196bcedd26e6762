import {
  anyOf,
  anything,
  flag,
  type Infer,
  integer,
  list,
  number,
  object,
  oneOf,
  optional,
  record,
  text,
} from '../core/schema.ts';
import { messageOf } from '../core/errors.ts';
import type { World } from '../core/world.ts';
import type { BookConfig } from '../engine/book-runner.ts';
import { ticker } from '../market/symbol.ts';
import type { BookId } from '../orders/request.ts';
import { changeLimits, LIVE_LIMITS, type RiskLimits, SIM_LIMITS } from '../risk/limits.ts';
import { appError } from './errors.ts';
import { loadDefault, loadStrategy } from './load-strategy.ts';
import { nearest } from './nearest.ts';

const book = object({
  strategy: text({ description: 'The path of a strategy file, or a name that comes with Quipu.' }),
  capital: number({ min: 0, max: 1, description: 'Fraction of the account that it receives.' }),
  params: optional(record(anyOf(number(), flag(), text()))),
  symbols: optional(list(text(), { min: 1 })),
});

/** The shape of `quipu.config.ts` and `quipu.config.json`; an unknown key is refused. */
export const configSchema = object({
  mode: oneOf(['sim', 'paper', 'live'], {
    default: 'sim',
    description: 'sim talks to the paper broker of Quipu, paper to the paper account at Alpaca.',
  }),
  dataDir: optional(text({ description: 'The data folder; ./.quipu unless said otherwise.' })),
  port: optional(integer({ min: 0, max: 65_535 })),
  broker: optional(
    object({
      url: optional(text({ description: 'The address of the paper broker, in mode sim.' })),
      keys: optional(text({ description: 'The file of its keys, in mode sim.' })),
      feed: optional(oneOf(['iex', 'sip'])),
    }),
  ),
  books: optional(record(book, { description: 'Strategies by the name of their book.' })),
  limits: optional(anything({ description: 'Changes of the risk limits of the mode.' })),
});

/** A configuration as it was read. */
export type Config = Infer<typeof configSchema>;

const NAMES = ['quipu.config.ts', 'quipu.config.json'] as const;

/**
 * Reads the configuration: the named file, else `quipu.config.ts` or `.json` here, else nothing.
 *
 * @throws QuipuError `app.config_invalid` for an unknown key or a value that does not fit
 */
export async function readConfig(world: World, path?: string): Promise<Config> {
  const found = path ?? (await presentName(world));
  if (found === undefined) return configSchema.parse({});
  return parseConfig(await readValue(world, found), found);
}

/** Judges a configuration. @throws QuipuError `app.config_invalid` */
export function parseConfig(value: unknown, path: string): Config {
  const judged = configSchema.judge(value);
  if (judged.ok) return judged.value;
  const told = judged.findings.map((finding) => {
    const place = finding.path === '' ? '' : `${finding.path}: `;
    return `${place}${finding.message}${meant(finding)}`;
  });
  throw appError('app.config_invalid', `${path}: ${told.join('; ')}.`, {
    next: 'Correct the named keys; nothing was started.',
  });
}

function meant({ path, message }: { readonly path: string; readonly message: string }): string {
  if (!message.startsWith('unknown field')) return '';
  const known = Object.keys(configSchema.json['properties'] ?? {});
  const [like] = nearest(path.split('.').at(-1) ?? '', known, 1);
  return path.includes('.') || like === undefined ? '' : ` (did you mean ${like}?)`;
}

async function presentName(world: World): Promise<string | undefined> {
  const names = await world.files.list(world.process.cwd);
  return NAMES.find((name) => names.includes(name));
}

async function readValue(world: World, path: string): Promise<unknown> {
  if (/\.[mc]?[jt]s$/.test(path)) return loadDefault(world, path, 'a configuration');
  const content = await world.files.read(path);
  if (content === undefined) {
    throw appError('app.config_unreadable', `Expected a configuration at ${path}, found no file.`, {
      next: 'Check the path.',
    });
  }
  try {
    return JSON.parse(content);
  } catch (error) {
    throw appError('app.config_unreadable', `Expected JSON in ${path}, found something else.`, {
      next: 'Correct the file.',
      cause: error,
    });
  }
}

/** The books of a configuration with their strategies loaded. */
export async function booksOf(world: World, config: Config): Promise<readonly BookConfig[]> {
  return Promise.all(
    Object.entries(config.books ?? {}).map(
      async ([id, { strategy, capital, params, symbols }]) => ({
        id: id as BookId,
        strategy: await loadStrategy(world, strategy),
        capital,
        ...(params === undefined ? {} : { params }),
        ...(symbols === undefined ? {} : { symbols: symbols.map((symbol) => ticker(symbol)) }),
      }),
    ),
  );
}

/** The risk limits of a mode with the configuration's changes. */
export function limitsOf(config: Config): RiskLimits {
  const defaults = config.mode === 'sim' ? SIM_LIMITS : LIVE_LIMITS;
  const change = config.limits ?? {};
  if (typeof change !== 'object' || change === null) {
    throw appError('app.config_invalid', 'limits: expected an object of limits.', {
      next: 'See quipu risk show for the names.',
    });
  }
  try {
    return changeLimits(defaults, change);
  } catch (error) {
    throw appError('app.config_invalid', `limits: ${messageOf(error)}.`, {
      next: 'Correct the named limits; nothing was started.',
      cause: error,
    });
  }
}
