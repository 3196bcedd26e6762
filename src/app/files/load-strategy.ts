import { registerHooks } from 'node:module';
import { isAbsolute, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { isQuipuError, messageOf, QuipuError } from '../../core/errors.ts';
import type { World } from '../../core/world.ts';
import { isStrategy, type Strategy } from '../../strategy/define.ts';
import { BUILT_IN } from './built-in.ts';
import { appError } from '../kit/errors.ts';

const PACKAGE = 'quipu-portfolio';
/** The entry points are next to the rooms, in source and in the build. */
const ENTRIES: ReadonlySet<string> = new Set([
  'index',
  'indicators',
  'analysis',
  'alpaca',
  'backtest',
  'config',
  'testing',
]);

let hooked = false;

/**
 * Lets files anywhere on disk import this package by name, so that a strategy needs no local
 * install. TypeScript files load as modules regardless of the files around them.
 */
function linkPackage(): void {
  if (hooked) return;
  hooked = true;
  const ending = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  registerHooks({
    resolve(specifier, context, nextResolve) {
      if (specifier !== PACKAGE && !specifier.startsWith(`${PACKAGE}/`)) {
        return nextResolve(specifier, context);
      }
      const entry = specifier === PACKAGE ? 'index' : specifier.slice(PACKAGE.length + 1);
      if (!ENTRIES.has(entry)) return nextResolve(specifier, context);
      const url = new URL(`../../${entry}.${ending}`, import.meta.url).href;
      return { url, format: ending === 'ts' ? 'module-typescript' : 'module', shortCircuit: true };
    },
    load(url, context, nextLoad) {
      const typed = url.startsWith('file:') && /\.[mc]?ts$/.test(url);
      return nextLoad(url, typed ? { ...context, format: 'module-typescript' } : context);
    },
  });
}

/**
 * Loads a strategy: a built-in one by name, or a file by path.
 *
 * @throws QuipuError `app.no_file`, `app.strategy_unreadable`, `app.strategy_syntax` with file and
 *   line, `app.strategy_missing`, or `strategy.invalid` with the file name
 */
export async function loadStrategy(world: World, wanted: string): Promise<Strategy> {
  const builtIn = BUILT_IN.get(wanted);
  if (builtIn !== undefined) return builtIn;
  const value = await loadDefault(world, wanted, 'a strategy');
  if (isStrategy(value)) return value;
  const found = value === undefined ? 'none' : typeof value;
  throw appError(
    'app.strategy_missing',
    `Expected a default export from defineStrategy in ${wanted}, found ${found}.`,
    { next: 'End the file with: export default defineStrategy({ ... }).' },
  );
}

/** Returns the default export of a file. @throws QuipuError as {@link loadStrategy} does */
export async function loadDefault(world: World, path: string, what: string): Promise<unknown> {
  const file = isAbsolute(path) ? path : resolve(world.process.cwd, path);
  if ((await world.files.read(file)) === undefined) {
    const names = [...BUILT_IN.keys()].join(', ');
    const also = what === 'a strategy' ? ` Or name a built-in strategy: ${names}.` : '';
    throw appError('app.no_file', `Expected ${what} at ${path}, found no file.`, {
      next: `Check the path.${also}`,
    });
  }
  linkPackage();
  try {
    const module = (await import(pathToFileURL(file).href)) as { readonly default?: unknown };
    return module.default;
  } catch (error) {
    throw fileError(error, path);
  }
}

function fileError(error: unknown, path: string): QuipuError {
  const place = placeOf(error) ?? path;
  if (isQuipuError(error)) {
    const { code, message, next, facts } = error;
    const details = next === undefined ? { facts } : { next, facts };
    return new QuipuError(code, `${path}: ${message}`, details);
  }
  const name = error instanceof Error ? error.name : 'Error';
  const isSyntax = name === 'SyntaxError' || codeOf(error).endsWith('_TYPESCRIPT_SYNTAX');
  const message = messageOf(error).split('\n')[0]!.trim();
  return appError(
    isSyntax ? 'app.strategy_syntax' : 'app.strategy_unreadable',
    isSyntax ? `${place}: ${message}.` : `${place}: the file failed to load: ${message}.`,
    { next: 'Correct the file and run the command again.', cause: error },
  );
}

function codeOf(error: unknown): string {
  const code = (error as { readonly code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : '';
}

/** Returns `file:line` of the user's own code in a stack, if there is one. */
function placeOf(error: unknown): string | undefined {
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  const here = new URL('../..', import.meta.url).href;
  for (const [, url = '', line = ''] of stack.matchAll(/(file:\/\/[^\s()]+?):(\d+)/g)) {
    if (!url.startsWith(here)) return `${fileURLToPath(url)}:${line}`;
  }
  const bare = /^(\/[^\n:]+):(\d+)\n/.exec(stack);
  return bare === null ? undefined : `${bare[1]!}:${bare[2]!}`;
}
