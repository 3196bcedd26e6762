import type { ReportInput } from '../analysis/report/report-input.ts';
import {
  type ReportableRun,
  reportOfRun,
  type RunReportOptions,
} from '../analysis/report/report-of-run.ts';
import { isQuipuError } from '../core/errors.ts';
import { canonicalJson } from '../core/canonical.ts';
import { anything, looseObject, optional, record, type Infer, text } from '../core/schema.ts';
import { sha256Hex } from '../core/sha256.ts';
import { formatInstant } from '../core/time.ts';
import type { World } from '../core/world.ts';
import type { Documents } from '../store/ports.ts';
import { createMemoryDocuments } from '../store/memory/documents.ts';
import { openSqliteDocuments } from '../store/sqlite/documents.ts';
import { appError } from './errors.ts';
import { dataFolders } from './find-server.ts';
import { nearest } from './nearest.ts';
import { decodeReport, encodeReport } from './report-codec.ts';
import { VERSION } from './version.ts';
import { withTrials } from './run-trials.ts';

/** What a run answered, small; and what a report of it is made of, large. */
const ANSWERS = 'backtests';
const REPORTS = 'backtest_reports';
/** More runs than this are not looked through for a mistyped id. */
const LISTED_MAX = 500;
/** A server keeps no more than this by itself, so that nobody who may only look fills its disk. */
const KEPT_MAX = 500;
const NAME = /^(?!bt_)[a-z0-9][a-z0-9._-]{0,39}$/i;

const runSchema = looseObject({
  id: text(),
  createdAt: text(),
  /** What a person calls it. */
  name: optional(text()),
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
  const id = idOf(encoded);
  const createdAt = formatInstant(world.clock.now());
  await documents.insertIfAbsent(REPORTS, id, encoded);
  await documents.insertIfAbsent(ANSWERS, id, { id, createdAt, data });
  return id;
}

/** What a report of a run is made of, in a form that can be kept. */
export function reportOfFresh(
  run: ReportableRun & Pick<ReportInput['performance'], 'roundTrips'>,
  options: RunReportOptions,
): ReportInput {
  const { header = {} } = options;
  const facts = [...(header.facts ?? []), ['Made by', `Quipu ${VERSION}`] as const];
  const report = reportOfRun(run, { ...options, header: { ...header, facts } });
  // The recorder's trips are read from a column; these are plain and can be kept.
  return { ...report, performance: { ...report.performance, roundTrips: run.roundTrips } };
}

/** Whether a run is kept: its id, or why it has none. */
export interface Keeping {
  readonly id: string | null;
  readonly because: string | null;
}

/** Keeps a run, or says why it cannot be kept, which spoils no answer. */
export async function keepOrTell(
  world: Pick<World, 'clock'>,
  documents: Documents,
  run: FreshRun,
): Promise<Keeping> {
  try {
    const { documents: kept } = await documents.list(ANSWERS, { limit: KEPT_MAX });
    const id = idOf(encodeReport(run.report));
    // A run that is there already takes no room.
    if (kept.length < KEPT_MAX || (await documents.get(ANSWERS, id)) !== undefined) {
      return { id: await keepRun(world, documents, run), because: null };
    }
    const because =
      `${KEPT_MAX} backtests are kept here, and no more are; make room on the server’s machine: ` +
      'quipu backtest remove ID --data-dir FOLDER';
    return { id: null, because };
  } catch (error) {
    if (!isQuipuError(error)) throw error;
    return { id: null, because: `${error.message} (${error.code})` };
  }
}

function idOf(encoded: unknown): string {
  return `bt_${sha256Hex(canonicalJson(encoded)).slice(0, 12)}`;
}

/** The runs kept, newest first, at most `limit`. */
export async function listRuns(documents: Documents, limit: number): Promise<readonly StoredRun[]> {
  const page = await documents.list(ANSWERS, { limit });
  return page.documents.map(({ value }) => runSchema.parse(value));
}

/** The run that a person called by a name, or undefined. */
export async function runNamed(documents: Documents, name: string): Promise<StoredRun | undefined> {
  const runs = await listRuns(documents, LISTED_MAX);
  return runs.find((run) => run.name === name);
}

/** One run, by its id or its name. @throws QuipuError `app.run_not_found` naming the likeliest */
export async function findRun(documents: Documents, id: string): Promise<StoredRun> {
  const found = await documents.get(ANSWERS, id);
  if (found !== undefined) return runSchema.parse(found);
  const runs = await listRuns(documents, LISTED_MAX);
  const named = runs.find(({ name }) => name === id);
  if (named !== undefined) return named;
  throw noRun(
    id,
    runs.flatMap((run) => (run.name === undefined ? [run.id] : [run.id, run.name])),
  );
}

/**
 * Gives a run a name, by which it is found as by its id; takes its name when none is given.
 *
 * @throws QuipuError `app.run_not_found`, `app.invalid_name`, `app.name_taken`
 */
export async function nameRun(
  documents: Documents,
  id: string,
  name: string | undefined,
): Promise<StoredRun> {
  const { name: _, ...run } = await findRun(documents, id);
  if (name !== undefined && !NAME.test(name)) {
    throw appError('app.invalid_name', `Expected a name of a run, found "${name}".`, {
      next: 'Begin with a letter or digit, then letters, digits, points, dashes; at most 40.',
    });
  }
  const runs = name === undefined ? [] : await listRuns(documents, LISTED_MAX);
  const owner = runs.find((one) => one.name === name && one.id !== run.id);
  if (owner !== undefined) {
    throw appError(
      'app.name_taken',
      `Expected a free name, found that ${owner.id} has "${name}".`,
      {
        next: `Choose another, or take it from that run: quipu backtest tag ${owner.id}.`,
      },
    );
  }
  const named = name === undefined ? run : { ...run, name };
  await documents.put(ANSWERS, run.id, named);
  return named;
}

/** Forgets a run and what its report is made of. @throws QuipuError `app.run_not_found` */
export async function removeRun(documents: Documents, id: string): Promise<void> {
  const run = await findRun(documents, id);
  // The answer goes last: a run that is half removed is still listed, and can be removed again.
  await documents.remove(REPORTS, run.id);
  await documents.remove(ANSWERS, run.id);
}

/**
 * What a report of a run is made of, with how many parameter sets of its strategy are kept.
 *
 * @throws QuipuError `app.run_not_found`
 */
export async function findRunReport(documents: Documents, id: string): Promise<ReportInput> {
  const run = await findRun(documents, id);
  const report = decodeReport(await documents.get(REPORTS, run.id));
  return withTrials(report, run, await listRuns(documents, LISTED_MAX));
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

/** The other data folders beside and of the user that have runs, and how many each has. */
export async function otherRuns(
  world: World,
  folder: string,
): Promise<readonly { readonly folder: string; readonly count: number }[]> {
  const found: { folder: string; count: number }[] = [];
  for (const other of await dataFolders(world)) {
    if (other === folder) continue;
    const runs = await readingRuns(world, other, (documents) => listRuns(documents, LISTED_MAX));
    if (runs.length > 0) found.push({ folder: other, count: runs.length });
  }
  return found;
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
