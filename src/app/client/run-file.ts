import { integer, type Infer, object, oneOf, text } from '../../core/schema.ts';
import type { World } from '../../core/world.ts';

/** Description that a running server leaves in its data folder, so that commands find it. */
const runFileSchema = object({
  url: text(),
  pid: integer({ min: 1 }),
  tokenPath: text(),
  assistantTokenPath: text(),
  mode: oneOf(['sim', 'paper', 'live']),
  brokerUrl: text(),
  dataDir: text(),
  version: text(),
});

/** Parsed run file of a server. */
export type RunFile = Infer<typeof runFileSchema>;

/** Returns the path of a data folder's run file. */
function runFilePath(dataDir: string): string {
  return `${dataDir}/run.json`;
}

/** Writes the run file, readable by this user only. */
export async function writeRunFile(world: World, run: RunFile): Promise<void> {
  await world.files.write(runFilePath(run.dataDir), `${JSON.stringify(run, null, 2)}\n`, 0o600);
}

/** Reads the run file; undefined when there is none, or when its process is gone. */
export async function readRunFile(world: World, dataDir: string): Promise<RunFile | undefined> {
  const content = await world.files.read(runFilePath(dataDir));
  if (content === undefined) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(content);
  } catch {
    return undefined; // an incomplete file counts as none; the next start rewrites it
  }
  const checked = runFileSchema.judge(value);
  if (!checked.ok || !world.process.alive(checked.value.pid)) return undefined;
  return checked.value;
}

/** Removes the run file if it is still ours. */
export async function removeRunFile(world: World, dataDir: string): Promise<void> {
  const run = await readRunFile(world, dataDir);
  if (run?.pid === world.process.pid) await world.files.remove(runFilePath(dataDir));
}
