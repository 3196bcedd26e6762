import { spawn } from 'node:child_process';
import process from 'node:process';
import { isatty } from 'node:tty';
import { fileURLToPath } from 'node:url';
import { createRealWorldFor } from '../../app/real-world.ts';
import { createRestFace } from '../rest/rest-face.ts';
import type { Pipe } from '../mcp/line-transport.ts';
import type { Shell } from './io.ts';
import { runCli } from './program.ts';

/** Whether a command came to its end; a strategy is code of its author, and may end all of it. */
let ended = false;

// A reader that has gone (a closed pipe) is no failure of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') return;
  ended = true;
  process.exit(0);
});

const world = createRealWorldFor(process.env['QUIPU_LOG']);

// Beside the package's own files, in source and when built.
const webFolder = fileURLToPath(new URL('../../../dist/web', import.meta.url));

const isTty = isatty(1);

const shell: Shell = {
  io: {
    world,
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    isTty,
    color: isTty && process.env['NO_COLOR'] === undefined,
    nodeVersion: process.versions.node,
    openBrowser,
  },
  faces: {
    rest: (context, options) => createRestFace(context, { ...options, webFolder }),
    async mcp(serving) {
      // Read for this command alone: it is a quarter of what every other would have to read.
      const { serveTools } = await import('../mcp/serve-tools.ts');
      await serveTools({ ...serving, pipe: standardPipe, closed: stdinClosed() });
    },
  },
};

/** Standard input and output, for a protocol that has both to itself. */
const standardPipe: Pipe = {
  listen(take) {
    process.stdin.on('data', take);
    return () => void process.stdin.off('data', take);
  },
  write: (text) => new Promise((resolve) => void process.stdout.write(text, () => resolve())),
};

/** Resolves when whoever writes to us has gone. */
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
    'quipu: Something ended the program before it had a result: a strategy calls process.exit. ' +
      '(engine.strategy_failed)\n  Next: Take it out; a strategy answers, and ends nothing.\n',
  );
  process.exitCode = 3;
});

process.exitCode = await runCli(process.argv.slice(2), shell);
ended = true;
await world.close();
// Whatever a failure left open must not keep a command that has ended.
setTimeout(() => process.exit(), 1_000).unref();
