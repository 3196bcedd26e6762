import { Secret } from '../../core/secret.ts';
import type { World } from '../../core/world.ts';
import { dataFolders } from '../files/data-folders.ts';
import { appError } from '../kit/errors.ts';
import { serverUnreachable } from './server-unreachable.ts';
import { readRunFile, type RunFile } from './run-file.ts';

/** Longest wait for any answer from a server, in milliseconds. */
const PROBE_MS = 3_000;

/** Address of a running server, and the token for it. */
export interface ServerAddress {
  readonly url: string;
  readonly token: Secret;
  /** Its run file, if it was found through one. */
  readonly run: RunFile | undefined;
}

/** Options of the search for a server. */
export interface ServerSearch {
  readonly url?: string | undefined;
  readonly tokenFile?: string | undefined;
  readonly dataDir?: string | undefined;
  /** Whose token to use from the run file when none is given. */
  readonly as: 'owner' | 'assistant';
}

/**
 * Finds the running server: the given address, then `QUIPU_URL`, then the run files in `./.quipu*`
 * and in the user's state folder.
 *
 * @throws QuipuError `app.server_unreachable` when none runs or answers, `app.unauthorized` without
 *   a token, `app.no_file` for a token file that does not exist
 */
export async function findServer(world: World, search: ServerSearch): Promise<ServerAddress> {
  const { env } = world.process;
  const runs: RunFile[] = [];
  for (const folder of await dataFolders(world, search.dataDir)) {
    const run = await readRunFile(world, folder);
    if (run !== undefined) runs.push(run);
  }
  const url = search.url ?? (search.dataDir === undefined ? said(env['QUIPU_URL']) : undefined);
  const run = url === undefined ? runs[0] : runs.find((one) => sameOrigin(one.url, url));
  const found = url ?? run?.url;
  if (found === undefined) {
    throw appError('app.server_unreachable', 'No Quipu server is running here.', {
      next: 'Start one (quipu demo, or quipu up), or name it with --url.',
    });
  }
  const origin = originOf(found);
  const token = await tokenFor(world, search, run);
  if (token !== undefined) return { url: origin, token, run };
  await requireAnswer(world, origin);
  throw appError('app.unauthorized', `Expected a token for the server at ${origin}, found none.`, {
    next: 'Set QUIPU_TOKEN, or name a token file with --token-file.',
  });
}

/**
 * Checks that something answers: without a server, a token would not help.
 *
 * @throws QuipuError `app.server_unreachable`
 */
async function requireAnswer({ http }: World, url: string): Promise<void> {
  try {
    await http.send({ method: 'GET', url: `${url}/healthz`, headers: {}, timeoutMs: PROBE_MS });
  } catch (error) {
    throw serverUnreachable(url, error);
  }
}

/** Returns the token of a search; undefined where it names none. */
async function tokenFor(
  world: World,
  search: ServerSearch,
  run: RunFile | undefined,
): Promise<Secret | undefined> {
  const own = search.as === 'owner' ? run?.tokenPath : run?.assistantTokenPath;
  const fromEnv =
    search.tokenFile === undefined ? said(world.process.env['QUIPU_TOKEN']) : undefined;
  if (fromEnv !== undefined) return new Secret(fromEnv);
  const path = search.tokenFile ?? own;
  const content = path === undefined ? undefined : await world.files.read(path);
  if (content !== undefined) return new Secret(content.trim());
  if (search.tokenFile !== undefined) {
    throw appError('app.no_file', `Expected a token in ${search.tokenFile}, found no file.`, {
      next: 'Check the path after --token-file.',
    });
  }
  return undefined;
}

function said(text: string | undefined): string | undefined {
  return text === undefined || text.trim() === '' ? undefined : text.trim();
}

function originOf(url: string): string {
  if (URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)) return new URL(url).origin;
  throw appError('app.usage', `Expected the address of a server, found "${url}".`, {
    next: 'Write it like http://127.0.0.1:7410.',
  });
}

function sameOrigin(a: string, b: string): boolean {
  return URL.canParse(b) && new URL(a).origin === new URL(b).origin;
}
