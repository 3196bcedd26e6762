import { ERRORS } from '../../src/app/glossary/error-catalog.ts';
import { TERMS } from '../../src/app/glossary/terms.ts';
import { CONTROLS } from '../../src/risk/controls.ts';
import { exitCodeOf } from '../../src/surfaces/cli/failure.ts';
import { statusOf } from '../../src/surfaces/rest/problem.ts';
import { code, plain, table } from './markdown.ts';

const LEAD = `# Errors and terms

Every error has a code, which starts with the room that raises it. The code is the same on every
surface: after the message on the command line, as \`code\` in JSON and in HTTP problem details.
\`quipu explain CODE\` prints the text of this page, and \`quipu explain R-03\` the control of that
number. The message of the error itself always says what was expected and what was found.

\`npm run document\` generates this page from the code.
`;

/** Meanings of the command line's exit codes. */
export const EXIT_CODES: Readonly<Record<number, string>> = {
  0: 'success',
  1: 'an unexpected failure',
  2: 'an invalid request or command line',
  3: 'a configuration, strategy or data file is invalid; nothing was started',
  4: 'not signed in, or not allowed',
  5: 'not found: a file, folder, symbol, order or saved run that was named',
  6: 'conflict with another process or an earlier request',
  7: 'denied by the risk gate, or refused by the mode',
  8: 'rejected by the broker',
  10: 'the other side cannot be reached',
  11: 'too many requests',
  12: 'unknown outcome: check before you repeat',
  13: 'a check found problems',
  70: 'the machine or its disk failed, or a file or folder could not be read or written',
};

const ROOMS: Readonly<Record<string, string>> = {
  app: 'Requests, configuration and server',
  risk: 'Denied by the risk gate',
  alpaca: 'Alpaca',
  world: 'Machine and network',
  store: 'Data folder',
  engine: 'Runs',
  research: 'Backtests',
  strategy: 'Strategies',
  core: 'Input',
  market: 'Prices and days',
  analysis: 'Research',
  ledger: 'Journal',
  simulator: 'Paper exchange',
};

/** Returns the page of every error code and every term, as Markdown. */
export function errorsPage(): string {
  const exits = table(
    ['exit code', 'meaning'],
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
  return `\n## ${title}\n\n${table(['code', 'meaning', 'what to do', 'HTTP', 'exit'], rows)}`;
}

function controlOf(name: string): string {
  const control = CONTROLS.find((one) => one.code === name);
  return control === undefined ? '' : ` (${control.id})`;
}
