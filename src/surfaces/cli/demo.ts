import type { Command } from 'commander';
import { type Demo, startDemo } from '../../app/host/demo.ts';
import type { Shell } from './io.ts';
import { runOptions, runUntilDone, untilStopped } from './running.ts';
import { numberOption, type RawOptions, textOption } from './settings.ts';
import { countText, durationText } from '../../core/number-text.ts';
import { printable } from './failure.ts';
import { createPen, type Pen, say } from './text.ts';

const PORT = 7410;
const SPEED = 60;

/** Adds `quipu demo`: a market, a broker, an engine and a dashboard without any setup. */
export function addDemo(program: Command, shell: Shell): void {
  program
    .command('demo')
    .description('Starts market, broker, strategies, dashboard; no keys')
    .option('--speed <number>', `speed of market time, as a multiple (default: ${SPEED})`)
    .option('--seed <number>', 'seed of the market (default: 7)')
    .option('--port <number>', `port of the dashboard (default: ${PORT})`)
    .option('--replay <folder>', 'replay recorded minutes instead of the synthetic market')
    .option('--fresh', 'start over: delete the account and the journal in the data folder')
    .option('--for <duration>', 'stop automatically after this time, such as 30s, with a summary')
    .option('--no-open', 'do not open a browser')
    .action(async (_: unknown, self: Command) => {
      await runDemo(shell, self.optsWithGlobals());
    });
}

async function runDemo({ io, surfaces }: Shell, options: RawOptions): Promise<void> {
  const { world } = io;
  const startedAt = world.clock.monotonic();
  const dataDir = textOption(options, 'dataDir') ?? `${world.process.cwd}/.quipu-demo`;
  const text = (name: string): string | undefined => textOption(options, name);
  const speed = numberOption(text('speed') ?? String(SPEED), '--speed', { min: 1, max: 3_600 });
  const port = numberOption(text('port') ?? String(PORT), '--port', {
    min: 0,
    max: 65_533,
    whole: true,
  });
  const whole = { min: 0, max: 2 ** 32 - 1, whole: true };
  const seedText = text('seed');
  const seed = seedText === undefined ? undefined : numberOption(seedText, '--seed', whole);
  const run = runOptions(options);
  const replay = text('replay');
  const fresh = options['fresh'] === true;
  const demo = await startDemo(world, { dataDir, port, speed, seed, replay, fresh }, surfaces.rest);
  const seconds = (world.clock.monotonic() - startedAt) / 1000;
  const link = demo.server.signInLink();
  const ended = untilStopped(world, run.forMs);
  if (!run.json) {
    const pen = createPen(io);
    say(io, banner(demo, { link, seconds, speed, dataDir, pen }));
    if (options['open'] === true && io.isTty) io.openBrowser(link);
  }
  const { server } = demo;
  await runUntilDone(io, { server, ended, stop: () => demo.stop() }, run);
}

interface BannerFacts {
  readonly link: string;
  readonly seconds: number;
  readonly speed: number;
  readonly dataDir: string;
  readonly pen: Pen;
}

function banner({ broker, server, earlier }: Demo, facts: BannerFacts): string {
  const { link, seconds, speed, dataDir, pen } = facts;
  const { engine } = server.context;
  const tick = pen.good('✔');
  const { market, assets } = broker;
  const source =
    market.replay === null
      ? `${assets.length} symbols, 60 days of minutes, 2 years of days, seed ${String(market.seed)}`
      : `${assets.length} symbols recorded in ${market.replay}`;
  const strategies = `${engine.runners.length} strategies running`;
  const { state, reason } = engine.portfolio.engine;
  const halted =
    state === 'running'
      ? []
      : [
          `  ${pen.bad('!')} engine    ${state.toUpperCase()}: ${printable(reason)}`,
          '              to resume: npx quipu resume --reason WHY',
        ];
  const { orderCount, holdings } = engine.portfolio;
  const goesOn =
    earlier === 0
      ? []
      : [
          `  ${tick} continues where it ended: ${countText(earlier, 'entry', 'entries')}, ` +
            `${countText(orderCount, 'order')}, ` +
            `${countText(holdings.size, 'position')}; --fresh starts over`,
        ];
  const controls = `${server.limitCount} risk controls on`;
  return [
    `  ${tick} data      ${dataDir}  (${source})   ${pen.dim(durationText(seconds * 1000))}`,
    `  ${tick} broker    ${broker.url}   Alpaca-compatible, keys in ${broker.keysPath}`,
    `  ${tick} engine    ${strategies}, ${controls}, clock ${speed}x`,
    ...goesOn,
    ...halted,
    `  ${tick} dashboard ${pen.bold(link)}`,
    '              this link signs one browser in, once, within 10 minutes',
    `  ${tick} assistant npx quipu mcp serve`,
    `  ${pen.bold('MODE SIM')}: nothing here touches a real or paper account.`,
    '  Try next   npx quipu status      npx quipu order list      npx quipu halt',
    '',
  ].join('\n');
}
