import type { ReportInput } from '../analysis/report/report-input.ts';
import { canonicalJson } from '../core/canonical.ts';
import { anything, looseObject, record, type Infer, text } from '../core/schema.ts';
import { sha256Hex } from '../core/sha256.ts';
import { formatInstant } from '../core/time.ts';
import type { World } from '../core/world.ts';
import type { Documents } from '../store/ports.ts';
import { createMemoryDocuments } from '../store/memory/documents.ts';
import { openSqliteDocuments } from '../store/sqlite/documents.ts';
import { appError } from './errors.ts';
import { nearest } from './nearest.ts';
import { decodeReport, encodeReport } from './report-codec.ts';

/** What a run answered, small; and what a report of it is made of, large. */
const ANSWERS = 'backtests';
const REPORTS = 'backtest_reports';
/** More runs than this are not looked through for a mistyped id. */
const LISTED_MAX = 200;

const runSchema = looseObject({
  id: text(),
  createdAt: text(),
  data: record(anything(), { description: 'The answer of backtests.run, in snake_case.' }),
});

/** A backtest that was kept: its id, when it was first run, and what it answered. */
export type StoredRun = Infer<typeof runSchema>;

/** A backtest as it comes out, to be kept. */
export interface FreshRun {
  readonly data: Readonly<Record<string, unknown>>;
  readonly report: ReportInput;
}

/**
 * Keeps a run and returns its id, which stands for its content: the same run again is the same id
 * and keeps its age.
 */
export async function keepRun(
  world: Pick<World, 'clock'>,
  documents: Documents,
  { data, report }: FreshRun,
): Promise<string> {
  const encoded = encodeReport(report);
  const id = `bt_${sha256Hex(canonicalJson(encoded)).slice(0, 12)}`;
  const createdAt = formatInstant(world.clock.now());
  await documents.insertIfAbsent(REPORTS, id, encoded);
  await documents.insertIfAbsent(ANSWERS, id, { id, createdAt, data });
  return id;
}

/** The runs kept, newest first, at most `limit`. */
export async function listRuns(documents: Documents, limit: number): Promise<readonly StoredRun[]> {
  const page = await documents.list(ANSWERS, { limit });
  return page.documents.map(({ value }) => runSchema.parse(value));
}

/** One run. @throws QuipuError `app.run_not_found` naming the ids most like it */
export async function findRun(documents: Documents, id: string): Promise<StoredRun> {
  const found = await documents.get(ANSWERS, id);
  if (found !== undefined) return runSchema.parse(found);
  const ids = (await listRuns(documents, LISTED_MAX)).map((run) => run.id);
  throw noRun(id, ids);
}

/** Forgets a run and what its report is made of. @throws QuipuError `app.run_not_found` */
export async function removeRun(documents: Documents, id: string): Promise<void> {
  await findRun(documents, id);
  // The answer goes last: a run that is half removed is still listed, and can be removed again.
  await documents.remove(REPORTS, id);
  await documents.remove(ANSWERS, id);
}

/** What a report of a run is made of. @throws QuipuError `app.run_not_found` */
export async function findRunReport(documents: Documents, id: string): Promise<ReportInput> {
  await findRun(documents, id);
  return decodeReport(await documents.get(REPORTS, id));
}

/** Opens the documents of a data folder, making them, for one piece of work. */
export async function writingRuns<T>(
  dataDir: string,
  work: (documents: Documents) => Promise<T>,
): Promise<T> {
  return closing(openSqliteDocuments(dataDir), work);
}

/** The same for looking only, which makes nothing where there is nothing. */
export async function readingRuns<T>(
  world: World,
  dataDir: string,
  work: (documents: Documents) => Promise<T>,
): Promise<T> {
  const exist = (await world.files.list(dataDir)).includes('documents.db');
  return closing(exist ? openSqliteDocuments(dataDir) : createMemoryDocuments(), work);
}

async function closing<T>(
  documents: Documents,
  work: (documents: Documents) => Promise<T>,
): Promise<T> {
  try {
    return await work(documents);
  } finally {
    await documents.close();
  }
}

/** The data folder that runs are kept in: the one named, else `./.quipu`. */
export function runsFolder(world: Pick<World, 'process'>, dataDir: string | undefined): string {
  return dataDir ?? `${world.process.cwd}/.quipu`;
}

function noRun(id: string, ids: readonly string[]): Error {
  const like = nearest(id, ids, 3).join(', ');
  const next =
    like === '' ? 'Run one first: quipu backtest run FILE --data FOLDER.' : `Did you mean ${like}?`;
  return appError('app.run_not_found', `Expected the id of a stored run, found "${id}".`, { next });
}
