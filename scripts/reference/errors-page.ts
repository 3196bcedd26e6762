import { ERRORS } from '../../src/app/glossary/error-catalogue.ts';
import { TERMS } from '../../src/app/glossary/terms.ts';
import { CONTROLS } from '../../src/risk/controls.ts';
import { exitCodeOf } from '../../src/surfaces/cli/failure.ts';
import { statusOf } from '../../src/surfaces/rest/problem.ts';
import { code, plain, table } from './markdown.ts';

const LEAD = `# Errors and terms

Every error has a code, the room that raises it before the point. The code is the same on every
surface: behind the sentence on the command line, as \`code\` in JSON and in the problem details of
HTTP. \`quipu explain CODE\` prints what stands here, and \`quipu explain R-03\` the control of that
number. The message of the error itself always says what was expected and what was found.

This page is made from the code by \`npm run document\`.
`;

/** What an exit code of the command line says. */
export const EXIT_CODES: Readonly<Record<number, string>> = {
  0: 'all is well',
  1: 'an unexpected failure',
  2: 'what was asked for is not right',
  3: 'the configuration or a strategy is not right; nothing was started',
  4: 'not signed in, or not allowed',
  5: 'not found',
  6: 'a conflict with somebody else or with an earlier request',
  7: 'refused by the risk gate or by the mode',
  8: 'refused by the broker',
  10: 'the other side cannot be reached',
  11: 'too many requests',
  12: 'the outcome is unknown: look before you repeat',
  13: 'a check found problems',
  70: 'the machine or its disk failed',
};

const ROOMS: Readonly<Record<string, string>> = {
  app: 'What was asked for',
  risk: 'Denied by the gate',
  alpaca: 'Alpaca',
  world: 'Machine and network',
  store: 'Data folder',
  engine: 'Runs',
  strategy: 'Strategies',
  core: 'Input',
  market: 'Prices and days',
  analysis: 'Research',
  ledger: 'Journal',
  simulator: 'Paper exchange',
};

/** The page of every error code and every term, as Markdown. */
export function errorsPage(): string {
  const exits = table(
    ['exit code', 'says'],
    Object.entries(EXIT_CODES).map(([exit, says]) => [exit, says]),
  );
  const terms = table(
    ['term', 'means'],
    Object.entries(TERMS).map(([term, means]) => [term, plain(means)]),
  );
  const rooms = Object.entries(ROOMS).map(([room, title]) => sectionOf(room, title));
  return `${LEAD}\n## Exit codes\n\n${exits}${rooms.join('')}\n## Terms\n\n${terms}`;
}

function sectionOf(room: string, title: string): string {
  const rows = Object.entries(ERRORS)
    .filter(([name]) => name.startsWith(`${room}.`))
    .map(([name, [means, remedy]]) => [
      code(name) + controlOf(name),
      plain(means),
      plain(remedy),
      String(statusOf(name)),
      String(exitCodeOf(name)),
    ]);
  return `\n## ${title}\n\n${table(['code', 'means', 'what to do', 'HTTP', 'exit'], rows)}`;
}

function controlOf(name: string): string {
  const control = CONTROLS.find((one) => one.code === name);
  return control === undefined ? '' : ` (${control.id})`;
}
