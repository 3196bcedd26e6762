import { asciiText } from '../../core/number-text.ts';
import { spawn } from 'node:child_process';
import process from 'node:process';
import { isatty } from 'node:tty';
import { fileURLToPath } from 'node:url';
import { createRealWorldFor } from '../../app/host/real-world.ts';
import { createRestSurface } from '../rest/rest-surface.ts';
import type { Pipe } from '../mcp/line-transport.ts';
import { type Shell, takesColor } from './io.ts';
import { runCli } from './program.ts';

/** Whether a command has finished; a strategy is its author's code and can end the process. */
let ended = false;

// A reader that has gone (a closed pipe) is not our failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') return;
  ended = true;
  process.exit(0);
});

const world = createRealWorldFor(process.env['QUIPU_LOG']);

// Next to the package's own files, in source and in the build.
const webFolder = fileURLToPath(new URL('../../../dist/web', import.meta.url));

const isTty = isatty(1);

const shell: Shell = {
  io: {
    world,
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(isatty(2) ? text : asciiText(text)),
    isTty,
    color: takesColor(process.env, isTty),
    nodeVersion: process.versions.node,
    openBrowser,
  },
  surfaces: {
    rest: (context, options) => createRestSurface(context, { ...options, webFolder }),
    async mcp(serving) {
      // Loaded for this command only: it is a quarter of what every other command would load.
      const { serveTools } = await import('../mcp/serve-tools.ts');
      await serveTools({ ...serving, pipe: standardPipe, closed: stdinClosed() });
    },
  },
};

/** Standard input and output, for a protocol that uses both exclusively. */
const standardPipe: Pipe = {
  listen(take) {
    process.stdin.on('data', take);
    return () => void process.stdin.off('data', take);
  },
  write: (text) => new Promise((resolve) => void process.stdout.write(text, () => resolve())),
};

/** Resolves when the writer to standard input has gone. */
function stdinClosed(): Promise<void> {
  return new Promise((resolve) => {
    process.stdin.once('end', resolve);
    process.stdin.once('close', resolve);
  });
}

function openBrowser(url: string): boolean {
  const { platform, env } = process;
  const headless = platform === 'linux' && !env['DISPLAY'] && !env['WAYLAND_DISPLAY'];
  if (headless || env['CI'] !== undefined) return false;
  const opener = { darwin: 'open', win32: 'explorer' }[platform as string] ?? 'xdg-open';
  const child = spawn(opener, [url], { stdio: 'ignore', detached: true });
  child.on('error', () => {});
  child.unref();
  return true;
}

process.once('exit', (code) => {
  if (ended || code !== 0) return;
  process.stderr.write(
    'quipu: The program ended before it had a result: a strategy calls process.exit. ' +
      '(research.strategy_failed)\n  Next: Remove that call; a strategy only returns intents.\n',
  );
  process.exitCode = 3;
});

process.exitCode = await runCli(process.argv.slice(2), shell);
ended = true;
await world.close();
// A resource left open by a failure must not keep a finished command running.
setTimeout(() => process.exit(), 1_000).unref();
