import type { Command } from 'commander';
import { settingsFor } from '../../app/host/start-settings.ts';
import { startServer } from '../../app/host/server.ts';
import type { Shell } from './io.ts';
import { runOptions, runUntilDone, untilStopped } from './running.ts';
import { numberOption, type RawOptions, textOption } from './settings.ts';
import { createPen, say } from './text.ts';

/** Adds `quipu up`: the engine and its server, with a broker that runs elsewhere. */
export function addUp(program: Command, shell: Shell): void {
  program
    .command('up')
    .description('Starts the engine and its server from quipu.config.ts')
    .option('--config <file>', 'configuration file (default: ./quipu.config.ts or .json)')
    .option('--broker-url <url>', "Quipu's paper broker to connect to")
    .option('--keys <file>', 'key file of the paper broker')
    .option('--port <number>', 'port to listen on (default: 7410)')
    .option('--for <duration>', 'stop automatically after this time, with a summary')
    .action(async (_: unknown, self: Command) => {
      await runUp(shell, self.optsWithGlobals());
    });
}

async function runUp({ io, surfaces }: Shell, options: RawOptions): Promise<void> {
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
  const server = await startServer(world, settings, surfaces.rest);
  const ended = untilStopped(world, run.forMs);
  if (!run.json) {
    const pen = createPen(io);
    const { mode, engine, brokerUrl } = server.context;
    const tick = pen.good('✔');
    const strategies = `${engine.runners.length} strategies running`;
    say(
      io,
      [
        `  ${tick} broker    ${brokerUrl}`,
        `  ${tick} engine    ${strategies}, ${server.limitCount} risk controls on`,
        `  ${tick} dashboard ${pen.bold(server.signInLink())}`,
        '              this link signs one browser in, once, within 10 minutes',
        `  ${pen.bold(`MODE ${mode.toUpperCase()}`)}`,
        '',
      ].join('\n'),
    );
  }
  await runUntilDone(io, { server, ended, stop: () => server.stop() }, run);
}
