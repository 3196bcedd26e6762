import type { World } from '../../core/world.ts';

/** Returns the folders that may hold a server's run file, most likely first. */
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
