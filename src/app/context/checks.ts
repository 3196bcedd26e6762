import { countText, durationText, signedMoneyText, tableTimeText } from '../../core/number-text.ts';
import type { World } from '../../core/world.ts';
import type { Engine } from '../../engine/engine.ts';
import type { ReadContext } from './app-context.ts';

/** Result of one check. */
export interface Check {
  readonly name: string;
  readonly outcome: 'ok' | 'warning' | 'problem';
  readonly message: string;
  /** What to do about it; empty when nothing is wrong. */
  readonly fix: string;
}

const ok = (name: string, message: string): Check => ({ name, outcome: 'ok', message, fix: '' });

/** Time without a market event during market hours that is a warning, on the world clock. */
const QUIET_MS = 30_000;

/** Checks a running server from inside: journal, connections, ledger against broker, strategies. */
export async function checkHouse(context: ReadContext): Promise<readonly Check[]> {
  const { engine, connections, world } = context;
  const checks: Check[] = [];
  const verdict = await context.journal.verify();
  checks.push(
    verdict.sound
      ? ok('journal', `${verdict.head.seq} entries, the chain is intact`)
      : {
          name: 'journal',
          outcome: 'problem',
          message: `entry ${verdict.seq} is bad: ${verdict.why}`,
          fix: 'Keep the file, stop the server, and restore the last backup.',
        },
  );
  checks.push(
    connections.brokerUp
      ? ok('broker', `${context.mode} at ${context.brokerUrl}, stream up`)
      : {
          name: 'broker',
          outcome: 'problem',
          message: `the stream of ${context.brokerUrl} is down`,
          fix: 'Check that the broker runs; the engine reconnects automatically.',
        },
  );
  const quiet =
    connections.marketAt === null ? Number.NaN : world.clock.monotonic() - connections.marketAt;
  checks.push(
    quiet <= QUIET_MS
      ? ok('market data', `last event ${durationText(quiet)} ago`)
      : {
          name: 'market data',
          outcome: 'warning',
          message: Number.isNaN(quiet)
            ? 'no market event has arrived yet'
            : `no market event for ${durationText(quiet)}`,
          fix: 'Normal while the market is closed; otherwise check the connection.',
        },
  );
  checks.push(ledgerCheck(context), engineCheck(context));
  const failing = engine.runners.filter(({ state }) => state.state === 'error');
  for (const { id, state } of failing) {
    checks.push({
      name: `strategy ${id}`,
      outcome: 'problem',
      message: state.stateReason,
      fix: 'Correct the strategy and start the server again.',
    });
  }
  return checks;
}

function ledgerCheck({ engine }: ReadContext): Check {
  const { drift, at } = engine.portfolio.reconciled;
  if (at <= 0) {
    const message = 'not compared with the broker yet';
    return {
      name: 'ledger',
      outcome: 'warning',
      message,
      fix: 'Wait until the broker is connected.',
    };
  }
  if (drift.length === 0) return agreementCheck(engine);
  const [first] = drift;
  const what = first!.symbol ?? first!.what;
  return {
    name: 'ledger',
    outcome: 'problem',
    message:
      `${countText(drift.length, 'difference')}; ` +
      `${what}: ledger ${first!.ours}, broker ${first!.theirs}`,
    fix:
      'No order may add to the position. Find the cause, or book the difference: quipu ledger ' +
      'adjust.',
  };
}

/** Returns the ledger check when there is no unexplained difference. */
function agreementCheck({ comparison }: Engine): Check {
  if (comparison === undefined) {
    const message = 'not compared with the broker since the start';
    return {
      name: 'ledger',
      outcome: 'warning',
      message,
      fix: 'Wait until the broker is connected.',
    };
  }
  const { standing, asOf, cash } = comparison;
  if (standing === 'equal')
    return ok('ledger', `equals the broker statement of ${tableTimeText(asOf)}`);
  const moved = `${signedMoneyText(cash)} in cash`;
  const then = `equaled the broker statement of ${tableTimeText(asOf)}`;
  if (standing === 'moved_since') {
    const fees = 'with fees due in the next statement';
    return ok('ledger', `${then}; ${moved} was booked since, ${fees}`);
  }
  const statement = `the broker statement of ${tableTimeText(asOf)}`;
  const message = `differs from ${statement} by ${moved}; comparing again`;
  return {
    name: 'ledger',
    outcome: 'warning',
    message,
    fix: 'Run quipu doctor again in a minute.',
  };
}

function engineCheck({ engine }: ReadContext): Check {
  if (engine.state === 'running') return ok('engine', 'running');
  const { reason, by } = engine.portfolio.engine;
  return {
    name: 'engine',
    outcome: 'warning',
    message: `${engine.state}: ${reason} (${by})`,
    fix: 'To resume: quipu resume --reason WHY.',
  };
}

/** Checks the surroundings before anything runs: Node version, clock, disk of the data folder. */
export async function checkSurroundings(
  world: World,
  facts: { readonly nodeVersion: string; readonly dataDir: string },
): Promise<readonly Check[]> {
  const checks: Check[] = [];
  const major = Number(facts.nodeVersion.split('.')[0]);
  checks.push(
    major >= 26
      ? ok('node', facts.nodeVersion)
      : {
          name: 'node',
          outcome: 'problem',
          message: `Node ${facts.nodeVersion} is older than 26`,
          fix: 'Run `npm ci`, which installs Node 26 with the program.',
        },
  );
  const year = new Date(world.clock.now()).getUTCFullYear();
  checks.push(
    year >= 2024 && year < 2100
      ? ok('clock', tableTimeText(world.clock.now()))
      : {
          name: 'clock',
          outcome: 'problem',
          message: `the clock of this machine shows the year ${year}`,
          fix: 'Set the clock.',
        },
  );
  checks.push(await diskCheck(world, facts.dataDir));
  return checks;
}

/** Returns the folder, or its nearest existing parent. */
async function nearestFolder(world: World, folder: string): Promise<string> {
  if (folder === '.' || folder === '/') return folder;
  const end = folder.lastIndexOf('/');
  const above = end < 0 ? '.' : folder.slice(0, Math.max(end, 1));
  const names = await world.files.list(above);
  return names.includes(folder.slice(end + 1)) ? folder : nearestFolder(world, above);
}

/** Checks that the data folder can be written or created; a check-up itself creates no folder. */
async function diskCheck(world: World, dataDir: string): Promise<Check> {
  const folder = await nearestFolder(world, dataDir);
  const probe = `${folder}/.quipu-doctor`;
  try {
    await world.files.write(probe, 'x'.repeat(4_096));
    await world.files.remove(probe);
    const there = folder === dataDir;
    return ok('data folder', there ? `${dataDir} can be written` : `${dataDir} can be created`);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const fix = 'Free some space there, or choose another folder with --data-dir.';
    return { name: 'data folder', outcome: 'problem', message, fix };
  }
}
