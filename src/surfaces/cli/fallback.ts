import type { Command } from 'commander';
import { isQuipuError } from '../../core/errors.ts';
import { checkSurroundings } from '../../app/doctor.ts';
import { dataFolders } from '../../app/find-server.ts';
import { readRunFile } from '../../app/run-file.ts';
import { foldersWithJournal, verifyFolder } from '../../app/local-journal.ts';
import { doctorReport, doctorRun, doctorWire } from '../../app/operations/doctor.ts';
import { journalVerify } from '../../app/operations/journal.ts';
import type { Check } from '../../app/doctor.ts';
import { ask, conclude } from './answer.ts';
import type { Io } from './io.ts';
import { type Settings, settingsOf, usage } from './settings.ts';

function isUnreachable(error: unknown): boolean {
  return isQuipuError(error) && error.code === 'app.server_unreachable';
}

/** `quipu journal verify`: by the running server, or on the data folder when none runs. */
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
    throw usage(
      'no server runs here, and no data folder has a journal',
      'Name one with --data-dir.',
    );
  }
  return verifyFolder(io.world, folder);
}

/** `quipu doctor`: what is around us, and the running server when there is one. */
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

/** The folder of the server that runs here, else the first data folder, else the usual one. */
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

/** Checks the journal in the data folder, which no server does just now. */
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
    const told = `${entries} entries, the chain is sound`;
    return [{ name: 'journal', outcome: 'ok', message: told, fix: '' }];
  } catch (error) {
    if (!isQuipuError(error)) throw error;
    return bad(error.message);
  }
}
