import type { Command } from 'commander';
import { findServer, type ServerAddress } from '../../app/client/find-server.ts';
import { createServerClient, type WireAnswer } from '../../app/client/server-client.ts';
import { appError } from '../../app/kit/errors.ts';
import { serverStop } from '../../app/operations/server.ts';
import { isQuipuError } from '../../core/errors.ts';
import { readRunFile, type RunFile } from '../../app/client/run-file.ts';
import type { World } from '../../core/world.ts';
import type { Io } from './io.ts';
import { type Settings, settingsOf } from './settings.ts';

/** Interval between checks of the stopping process, in milliseconds. */
const LOOK_EVERY_MS = 50;

/** Maximum time for a process to end after its server has closed, in milliseconds. */
const PROCESS_MAX_MS = 5_000;

/** Adds `quipu stop`: shuts the running server down and waits until its process is gone. */
export function addStop(program: Command, io: Io): void {
  program
    .command('stop')
    .description(serverStop.summary)
    .action(async (_: unknown, self: Command) => {
      const settings = settingsOf(self.optsWithGlobals());
      const address = await runningServer(io, settings);
      if (address === undefined) {
        const data = { stopped: false, pid: null, data_dir: null, open_orders: null };
        tell(io, settings, { data, meta: { mode: null } }, 'No Quipu server is running here.');
        return;
      }
      const answer = await stop(io, settings, address);
      const { pid = null, dataDir = null } = address.run ?? {};
      const open = (answer?.data as { open_orders: number } | undefined)?.open_orders ?? null;
      const data = { stopped: true, pid, data_dir: dataDir, open_orders: open };
      const mode = answer?.meta['mode'] ?? address.run?.mode ?? null;
      tell(io, settings, { data, meta: { mode } }, sentence(address, { mode, open }));
    });
}

/** Finds the server to stop; undefined when none runs, which is what the user wants. */
async function runningServer(io: Io, settings: Settings): Promise<ServerAddress | undefined> {
  const { url, dataDir, tokenFile } = settings;
  try {
    return await findServer(io.world, { url, dataDir, tokenFile, as: 'owner' });
  } catch (error) {
    if (isQuipuError(error) && error.code === 'app.server_unreachable') return undefined;
    throw error;
  }
}

/**
 * Requests a stop and waits until the process is gone; undefined if it had already ended.
 *
 * @throws QuipuError `app.outcome_unknown` if it is still running after `--timeout`
 */
async function stop(
  io: Io,
  settings: Settings,
  { url, token, run }: ServerAddress,
): Promise<WireAnswer | undefined> {
  const { world } = io;
  const { timeoutMs } = settings;
  const client = createServerClient(world, { url, token }, { via: 'cli', timeoutMs });
  let answer: WireAnswer | undefined;
  try {
    answer = await client.perform(serverStop, {});
  } catch (error) {
    const isGone = run !== undefined && !world.process.alive(run.pid);
    if (!isGone || !isQuipuError(error) || error.code !== 'app.server_unreachable') throw error;
  }
  if (run !== undefined) await untilGone(world, run, timeoutMs);
  return answer;
}

async function untilGone(
  world: World,
  { pid, dataDir }: RunFile,
  timeoutMs: number,
): Promise<void> {
  const { clock } = world;
  const isClosed = async (): Promise<boolean> => (await readRunFile(world, dataDir))?.pid !== pid;
  const begun = clock.monotonic();
  while (!(await isClosed())) {
    if (clock.monotonic() - begun >= timeoutMs) {
      const message = `A stop was requested, but process ${pid} is still running.`;
      throw appError('app.outcome_unknown', message, {
        next: 'Wait and run the command again, with a longer --timeout if needed.',
        retry: 'safe',
        facts: { pid },
      });
    }
    await clock.sleep(LOOK_EVERY_MS);
  }
  // Everything is closed. A zombie process keeps its id, hence the limit.
  const closed = clock.monotonic();
  while (world.process.alive(pid) && clock.monotonic() - closed < PROCESS_MAX_MS) {
    await clock.sleep(LOOK_EVERY_MS);
  }
}

function sentence(
  { run, url }: ServerAddress,
  { mode, open }: { readonly mode: unknown; readonly open: number | null },
): string {
  const left = open === null || open === 0 ? '' : ` ${open} open orders stay at the broker.`;
  const name = typeof mode === 'string' ? `${mode.toUpperCase()} server` : 'server';
  if (run === undefined) return `Requested a stop of the ${name} at ${url}.${left}`;
  return `Stopped the ${name} of ${run.dataDir} (process ${run.pid}).${left}`;
}

function tell(io: Io, { json }: Settings, document: unknown, text: string): void {
  io.out(json ? `${JSON.stringify(document)}\n` : `${text}\n`);
}
