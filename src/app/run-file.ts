import { integer, type Infer, object, oneOf, text } from '../core/schema.ts';
import type { World } from '../core/world.ts';

/** What a running server says of itself in its data folder, so that commands find it. */
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

/** What a running server says of itself. */
export type RunFile = Infer<typeof runFileSchema>;

/** The path of the run file of a data folder. */
function runFilePath(dataDir: string): string {
  return `${dataDir}/run.json`;
}

/** Writes it, for this user only. */
export async function writeRunFile(world: World, run: RunFile): Promise<void> {
  await world.files.write(runFilePath(run.dataDir), `${JSON.stringify(run, null, 2)}\n`, 0o600);
}

/** Reads it; undefined when there is none, or when its process is gone. */
export async function readRunFile(world: World, dataDir: string): Promise<RunFile | undefined> {
  const content = await world.files.read(runFilePath(dataDir));
  if (content === undefined) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(content);
  } catch {
    return undefined; // half a file is the same as none: it is written anew at the next start
  }
  const judged = runFileSchema.judge(value);
  if (!judged.ok || !world.process.alive(judged.value.pid)) return undefined;
  return judged.value;
}

/** Takes it away, when it is still ours. */
export async function removeRunFile(world: World, dataDir: string): Promise<void> {
  const run = await readRunFile(world, dataDir);
  if (run?.pid === world.process.pid) await world.files.remove(runFilePath(dataDir));
}
