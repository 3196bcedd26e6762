import { formatInstant } from '../../core/time.ts';
import type { ReportInput } from '../../analysis/report/report-input.ts';
import type { World } from '../../core/world.ts';
import { openJournalReader } from '../../store/sqlite/journal.ts';
import { type AccountQuestion, accountReport } from '../reports/account-report.ts';
import { dataFolders } from '../files/data-folders.ts';
import type { WireAnswer } from '../client/server-client.ts';

/** Verifies the journal of a data folder directly, with the answer of the server operation. */
export async function verifyFolder(world: World, dataDir: string): Promise<WireAnswer> {
  const journal = openJournalReader(dataDir);
  try {
    const verdict = await journal.verify();
    const data = verdict.sound
      ? { sound: true, entries: verdict.head.seq, digest: verdict.head.hash, first_bad: null }
      : {
          sound: false,
          entries: verdict.seq - 1,
          digest: null,
          first_bad: { seq: verdict.seq, why: verdict.why },
        };
    const meta = { mode: null, data_dir: dataDir, as_of: formatInstant(world.clock.now()) };
    return { data, meta };
  } finally {
    await journal.close();
  }
}

/** Returns the candidate folders that have a journal, most likely first. */
export async function foldersWithJournal(
  world: World,
  dataDir: string | undefined,
): Promise<readonly string[]> {
  const found: string[] = [];
  for (const folder of await dataFolders(world, dataDir)) {
    if ((await world.files.list(folder)).includes('journal.db')) found.push(folder);
  }
  return found;
}

/**
 * Returns the report data of a data folder's account, from its journal alone.
 *
 * @throws QuipuError as {@link accountReport} does
 */
export async function reportOfFolder(
  dataDir: string,
  question: AccountQuestion,
): Promise<ReportInput> {
  const journal = openJournalReader(dataDir);
  try {
    return await accountReport(journal, question);
  } finally {
    await journal.close();
  }
}
