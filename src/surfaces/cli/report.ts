import { type Command, Option } from 'commander';
import { conventionField, dayField } from '../../app/operation/fields.ts';
import { foldersWithJournal, reportOfFolder } from '../../app/local/journal.ts';
import {
  type BuiltReport,
  buildLocalReport,
  builtReport,
  reportFolder,
} from '../../app/reports/report-of-returns.ts';
import { reportsAccount } from '../../app/operations/reports.ts';
import { compareToBacktest } from '../../app/reports/compare-to-backtest.ts';
import { withBenchmarkOfFolder } from '../../app/reports/with-benchmark.ts';
import { type Rates, ratesFields, withRates } from '../../app/reports/with-rates.ts';
import { writeReport } from '../../app/reports/write-report.ts';
import { findRun, findRunReport, runNamed } from '../../app/library/stored-runs.ts';
import { isQuipuError } from '../../core/errors.ts';
import { appError } from '../../app/kit/errors.ts';
import { countText } from '../../core/number-text.ts';
import { ask } from './answer.ts';
import type { Io } from './io.ts';
import { withRuns } from '../../app/library/runs-elsewhere.ts';
import { descriptionOf } from './operation-command.ts';
import {
  folderOption,
  numberOption,
  type RawOptions,
  settingsOf,
  textOption,
  usage,
} from './settings.ts';
import { cellText, say, showPeriod } from './text.ts';

/** Adds `quipu report build`: a tear sheet of the account, of a saved backtest, or of a file. */
export function addReport(group: Command, io: Io): void {
  const command = group
    .command('build')
    .description(reportsAccount.summary)
    .argument(
      '[run-or-file]',
      'a backtest by id or name, or a CSV: date,return or date,equity; also benchmark, flow',
    )
    .option('--from <day>', 'first day of the account, as YYYY-MM-DD')
    .option('--to <day>', 'last day of the account')
    .option('--benchmark <symbol>', 'a symbol to compare the account with, dividends included')
    .option('--data <folder>', 'folder of benchmark bars when no server runs: SYM.csv')
    .option('--against <run>', 'a saved backtest to compare the account with, day by day')
    .option('--out <folder>', 'output folder (default: ./NAME-report)')
    .option('--skip-bad-rows', 'skip bad rows instead of rejecting the file')
    .option('--risk-free <rate>', descriptionOf(ratesFields.riskFree.json))
    .option('--periods-per-year <number>', descriptionOf(ratesFields.periodsPerYear.json))
    .addOption(conventionOption());
  command.action(async (subject: string | undefined, _: unknown, self: Command) => {
    const options = self.optsWithGlobals();
    const { built, meta } = await build(io, subject, options);
    const { files, folder, summary } = built;
    const paths = await writeReport(io.world, folderOption(options, 'out') ?? folder, files);
    if (options['json'] === true) {
      io.out(`${JSON.stringify({ data: { ...summary, files: paths }, meta })}\n`);
      return;
    }
    const days = showPeriod(summary.from, summary.to);
    const lead = `${summary.title}  ${days}, ${countText(summary.periods, 'period')}`;
    say(io, `${cellText(lead)}\n${paths.map((path) => `  ${cellText(path)}\n`).join('')}`);
    for (const finding of summary.findings) io.err(`Finding: ${cellText(finding)}\n`);
  });
}

interface Built {
  readonly built: BuiltReport;
  readonly meta: Readonly<Record<string, unknown>>;
}

async function build(io: Io, subject: string | undefined, options: RawOptions): Promise<Built> {
  if (subject === undefined) return buildOfAccount(io, options);
  const ranged = ['from', 'to', 'against', 'benchmark', 'data'].find(
    (name) => options[name] !== undefined,
  );
  if (ranged !== undefined) {
    throw usage(
      `--${ranged}: expected an account report, found ${subject}`,
      'Omit it, or name no file and no backtest.',
    );
  }
  const convention = textOption(options, 'convention');
  const run = await runOf(io, subject, options);
  const built =
    run === undefined
      ? await buildLocalReport(io.world, {
          file: subject,
          convention,
          skipBadRows: options['skipBadRows'] === true,
          rates: ratesOf(options),
        })
      : await buildOfRun(io, { id: run, subject }, options);
  return { built, meta: { mode: null, as_of: `${built.summary.to}T00:00:00Z` } };
}

