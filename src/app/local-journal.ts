import { formatInstant } from '../core/time.ts';
import type { World } from '../core/world.ts';
import { openJournalReader } from '../store/sqlite/journal.ts';
import type { WireAnswer } from './server-client.ts';

/** Checks the journal of a data folder directly, as the server would answer it. */
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
