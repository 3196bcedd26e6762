import {
  anyOf,
  anything,
  flag,
  type Infer,
  integer,
  type JsonSchema,
  list,
  number,
  object,
  oneOf,
  optional,
  record,
  text,
} from '../../core/schema.ts';
import { messageOf, type QuipuError } from '../../core/errors.ts';
import type { World } from '../../core/world.ts';
import type { BookConfig } from '../../engine/book-runner.ts';
import { ticker } from '../../market/symbol.ts';
import type { BookId } from '../../orders/request.ts';
import {
  changeLimits,
  LIVE_LIMITS,
  type RiskLimits,
  type RiskLimitsChange,
  riskLimitsSchema,
  SIM_LIMITS,
} from '../../risk/limits.ts';
import { appError } from '../kit/errors.ts';
import { loadDefault, loadStrategy } from '../files/load-strategy.ts';
import { nearest } from '../kit/nearest.ts';
import { paramProblems } from './check-params.ts';
import { eitherSpelling } from './spellings.ts';

const book = object({
  strategy: text({ description: 'Path of a strategy file, or name of a built-in strategy.' }),
  capital: number({ min: 0, max: 1, description: "The book's fraction of the account." }),
  params: optional(record(anyOf(number(), flag(), text()))),
  symbols: optional(list(text(), { min: 1 })),
});

/** Schema of `quipu.config.ts` and `quipu.config.json`; an unknown key is rejected. */
export const configSchema = object({
  mode: oneOf(['sim', 'paper', 'live'], {
    default: 'sim',
    description: "sim uses Quipu's own paper broker, paper uses the paper account at Alpaca.",
  }),
  dataDir: optional(text({ description: 'Data folder; ./.quipu by default.' })),
  port: optional(integer({ min: 0, max: 65_535 })),
  broker: optional(
    object({
      url: optional(text({ description: 'Address of the paper broker, in mode sim.' })),
      keys: optional(text({ description: 'File of its keys, in mode sim.' })),
      feed: optional(oneOf(['iex', 'sip'])),
    }),
  ),
  books: optional(record(book, { description: 'Strategies by book name.' })),
  limits: optional(anything({ description: "Changes to the mode's default risk limits." })),
});

/** Parsed configuration. */
export type Config = Infer<typeof configSchema>;

const NAMES = ['quipu.config.ts', 'quipu.config.json'] as const;

/**
 * Reads the configuration: the named file, else `quipu.config.ts` or `.json` in the working folder,
 * else the defaults.
 *
 * @throws QuipuError `app.config_invalid` for an unknown key or an invalid value
 */
export async function readConfig(world: World, path?: string): Promise<Config> {
  const found = path ?? (await presentName(world));
  if (found === undefined) return configSchema.parse({});
  return parseConfig(await readValue(world, found), found);
}

/** Validates a configuration. @throws QuipuError `app.config_invalid` */
export function parseConfig(value: unknown, path: string): Config {
  const checked = configSchema.judge(spelled(configSchema.json, value, path));
  if (checked.ok) return checked.value;
  const problems = checked.findings.map((finding) => {
    const place = finding.path === '' ? '' : `${finding.path}: `;
    return `${place}${finding.message}${meant(finding)}`;
  });
  throw configInvalid(`${path}: ${problems.join('; ')}.`);
}

/**
 * Converts field names to camelCase. @throws QuipuError `app.config_invalid` for a name in both
 * spellings
 */
function spelled(schema: JsonSchema, value: unknown, path: string): unknown {
  try {
    return eitherSpelling(schema, value);
  } catch (error) {
    throw configInvalid(`${path}: ${messageOf(error)}.`, error);
  }
}

function configInvalid(message: string, cause?: unknown): QuipuError {
  return appError('app.config_invalid', message, {
    next: 'Correct the named keys; nothing was started.',
    ...(cause === undefined ? {} : { cause }),
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
    throw appError('app.no_file', `Expected a configuration at ${path}, found no file.`, {
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

/**
 * Returns the books of a configuration with their strategies loaded.
 *
 * @throws QuipuError `app.config_invalid` for an unknown or invalid parameter, naming
 *   book, strategy and the closest parameter
 */
export async function booksOf(world: World, config: Config): Promise<readonly BookConfig[]> {
  return Promise.all(
    Object.entries(config.books ?? {}).map(
      async ([id, { strategy: named, capital, params, symbols }]) => {
        const strategy = await loadStrategy(world, named);
        const problems = paramProblems(strategy, params ?? {}, `books.${id}.params`);
        if (problems.length > 0) throw configInvalid(problems.join('; '));
        return {
          id: id as BookId,
          strategy,
          capital,
          ...(params === undefined ? {} : { params }),
          ...(symbols === undefined ? {} : { symbols: symbols.map((symbol) => ticker(symbol)) }),
        };
      },
    ),
  );
}

/** Returns the risk limits of a mode with the configuration's changes. */
export function limitsOf(config: Config): RiskLimits {
  const defaults = config.mode === 'sim' ? SIM_LIMITS : LIVE_LIMITS;
  const { limits = {} } = config;
  if (typeof limits !== 'object' || limits === null || Array.isArray(limits)) {
    throw configInvalid('limits: expected an object of limits.');
  }
  try {
    const change = eitherSpelling(riskLimitsSchema.json, limits) as RiskLimitsChange;
    return changeLimits(defaults, change);
  } catch (error) {
    throw configInvalid(`limits: ${messageOf(error)}.`, error);
  }
}