/** Returns the id of a backtest named by id or name; undefined for a file. */
async function runOf(io: Io, subject: string, options: RawOptions): Promise<string | undefined> {
  if (/^bt_\w+$/.test(subject)) return subject;
  if (/[\\/]/.test(subject)) return undefined;
  const file = await io.world.files.read(subject);
  const run = await withRuns(io.world, settingsOf(options).dataDir, (documents) =>
    runNamed(documents, subject),
  );
  if (run === undefined) {
    // A word without a period is not a file name: a backtest was meant.
    if (file !== undefined || subject.includes('.')) return undefined;
    await withRuns(io.world, settingsOf(options).dataDir, (documents) =>
      findRun(documents, subject),
    );
  }
  if (run !== undefined && file !== undefined) {
    throw usage(
      `expected one thing to report on: "${subject}" is a file, and the name of ${run.id}`,
      `Name the file as ./${subject}, or the backtest as ${run.id}.`,
    );
  }
  return run?.id;
}

async function buildOfRun(
  io: Io,
  { id, subject }: { readonly id: string; readonly subject: string },
  options: RawOptions,
): Promise<BuiltReport> {
  const input = await withRuns(io.world, settingsOf(options).dataDir, (documents) =>
    findRunReport(documents, id),
  );
  const convention = conventionField.parse(textOption(options, 'convention') ?? input.convention);
  const measured = withRates({ ...input, convention }, ratesOf(options));
  return { ...builtReport(measured), folder: `./${subject}-report` };
}

/** Reads the rates given on the command line. */
function ratesOf(options: RawOptions): Rates {
  const read = (name: keyof Rates, option: string): number | undefined => {
    const text = textOption(options, name);
    const { minimum, maximum } = ratesFields[name].json;
    const bounds = { min: Number(minimum), max: Number(maximum) };
    return text === undefined ? undefined : numberOption(text, option, bounds);
  };
  return {
    riskFree: read('riskFree', '--risk-free'),
    periodsPerYear: read('periodsPerYear', '--periods-per-year'),
  };
}

/** Builds the account report with the running server, or from the journal in the data folder. */
async function buildOfAccount(io: Io, options: RawOptions): Promise<Built> {
  const settings = settingsOf(options);
  const question = {
    from: dayField('--from').parse(textOption(options, 'from')),
    to: dayField('--to').parse(textOption(options, 'to')),
    convention: conventionField.parse(textOption(options, 'convention')),
  };
  const against = textOption(options, 'against');
  const benchmark = textOption(options, 'benchmark');
  const rates = ratesOf(options);
  try {
    const { riskFree: risk_free, periodsPerYear: periods_per_year } = rates;
    const asked = { ...question, against, benchmark, risk_free, periods_per_year };
    const input = Object.fromEntries(
      Object.entries(asked).filter(([, value]) => value !== undefined && value !== ''),
    );
    const { data, meta } = await ask(io, settings, { operation: reportsAccount, input });
    const { files, ...summary } = data as BuiltReport['summary'] & Pick<BuiltReport, 'files'>;
    return { built: { files, summary, folder: reportFolder(summary.title) }, meta };
  } catch (error) {
    const isDown = isQuipuError(error) && error.code === 'app.server_unreachable';
    if (!isDown || settings.url !== undefined) throw error;
  }
  const [folder] = await foldersWithJournal(io.world, settings.dataDir);
  if (folder === undefined) {
    throw appError(
      'app.no_data',
      'Expected an account: no server runs here, and no data folder has a journal.',
      {
        next: 'Name a folder with --data-dir, or a file: quipu report build returns.csv.',
      },
    );
  }
  const own = withRates(await reportOfFolder(folder, question), rates);
  const account = await withBenchmarkOfFolder(io.world, own, {
    benchmark,
    data: textOption(options, 'data'),
  });
  const input =
    against === undefined
      ? account
      : compareToBacktest(
          account,
          against,
          await withRuns(io.world, settings.dataDir, (documents) =>
            findRunReport(documents, against),
          ),
        );
  const built = builtReport(input);
  const { mode = null } = input.header;
  return { built, meta: { mode, data_dir: folder, as_of: `${built.summary.to}T00:00:00Z` } };
}

function conventionOption(): Option {
  const { json } = conventionField;
  return new Option('--convention <name>', descriptionOf(json)).choices(
    json['enum'] as readonly string[],
  );
}
