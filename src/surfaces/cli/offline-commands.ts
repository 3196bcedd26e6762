import type { Command } from 'commander';
import { isQuipuError } from '../../core/errors.ts';
import { appError } from '../../app/kit/errors.ts';
import { checkSurroundings, type Check } from '../../app/context/checks.ts';
import { dataFolders } from '../../app/files/data-folders.ts';
import { readRunFile } from '../../app/client/run-file.ts';
import { foldersWithJournal, verifyFolder } from '../../app/local/journal.ts';
import { doctorReport, doctorRun, doctorWire } from '../../app/operations/doctor.ts';
import { journalVerify } from '../../app/operations/journal.ts';
import { ask, conclude } from './answer.ts';
import type { Io } from './io.ts';
import { type Settings, settingsOf } from './settings.ts';

function isUnreachable(error: unknown): boolean {
  return isQuipuError(error) && error.code === 'app.server_unreachable';
}

/** Adds `quipu journal verify`: through the running server, or on the data folder without one. */
export function addJournalVerify(group: Command, io: Io): void {
  group
    .command('verify')
    .description(journalVerify.summary)
    .action(async (_: unknown, self: Command) => {
      const settings = settingsOf(self.optsWithGlobals());
      const answer = await askOrRead(io, settings);
      conclude(io, settings, journalVerify.name, answer);
    });
}

async function askOrRead(io: Io, settings: Settings): ReturnType<typeof ask> {
  try {
    return await ask(io, settings, { operation: journalVerify, input: {} });
  } catch (error) {
    if (!isUnreachable(error) || settings.url !== undefined) throw error;
  }
  const [folder] = await foldersWithJournal(io.world, settings.dataDir);
  if (folder === undefined) {
    throw appError('app.no_data', 'No server runs here, and no data folder has a journal.', {
      next: 'Name one with --data-dir.',
    });
  }
  return verifyFolder(io.world, folder);
}

/** Adds `quipu doctor`: checks the surroundings, and the running server if there is one. */
export function addDoctor(program: Command, io: Io): void {
  program
    .command('doctor')
    .description(doctorRun.summary)
    .action(async (_: unknown, self: Command) => {
      const settings = settingsOf(self.optsWithGlobals());
      const dataDir = await folderOf(io, settings);
      const around = await checkSurroundings(io.world, { nodeVersion: io.nodeVersion, dataDir });
      const { checks, meta } = await askHouse(io, settings);
      const data = doctorWire(doctorReport([...around, ...checks]));
      conclude(io, settings, doctorRun.name, { data, meta });
    });
}

/** Returns the folder of the running server, else the first data folder, else the default. */
async function folderOf(io: Io, { dataDir }: Settings): Promise<string> {
  const folders = await dataFolders(io.world, dataDir);
  for (const folder of folders) {
    if ((await readRunFile(io.world, folder)) !== undefined) return folder;
  }
  return folders[0] ?? `${io.world.process.cwd}/.quipu`;
}

async function askHouse(
  io: Io,
  settings: Settings,
): Promise<{
  readonly checks: readonly Check[];
  readonly meta: Readonly<Record<string, unknown>>;
}> {
  try {
    const { data, meta } = await ask(io, settings, { operation: doctorRun, input: {} });
    return { checks: (data as { readonly checks: readonly Check[] }).checks, meta };
  } catch (error) {
    if (!isUnreachable(error)) throw error;
    const message = 'no server is running here';
    const fix = 'Start one: quipu demo.';
    const server: Check = { name: 'server', outcome: 'warning', message, fix };
    return { checks: [...(await checkJournal(io, settings)), server], meta: { mode: null } };
  }
}

/** Checks the journal in the data folder while no server uses it. */
async function checkJournal(io: Io, settings: Settings): Promise<readonly Check[]> {
  const [folder] = await foldersWithJournal(io.world, settings.dataDir);
  if (folder === undefined) return [];
  const fix = 'Keep the file, and restore the last backup.';
  const bad = (message: string): readonly Check[] => [
    { name: 'journal', outcome: 'problem', message, fix },
  ];
  try {
    const { data } = await verifyFolder(io.world, folder);
    const verdict = data as {
      readonly entries: number;
      readonly first_bad: { readonly seq: number; readonly why: string } | null;
    };
    const { entries, first_bad: first } = verdict;
    if (first !== null) return bad(`entry ${first.seq} is bad: ${first.why}`);
    const intact = `${entries} entries, the chain is intact`;
    return [{ name: 'journal', outcome: 'ok', message: intact, fix: '' }];
  } catch (error) {
    if (!isQuipuError(error)) throw error;
    return bad(error.message);
  }
}
