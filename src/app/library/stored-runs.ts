import type { ReportInput } from '../../analysis/report/report-input.ts';
import {
  type ReportableRun,
  reportOfRun,
  type RunReportOptions,
} from '../../analysis/report/report-of-run.ts';
import { isQuipuError } from '../../core/errors.ts';
import { canonicalJson } from '../../core/canonical.ts';
import { sha256Hex } from '../../core/sha256.ts';
import { formatInstant } from '../../core/time.ts';
import type { World } from '../../core/world.ts';
import type { Documents } from '../../store/ports.ts';
import { createMemoryDocuments } from '../../store/memory/documents.ts';
import { openSqliteDocuments } from '../../store/sqlite/documents.ts';
import { appError } from '../kit/errors.ts';
import { dataFolders } from '../files/data-folders.ts';
import { nearest } from '../kit/nearest.ts';
import { decodeReport, encodeReport } from './codec.ts';
import { VERSION } from '../kit/version.ts';
import { runSchema, type StoredRun } from './stored-run.ts';
import { withTrials } from './trials.ts';

/** Answers of runs, which are small, and their report data, which are large. */
const ANSWERS = 'backtests';
const REPORTS = 'backtest_reports';
/** Maximum number of runs searched for a mistyped id. */
const LISTED_MAX = 500;
/**
 * Maximum saved by a server automatically, so that a user who may only read cannot fill its disk.
 */
const KEPT_MAX = 500;
const NAME = /^(?!bt_)[a-z0-9][a-z0-9._-]{0,39}$/i;

/** A new backtest to save. */
export interface FreshRun {
  readonly data: Readonly<Record<string, unknown>>;
  readonly report: ReportInput;
}

/**
 * Saves a run and returns its id, derived from its content: the same run has the same id and keeps
 * its original time.
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

/** Returns the report data of a run in a form that can be saved. */
export function reportOfFresh(
  run: ReportableRun & Pick<ReportInput['performance'], 'roundTrips'>,
  options: RunReportOptions,
): ReportInput {
  const { header = {} } = options;
  const facts = [...(header.facts ?? []), ['Made by', `Quipu ${VERSION}`] as const];
  const report = reportOfRun(run, { ...options, header: { ...header, facts } });
  // The recorder's trips read from a column; these are plain objects and can be saved.
  return { ...report, performance: { ...report.performance, roundTrips: run.roundTrips } };
}

/** Result of saving a run: its id, or why it has none. */
export interface Keeping {
  readonly id: string | null;
  readonly because: string | null;
}

/** Saves a run, or returns why it cannot be saved; the answer of the run is unaffected. */
export async function keepOrTell(
  world: Pick<World, 'clock'>,
  documents: Documents,
  run: FreshRun,
): Promise<Keeping> {
  try {
    const { documents: kept } = await documents.list(ANSWERS, { limit: KEPT_MAX });
    const id = idOf(encodeReport(run.report));
    // A run that is already saved takes no space.
    if (kept.length < KEPT_MAX || (await documents.get(ANSWERS, id)) !== undefined) {
      return { id: await keepRun(world, documents, run), because: null };
    }
    const because =
      `${KEPT_MAX} backtests are saved here, the maximum; remove one on the server's machine: ` +
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

/** Returns the saved runs, newest first, at most `limit`. */
export async function listRuns(documents: Documents, limit: number): Promise<readonly StoredRun[]> {
  const page = await documents.list(ANSWERS, { limit });
  return page.documents.map(({ value }) => runSchema.parse(value));
}

/** Returns the run with a user-given name, or undefined. */
export async function runNamed(documents: Documents, name: string): Promise<StoredRun | undefined> {
  const runs = await listRuns(documents, LISTED_MAX);
  return runs.find((run) => run.name === name);
}

/** Returns a run by id or name. @throws QuipuError `app.run_not_found` naming the closest ids */
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
 * Names a run, which can then be found by name or id; removes its name when none is given.
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
    throw appError('app.invalid_name', `Expected a valid run name, found "${name}".`, {
      next: 'Start with a letter or digit, then letters, digits, periods, dashes; at most 40.',
    });
  }
  const runs = name === undefined ? [] : await listRuns(documents, LISTED_MAX);
  const owner = runs.find((one) => one.name === name && one.id !== run.id);
  if (owner !== undefined) {
    throw appError(
      'app.name_taken',
      `Expected an unused name, found that ${owner.id} has "${name}".`,
      {
        next: `Choose another, or remove it from that run: quipu backtest tag ${owner.id}.`,
      },
    );
  }
  const named = name === undefined ? run : { ...run, name };
  await documents.put(ANSWERS, run.id, named);
  return named;
}

/** Deletes a run and its report data. @throws QuipuError `app.run_not_found` */
export async function removeRun(documents: Documents, id: string): Promise<void> {
  const run = await findRun(documents, id);
  // The answer is deleted last: a half-removed run is still listed and can be removed again.
  await documents.remove(REPORTS, run.id);
  await documents.remove(ANSWERS, run.id);
}

/**
 * Returns the report data of a run, with the number of saved parameter sets of its strategy.
 *
 * @throws QuipuError `app.run_not_found`
 */
export async function findRunReport(documents: Documents, id: string): Promise<ReportInput> {
  const run = await findRun(documents, id);
  const report = decodeReport(await documents.get(REPORTS, run.id));
  return withTrials(report, run, await listRuns(documents, LISTED_MAX));
}

/** Opens the documents of a data folder for one task, creating them if needed. */
export async function writingRuns<T>(
  dataDir: string,
  work: (documents: Documents) => Promise<T>,
): Promise<T> {
  return closing(await openSqliteDocuments(dataDir), work);
}

/** Opens the documents read-only; creates nothing. */
export async function readingRuns<T>(
  world: World,
  dataDir: string,
  work: (documents: Documents) => Promise<T>,
): Promise<T> {
  const exist = (await world.files.list(dataDir)).includes('documents.db');
  return closing(exist ? await openSqliteDocuments(dataDir) : createMemoryDocuments(), work);
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

/** Returns the user's other data folders that have runs, and the number in each. */
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

/** Returns the data folder for runs: the named one, else `./.quipu`. */
export function runsFolder(world: Pick<World, 'process'>, dataDir: string | undefined): string {
  return dataDir ?? `${world.process.cwd}/.quipu`;
}

function noRun(id: string, ids: readonly string[]): Error {
  const like = nearest(id, ids, 3).join(', ');
  const none =
    ids.length === 0
      ? 'Run one first: quipu backtest run FILE --data FOLDER.'
      : 'See the saved ones: quipu backtest list.';
  const next = like === '' ? none : `Did you mean ${like}?`;
  return appError('app.run_not_found', `Expected the id of a saved run, found "${id}".`, { next });
}
