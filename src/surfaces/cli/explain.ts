import type { Command } from 'commander';
import {
  type ExplainedError,
  type ExplainedTerm,
  explainWord,
} from '../../app/glossary/explain-word.ts';
import { withRuns } from '../../app/kept-runs.ts';
import { foldersWithJournal, reportOfFolder } from '../../app/local-journal.ts';
import { readReturns } from '../../app/local-report.ts';
import {
  explainFrom,
  isOfAccount,
  type MetricQuestion,
  metricsExplain,
} from '../../app/operations/metrics.ts';
import { withBenchmarkOfFolder } from '../../app/report-benchmark.ts';
import { findRunReport } from '../../app/stored-runs.ts';
import { explanationView, metricNamed } from '../../app/views/explanation.ts';
import { fromWire, toWire } from '../../app/wire.ts';
import { isQuipuError } from '../../core/errors.ts';
import { ask } from './answer.ts';
import { exitCodeOf } from './failure.ts';
import type { Io } from './io.ts';
import { addFields, inputOf, inWordsTyped } from './operation-command.ts';
import { folderOption, type RawOptions, settingsOf, textOption, usage } from './settings.ts';
import { asText, createPen, pairs, type Pen } from './text.ts';

type Explanation = Awaited<ReturnType<typeof explainFrom>>;

/** An explanation and where it is from. */
interface Answered {
  readonly answer: Explanation;
  readonly meta: Readonly<Record<string, unknown>>;
}

/** `quipu explain WORD`: a metric and the way to its value, an error code, a control, a term. */
export function addExplain(program: Command, io: Io): void {
  const command = program.command('explain').description(metricsExplain.summary);
  command.argument('<word>', 'such as sharpe, app.usage, R-03 or drawdown');
  addFields(command, metricsExplain, ['metric']);
  command
    .option('--file <csv>', 'for a file: date,return or date,equity; also benchmark, flow')
    .option('--data <folder>', 'where bars of the benchmark are when no server runs: SYM.csv')
    .option('--skip-bad-rows', 'leave bad rows of the file out instead of refusing it');
  command.action(async (word: string, _: unknown, self: Command) => {
    const options: RawOptions = self.optsWithGlobals();
    const { json } = settingsOf(options);
    const given = inputOf(metricsExplain, [word], options);
    const about = ['run', 'account', 'from', 'to', 'benchmark'].filter((name) => name in given);
    const isBare = about.length === 0 && options['file'] === undefined;
    const explained = isBare ? explainWord(word) : undefined;
    if (explained !== undefined) {
      io.out(json ? wordJson(explained) : renderWord(explained, createPen(io.color)));
      return;
    }
    const question = questionOf(given);
    const { answer, meta } =
      options['file'] === undefined
        ? await answerOf(io, question, options)
        : await answerOfFile(io, question, { options, about });
    if (json) {
      const data = toWire(metricsExplain.output.json, answer);
      io.out(`${JSON.stringify({ data, meta })}\n`);
      return;
    }
    io.out(renderExplanation(answer, createPen(io.color)));
  });
}

function questionOf(given: Readonly<Record<string, unknown>>): MetricQuestion {
  try {
    return metricsExplain.input.parse(fromWire(metricsExplain.input.json, given));
  } catch (error) {
    throw inWordsTyped(metricsExplain, error);
  }
}

async function answerOfFile(
  io: Io,
  { metric: id, convention, riskFree, periodsPerYear }: MetricQuestion,
  { options, about }: { readonly options: RawOptions; readonly about: readonly string[] },
): Promise<Answered> {
  const file = textOption(options, 'file') ?? '';
  if (about[0] !== undefined) {
    throw usage(
      `--${about[0]}: expected one thing to explain ${id} for, found the file ${file} too`,
      `Leave out --file or --${about[0]}.`,
    );
  }
  const metric = metricNamed(id);
  const skipBadRows = options['skipBadRows'] === true;
  const rates = { riskFree, periodsPerYear };
  const report = await readReturns(io.world, { file, convention, skipBadRows, rates });
  return {
    answer: explanationView(metric, convention, { of: file, performance: report.performance }),
    meta: { mode: null },
  };
}

