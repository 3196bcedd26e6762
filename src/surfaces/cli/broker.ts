import type { Command } from 'commander';
import { startPaperBroker } from '../../app/paper-broker.ts';
import type { Io } from './io.ts';
import { runOptions, untilStopped } from './running.ts';
import { numberOption, type RawOptions, textOption } from './settings.ts';
import { createPen } from './text.ts';

const PORT = 7411;
const SPEED = 60;

/** `quipu broker start`: the paper broker alone, for any Alpaca client. */
export function addBroker(program: Command, io: Io): void {
  program
    .command('broker')
    .description('The paper broker alone, for any Alpaca client')
    .command('start')
    .description("Starts a paper broker that speaks Alpaca's API; its account survives")
    .option('--port <number>', `its port; its control port is the next one (default: ${PORT})`)
    .option('--speed <number>', `how many times as fast as time (default: ${SPEED})`)
    .option('--seed <number>', 'the seed of the market (default: 7)')
    .option('--replay <folder>', 'play recorded minutes instead of the synthetic market')
    .option('--cash <dollars>', 'money of a new account (default: 100000)')
    .option('--for <duration>', 'stop by itself after this long')
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
    const tick = createPen(io.color).good('✔');
    io.out(
      `  ${tick} broker    ${url}   Alpaca-compatible (APCA_API_BASE_URL)\n` +
        `  ${tick} control   ${controlUrl}\n` +
        `  ${tick} keys      ${keysPath}\n`,
    );
  }
  await ended;
  await broker.stop();
}
