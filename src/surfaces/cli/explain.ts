import type { Command } from 'commander';
import {
  type ExplainedError,
  type ExplainedTerm,
  explainWord,
} from '../../app/glossary/explain-word.ts';
import { explainFrom, metricsExplain } from '../../app/operations/metrics.ts';
import { fromWire, toWire } from '../../app/wire.ts';
import { exitCodeOf } from './failure.ts';
import type { Io } from './io.ts';
import { withRuns } from '../../app/kept-runs.ts';
import { addFields, inputOf } from './operation-command.ts';
import { settingsOf } from './settings.ts';
import { asText, createPen, pairs, type Pen } from './text.ts';

type Explanation = Awaited<ReturnType<typeof explainFrom>>;

/** `quipu explain WORD`: a metric and the way to its value, an error code, a control, a term. */
export function addExplain(program: Command, io: Io): void {
  const command = program.command('explain').description(metricsExplain.summary);
  command.argument('<word>', 'such as sharpe, app.usage, R-03 or drawdown');
  addFields(command, metricsExplain, ['metric']);
  command.action(async (word: string, _: unknown, self: Command) => {
    const options = self.optsWithGlobals();
    const { json } = settingsOf(options);
    const given = inputOf(metricsExplain, [word], options);
    const explained = given['run'] === undefined ? explainWord(word) : undefined;
    if (explained !== undefined) {
      io.out(json ? wordJson(explained) : renderWord(explained, createPen(io.color)));
      return;
    }
    const question = metricsExplain.input.parse(fromWire(metricsExplain.input.json, given));
    const answer = await withRuns(io.world, settingsOf(options).dataDir, (documents) =>
      explainFrom(documents, question),
    );
    if (json) {
      const data = toWire(metricsExplain.output.json, answer);
      io.out(`${JSON.stringify({ data, meta: { mode: null } })}\n`);
      return;
    }
    io.out(renderExplanation(answer, createPen(io.color)));
  });
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
  const { id, title, formula, choices, source, unit, convention, run } = answer;
  const lines: (readonly [string, string])[] = [
    ['formula', asText(formula)],
    ['convention', asText(convention)],
  ];
  if (choices !== null) lines.push(['choices', asText(choices)]);
  if (source !== null) lines.push(['source', asText(source)]);
  lines.push(['unit', asText(unit)]);
  const definition = `${pen.bold(title)} (${id})\n${pairs(lines, pen)}`;
  if (run === null) return definition;
  const why = answer.undefined ?? answer.tooShort;
  const reason = why === null ? '' : `  (${asText(why)})`;
  const value = `${pen.bold('value')}  ${asText(answer.value)}${reason}   of ${asText(run)}\n`;
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
