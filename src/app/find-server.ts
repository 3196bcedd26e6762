import { Secret } from '../core/secret.ts';
import type { World } from '../core/world.ts';
import { appError } from './errors.ts';
import { readRunFile, type RunFile } from './run-file.ts';

/** Where a running server is, and the token to show it. */
export interface ServerAddress {
  readonly url: string;
  readonly token: Secret;
  /** What its run file says, when it was found by one. */
  readonly run: RunFile | undefined;
}

/** How a server is looked for. */
export interface ServerSearch {
  readonly url?: string | undefined;
  readonly tokenFile?: string | undefined;
  readonly dataDir?: string | undefined;
  /** Whose token of the run file is taken when none is given. */
  readonly as: 'owner' | 'assistant';
}

/** Folders that may hold the run file of a server, the likeliest first. */
export async function dataFolders(world: World, dataDir?: string): Promise<readonly string[]> {
  if (dataDir !== undefined) return [dataDir];
  const { cwd, env } = world.process;
  const here = (await world.files.list(cwd))
    .filter((name) => name.startsWith('.quipu'))
    .map((name) => `${cwd}/${name}`);
  const home = env['HOME'] ?? env['USERPROFILE'];
  const state = env['XDG_STATE_HOME'] ?? (home === undefined ? undefined : `${home}/.local/state`);
  return state === undefined ? here : [...here, `${state}/quipu`];
}

/**
 * Finds the running server: the address given, then `QUIPU_URL`, then the run files of
 * `./.quipu*` and of the user's state folder.
 *
 * @throws QuipuError `app.server_unreachable` when none runs, `app.unauthorized` without a token
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
  return { url: originOf(found), token: await tokenFor(world, search, run), run };
}

async function tokenFor(
  world: World,
  search: ServerSearch,
  run: RunFile | undefined,
): Promise<Secret> {
  const own = search.as === 'owner' ? run?.tokenPath : run?.assistantTokenPath;
  const fromEnv =
    search.tokenFile === undefined ? said(world.process.env['QUIPU_TOKEN']) : undefined;
  if (fromEnv !== undefined) return new Secret(fromEnv);
  const path = search.tokenFile ?? own;
  const content = path === undefined ? undefined : await world.files.read(path);
  if (content !== undefined) return new Secret(content.trim());
  if (search.tokenFile !== undefined) {
    throw appError('app.unauthorized', `Expected a token in ${search.tokenFile}, found no file.`, {
      next: 'Check the path after --token-file.',
    });
  }
  throw appError('app.unauthorized', 'Expected a token for the server, found none.', {
    next: 'Set QUIPU_TOKEN, or name a file that holds a token with --token-file.',
  });
}

function said(text: string | undefined): string | undefined {
  return text === undefined || text.trim() === '' ? undefined : text.trim();
}

function originOf(url: string): string {
  if (URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)) return new URL(url).origin;
  throw appError('app.usage', `Expected the address of a server, found "${url}".`, {
    next: 'Write it as in http://127.0.0.1:7410.',
  });
}

function sameOrigin(a: string, b: string): boolean {
  return URL.canParse(b) && new URL(a).origin === new URL(b).origin;
}
