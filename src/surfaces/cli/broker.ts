import type { Command } from 'commander';
import { startPaperBroker } from '../../app/host/paper-broker.ts';
import type { Io } from './io.ts';
import { runOptions, untilStopped } from './running.ts';
import { numberOption, type RawOptions, textOption } from './settings.ts';
import { createPen, say } from './text.ts';

const PORT = 7411;
const SPEED = 60;

/** Adds `quipu broker start`: the paper broker alone, for any Alpaca client. */
export function addBroker(program: Command, io: Io): void {
  program
    .command('broker')
    .description('The paper broker alone, for any Alpaca client')
    .command('start')
    .description("Starts a paper broker with Alpaca's API; its account survives restarts")
    .option('--port <number>', `port; the control port is the next one (default: ${PORT})`)
    .option('--speed <number>', `speed of market time, as a multiple (default: ${SPEED})`)
    .option('--seed <number>', 'seed of the market (default: 7)')
    .option('--replay <folder>', 'replay recorded minutes instead of the synthetic market')
    .option('--cash <dollars>', 'starting cash of a new account (default: 100000)')
    .option('--for <duration>', 'stop automatically after this time')
    .action(async (_: unknown, self: Command) => {
      await runBroker(io, self.optsWithGlobals());
    });
}

async function runBroker(io: Io, options: RawOptions): Promise<void> {
  const { world } = io;
  const text = (name: string): string | undefined => textOption(options, name);
  const seedText = text('seed');
  const { forMs } = runOptions(options);
  const broker = await startPaperBroker(world, {
    dataDir: text('dataDir') ?? `${world.process.cwd}/.quipu-demo`,
    port: numberOption(text('port') ?? String(PORT), '--port', {
      min: 0,
      max: 65_534,
      whole: true,
    }),
    speed: numberOption(text('speed') ?? String(SPEED), '--speed', { min: 0, max: 100_000 }),
    seed:
      seedText === undefined
        ? undefined
        : numberOption(seedText, '--seed', { min: 0, max: 2 ** 32 - 1, whole: true }),
    replay: text('replay'),
    cash: text('cash'),
  });
  const ended = untilStopped(world, forMs);
  const { url, controlUrl, keysPath, market } = broker;
  if (options['json'] === true) {
    const meta = { mode: 'sim' };
    const data = { url, control_url: controlUrl, keys_path: keysPath, seed: market.seed };
    io.out(`${JSON.stringify({ data, meta })}\n`);
  } else {
    const tick = createPen(io).good('✔');
    say(
      io,
      `  ${tick} broker    ${url}   Alpaca-compatible (APCA_API_BASE_URL)\n` +
        `  ${tick} control   ${controlUrl}\n` +
        `  ${tick} keys      ${keysPath}\n`,
    );
  }
  await ended;
  await broker.stop();
}
