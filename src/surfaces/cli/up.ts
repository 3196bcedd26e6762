import type { Command } from 'commander';
import { settingsFor } from '../../app/start-up.ts';
import { startServer } from '../../app/server.ts';
import type { Shell } from './io.ts';
import { runOptions, runUntilDone, untilStopped } from './running.ts';
import { numberOption, type RawOptions, textOption } from './settings.ts';
import { createPen } from './text.ts';

/** `quipu up`: the engine and its server against a broker that runs elsewhere. */
export function addUp(program: Command, shell: Shell): void {
  program
    .command('up')
    .description('Starts the engine and its server, by quipu.config.ts')
    .option('--config <file>', 'the configuration (default: ./quipu.config.ts or .json)')
    .option('--broker-url <url>', 'the paper broker of Quipu to connect to')
    .option('--keys <file>', 'the file of its keys')
    .option('--port <number>', 'the port to listen on (default: 7410)')
    .option('--for <duration>', 'stop by itself after this long, and sum up')
    .action(async (_: unknown, self: Command) => {
      await runUp(shell, self.optsWithGlobals());
    });
}

async function runUp({ io, faces }: Shell, options: RawOptions): Promise<void> {
  const { world } = io;
  const text = (name: string): string | undefined => textOption(options, name);
  const portText = text('port');
  const bounds = { min: 0, max: 65_535, whole: true };
  const settings = await settingsFor(world, {
    configPath: text('config'),
    dataDir: text('dataDir'),
    port: portText === undefined ? undefined : numberOption(portText, '--port', bounds),
    brokerUrl: text('brokerUrl'),
    keysPath: text('keys'),
  });
  const run = runOptions(options);
  const server = await startServer(world, settings, faces.rest);
  const ended = untilStopped(world, run.forMs);
  if (!run.json) {
    const pen = createPen(io.color);
    const { mode, engine, brokerUrl } = server.context;
    const tick = pen.good('✔');
    const strategies = `${engine.runners.length} strategies running`;
    io.out(
      [
        `  ${tick} broker    ${brokerUrl}`,
        `  ${tick} engine    ${strategies} · ${server.limitCount} risk controls on`,
        `  ${tick} dashboard ${pen.bold(server.signInLink())}`,
        '              this link signs one browser in, once, within 10 minutes',
        `  ${pen.bold(`MODE ${mode.toUpperCase()}`)}`,
        '',
      ].join('\n'),
    );
  }
  await runUntilDone(io, { server, ended, stop: () => server.stop() }, run);
}
