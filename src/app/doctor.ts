import { formatInstant } from '../core/time.ts';
import type { World } from '../core/world.ts';
import type { AppContext } from './context.ts';

/** One thing that was looked at. */
export interface Check {
  readonly name: string;
  readonly outcome: 'ok' | 'warning' | 'problem';
  readonly message: string;
  /** What to do about it; empty when all is well. */
  readonly fix: string;
}

const ok = (name: string, message: string): Check => ({ name, outcome: 'ok', message, fix: '' });

/** How long without a market event during a session is odd, on the world's clock. */
const QUIET_MS = 30_000;

/** Checks a running house from inside: journal, connections, ledger against broker, limits. */
export async function checkHouse(context: AppContext): Promise<readonly Check[]> {
  const { engine, connections, world } = context;
  const checks: Check[] = [];
  const verdict = await context.journal.verify();
  checks.push(
    verdict.sound
      ? ok('journal', `${verdict.head.seq} entries, the chain is sound`)
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
          fix: 'See whether the broker runs; the engine connects again by itself.',
        },
  );
  const quiet =
    connections.marketAt === null ? Number.NaN : world.clock.now() - connections.marketAt;
  checks.push(
    quiet <= QUIET_MS
      ? ok('market data', `last event ${(quiet / 1000).toFixed(1)} s ago`)
      : {
          name: 'market data',
          outcome: 'warning',
          message: Number.isNaN(quiet)
            ? 'no market event has come yet'
            : `no market event for ${Math.round(quiet / 1000)} s`,
          fix: 'Normal while the market is closed; else look at the connection.',
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

function ledgerCheck({ engine }: AppContext): Check {
  const { drift, at } = engine.portfolio.reconciled;
  if (at <= 0) {
    const message = 'not yet compared with the broker';
    return { name: 'ledger', outcome: 'warning', message, fix: 'Wait until it has connected.' };
  }
  if (drift.length === 0) return agreementCheck(engine);
  const [first] = drift;
  const what = first!.symbol ?? first!.what;
  return {
    name: 'ledger',
    outcome: 'problem',
    message: `${drift.length} differences; ${what}: ours ${first!.ours}, theirs ${first!.theirs}`,
    fix: 'Nothing is added in doubt. Find the cause, or take it in: quipu ledger adjust.',
  };
}

/** Without a difference that was called unexplained; one may be looked at just now. */
function agreementCheck({ comparison }: AppContext['engine']): Check {
  if (comparison === undefined) {
    const message = 'not compared with the broker since the start';
    return { name: 'ledger', outcome: 'warning', message, fix: 'Wait until it has connected.' };
  }
  const { standing, asOf, cash } = comparison;
  if (standing === 'equal') return ok('ledger', 'equals the account of the broker');
  const moved = `${cash.toFixed(2)} of cash`;
  const then = `equaled the account of the broker at ${formatInstant(asOf)}`;
  if (standing === 'moved_since') {
    const fees = 'fees of it come with the next statement';
    return ok('ledger', `${then}; ${moved} was booked since, ${fees}`);
  }
  const message = `differs from the broker by ${moved}, and is being compared again`;
  return {
    name: 'ledger',
    outcome: 'warning',
    message,
    fix: 'Run quipu doctor again in a minute.',
  };
}

function engineCheck({ engine }: AppContext): Check {
  if (engine.state === 'running') return ok('engine', 'running');
  const { reason, by } = engine.portfolio.engine;
  return {
    name: 'engine',
    outcome: 'warning',
    message: `${engine.state}: ${reason} (${by})`,
    fix: 'When it may go on: quipu resume --reason WHY.',
  };
}

/** Checks what is around us before anything runs: the clock, the disk under a data folder. */
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
          fix: 'Run `npm ci`, which installs Node 26 beside the program.',
        },
  );
  const year = new Date(world.clock.now()).getUTCFullYear();
  checks.push(
    year >= 2024 && year < 2100
      ? ok('clock', new Date(world.clock.now()).toISOString())
      : {
          name: 'clock',
          outcome: 'problem',
          message: `the clock of this machine says ${year}`,
          fix: 'Set it right.',
        },
  );
  checks.push(await diskCheck(world, facts.dataDir));
  return checks;
}

/** The folder itself, or the nearest one above it that is there. */
async function nearestFolder(world: World, folder: string): Promise<string> {
  if (folder === '.' || folder === '/') return folder;
  const end = folder.lastIndexOf('/');
  const above = end < 0 ? '.' : folder.slice(0, Math.max(end, 1));
  const names = await world.files.list(above);
  return names.includes(folder.slice(end + 1)) ? folder : nearestFolder(world, above);
}

/** Writes where the data folder is, or where it would be made: a check-up makes no folder. */
async function diskCheck(world: World, dataDir: string): Promise<Check> {
  const folder = await nearestFolder(world, dataDir);
  const probe = `${folder}/.quipu-doctor`;
  try {
    await world.files.write(probe, 'x'.repeat(4_096));
    await world.files.remove(probe);
    const there = folder === dataDir;
    return ok('data folder', there ? `${dataDir} can be written` : `${dataDir} can be made`);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const fix = 'Free space there, or choose another folder with --data-dir.';
    return { name: 'data folder', outcome: 'problem', message, fix };
  }
}
