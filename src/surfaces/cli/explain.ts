import type { Command } from 'commander';
import {
  type ExplainedError,
  type ExplainedTerm,
  explainWord,
} from '../../app/glossary/explain-word.ts';
import { withRuns } from '../../app/library/runs-elsewhere.ts';
import { foldersWithJournal, reportOfFolder } from '../../app/local/journal.ts';
import { readReturns } from '../../app/reports/report-of-returns.ts';
import {
  explainFrom,
  isOfAccount,
  type MetricQuestion,
  metricsExplain,
} from '../../app/operations/metrics.ts';
import { answerFields, explainField } from '../../app/operations/explain-field.ts';
import { withBenchmarkOfFolder } from '../../app/reports/with-benchmark.ts';
import { findRunReport } from '../../app/library/stored-runs.ts';
import { explanationView, metricNamed, metricValueText } from '../../app/views/explanation.ts';
import { fromWire, toWire } from '../../app/operation/wire.ts';
import { isQuipuError } from '../../core/errors.ts';
import { appError } from '../../app/kit/errors.ts';
import { quantityText, UNDEFINED } from '../../core/number-text.ts';
import { ask } from './answer.ts';
import { exitCodeOf } from './failure.ts';
import type { Io } from './io.ts';
import { addFields, inputOf, inWordsTyped } from './operation-command.ts';
import { folderOption, type RawOptions, settingsOf, textOption, usage } from './settings.ts';
import { cellText, createPen, pairs, type Pen, say } from './text.ts';

const FIELDS = { names: answerFields, explain: explainField };

type Explanation = Awaited<ReturnType<typeof explainFrom>>;

/** An explanation and its source. */
interface Answered {
  readonly answer: Explanation;
  readonly meta: Readonly<Record<string, unknown>>;
}

/**
 * Adds `quipu explain WORD`: a metric with the steps to its value, an error code, a control or a
 * term.
 */
export function addExplain(program: Command, io: Io): void {
  const command = program.command('explain').description(metricsExplain.summary);
  command.argument('<word>', 'such as sharpe, app.usage, R-03 or drawdown');
  addFields(command, metricsExplain, ['metric']);
  command
    .option('--file <csv>', 'use a file: date,return or date,equity; also benchmark, flow')
    .option('--data <folder>', 'folder of benchmark bars when no server runs: SYM.csv')
    .option('--skip-bad-rows', 'skip bad rows of the file instead of rejecting it');
  command.action(async (word: string, _: unknown, self: Command) => {
    const options: RawOptions = self.optsWithGlobals();
    const { json } = settingsOf(options);
    const given = inputOf(metricsExplain, [word], options);
    const about = ['run', 'account', 'from', 'to', 'benchmark'].filter((name) => name in given);
    const isBare = about.length === 0 && options['file'] === undefined;
    const explained = isBare ? explainWord(word, FIELDS) : undefined;
    if (explained !== undefined) {
      if (json) io.out(wordJson(explained));
      else say(io, renderWord(explained, createPen(io)));
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
    say(io, renderExplanation(answer, createPen(io)));
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
      `--${about[0]}: expected one source to explain ${id}, found the file ${file} too`,
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

/** Answers from the running server for the account, or from the journal in the data folder. */
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
        throw appError(
          'app.no_data',
          'Expected an account: no server runs here, and no data folder has a journal.',
          {
            next: 'Name a folder with --data-dir, a backtest with --run, or a file with --file.',
          },
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
  const { id, title, formula, choices, source, unit, sign, convention, of } = answer;
  const lines: (readonly [string, string])[] = [
    ['formula', cellText(formula)],
    ['convention', cellText(convention)],
  ];
  if (choices !== null) lines.push(['choices', cellText(choices)]);
  if (source !== null) lines.push(['source', cellText(source)]);
  lines.push(['unit', cellText(sign === null ? unit : `${unit}, ${sign}`)]);
  const definition = `${pen.bold(title)} (${id})\n${pairs(lines, pen)}`;
  if (of === null) return definition;
  const why = answer.undefined ?? answer.tooShort;
  const reason = why === null ? '' : `  (${cellText(why)})`;
  const shown = (one: number | null): string =>
    one === null ? UNDEFINED : `${metricValueText(id, one)}  (${numberOf(one)})`;
  const value = `${pen.bold('value')}  ${shown(answer.value)}${reason}   of ${cellText(of)}\n`;
  const others = Object.entries(answer.alternatives).map(([name, one]) => [name, shown(one)]);
  return (
    `${definition}\n${stepsOf('inputs', answer.inputs, pen)}` +
    `${stepsOf('steps', answer.steps, pen)}${value}\n` +
    `${pen.bold('by convention')}\n${pairs(others as [string, string][], pen)}`
  );
}

/** Formats an intermediate value with enough digits to check it manually. */
function numberOf(value: number): string {
  const text = quantityText(value);
  return text === '0' ? String(value) : text;
}

function stepsOf(title: string, steps: readonly Step[], pen: Pen): string {
  if (steps.length === 0) return '';
  const lines = steps.map(
    ({ what, value }) =>
      [cellText(what), typeof value === 'number' ? numberOf(value) : cellText(value)] as const,
  );
  return `${pen.bold(title)}\n${pairs(lines, pen)}\n`;
}