/** Of the running server where the account is meant, or of the journal in the data folder. */
async function answerOf(io: Io, question: MetricQuestion, options: RawOptions): Promise<Answered> {
  const settings = settingsOf(options);
  if (isOfAccount(question) && question.run === undefined) {
    metricNamed(question.metric);
    try {
      const input = inputOf(metricsExplain, [question.metric], options);
      const { data, meta } = await ask(io, settings, { operation: metricsExplain, input });
      const { output } = metricsExplain;
      return { answer: output.parse(fromWire(output.json, data)), meta };
    } catch (error) {
      const isDown = isQuipuError(error) && error.code === 'app.server_unreachable';
      if (!isDown || settings.url !== undefined) throw error;
    }
  }
  let meta: Answered['meta'] = { mode: null };
  const answer = await explainFrom(question, {
    ofRun: (run) =>
      withRuns(io.world, settings.dataDir, (documents) => findRunReport(documents, run)),
    async ofAccount() {
      const [folder] = await foldersWithJournal(io.world, settings.dataDir);
      if (folder === undefined) {
        throw usage(
          'expected an account to look at: no server runs here, and no data folder has a journal',
          'Name a folder with --data-dir, a backtest with --run, or a file with --file.',
        );
      }
      const account = await reportOfFolder(folder, question);
      meta = { mode: account.header.mode ?? null, data_dir: folder };
      return withBenchmarkOfFolder(io.world, account, {
        benchmark: question.benchmark,
        data: folderOption(options, 'data'),
      });
    },
  });
  return { answer, meta };
}

function wordJson(word: ExplainedError | ExplainedTerm): string {
  const exit = word.kind === 'error' ? { exit_code: exitCodeOf(word.code) } : {};
  return `${JSON.stringify({ data: { ...word, ...exit }, meta: { mode: null } })}\n`;
}

function renderWord(word: ExplainedError | ExplainedTerm, pen: Pen): string {
  if (word.kind === 'term') return `${pen.bold(word.term)}\n${word.means}\n`;
  const { code, control, means, remedy } = word;
  const lines: (readonly [string, string])[] = [
    ['means', means],
    ['do', remedy],
    ['exit code', String(exitCodeOf(code))],
  ];
  return `${pen.bold(control === null ? code : `${code} (${control})`)}\n${pairs(lines, pen)}`;
}

type Step = Explanation['steps'][number];

function renderExplanation(answer: Explanation, pen: Pen): string {
  const { id, title, formula, choices, source, unit, convention, of } = answer;
  const lines: (readonly [string, string])[] = [
    ['formula', asText(formula)],
    ['convention', asText(convention)],
  ];
  if (choices !== null) lines.push(['choices', asText(choices)]);
  if (source !== null) lines.push(['source', asText(source)]);
  lines.push(['unit', asText(unit)]);
  const definition = `${pen.bold(title)} (${id})\n${pairs(lines, pen)}`;
  if (of === null) return definition;
  const why = answer.undefined ?? answer.tooShort;
  const reason = why === null ? '' : `  (${asText(why)})`;
  const value = `${pen.bold('value')}  ${asText(answer.value)}${reason}   of ${asText(of)}\n`;
  const others = Object.entries(answer.alternatives).map(([name, one]) => [name, asText(one)]);
  return (
    `${definition}\n${stepsOf('inputs', answer.inputs, pen)}` +
    `${stepsOf('steps', answer.steps, pen)}${value}\n` +
    `${pen.bold('by convention')}\n${pairs(others as [string, string][], pen)}`
  );
}

function stepsOf(title: string, steps: readonly Step[], pen: Pen): string {
  if (steps.length === 0) return '';
  const lines = steps.map(({ what, value }) => [asText(what), asText(value)] as const);
  return `${pen.bold(title)}\n${pairs(lines, pen)}\n`;
}
