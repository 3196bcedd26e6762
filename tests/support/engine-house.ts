import { alpacaEnvironment } from '../../src/alpaca/client/environment.ts';
import { createPaperBroker } from '../../src/alpaca/server/broker.ts';
import type { PaperBroker, PaperServerOptions } from '../../src/alpaca/server/options.ts';
import { Secret } from '../../src/core/secret.ts';
import type { EpochMs } from '../../src/core/time.ts';
import { connectBroker } from '../../src/app/host/broker-connection.ts';
import { createMarketReference } from '../../src/app/host/market-reference.ts';
import { restoreEngine, runEngine } from '../../src/app/host/run-engine.ts';
import type { BookConfig } from '../../src/engine/book-runner.ts';
import type { Live } from '../../src/engine/drive/run-live.ts';
import type { Engine } from '../../src/engine/engine.ts';
import type { JournalEntry, Mode } from '../../src/ledger/journal.ts';
import { SIM_LIMITS } from '../../src/risk/limits.ts';
import { createMemoryJournal } from '../../src/store/memory/journal.ts';
import { createMemoryRecordLog } from '../../src/store/memory/record-log.ts';
import {
  createSimulatedWorld,
  type SimulatedWorld,
} from '../../src/world/simulated/create-simulated-world.ts';
import { scriptedMarket, type ScriptedMarket } from './scripted-market.ts';

const PORT = 7411;
const KEY_ID = 'PKTEST';
const SECRET = new Secret('s');

/** The application's engine over the paper broker, in virtual time without faults. */
export interface EngineHouse {
  readonly simulation: SimulatedWorld;
  readonly broker: PaperBroker;
  readonly engine: Engine;
  readonly live: Live;
  readonly entries: readonly JournalEntry[];
  /** Lets time pass. */
  pass(ms: number): Promise<void>;
}

/** Market, mode and strategies of an engine house. */
export interface EngineHouseOptions {
  readonly market: ScriptedMarket;
  readonly start: EpochMs;
  /** Mode of the engine; only `sim` takes its time from prices. */
  readonly mode: Mode;
  readonly books?: readonly BookConfig[];
  readonly options?: PaperServerOptions;
  /** How far the engine's wall clock is ahead from the beginning. */
  readonly wallAheadMs?: number;
}

/** Starts broker and engine; both use the same real time. */
export async function startEngineHouse(setup: EngineHouseOptions): Promise<EngineHouse> {
  const { market, start, mode, books = [], options } = setup;
  const simulation = createSimulatedWorld({ seed: 1, faults: 'calm', startAt: start });
  const there = simulation.node('broker');
  const world = simulation.node('engine');
  simulation.jumpWallClock('engine', setup.wallAheadMs ?? 0);
  const broker = await simulation.complete(async () => {
    const made = await createPaperBroker({
      world: there,
      source: scriptedMarket(market),
      log: createMemoryRecordLog(),
      clock: { start, speed: 1 },
      credentials: { keyId: KEY_ID, secret: SECRET },
      options: { ratePerMinute: 100_000, seed: 7, ...options },
    });
    await there.listeners.listen(PORT, made.handlers);
    return made;
  });
  const environment = {
    ...alpacaEnvironment('sim', { trading: `http://127.0.0.1:${PORT}` }),
    mode,
  };
  const credentials = { kind: 'key', keyId: new Secret(KEY_ID), secret: SECRET } as const;
  const entries: JournalEntry[] = [];
  const { engine, live } = await simulation.complete(async () => {
    const connection = await connectBroker(world, { environment, credentials });
    const journal = createMemoryJournal();
    const reference = createMarketReference(connection, world.clock);
    const stores = { journal, market: reference };
    const house = await restoreEngine({ books, limits: SIM_LIMITS }, connection, stores);
    const running = await runEngine(world, {
      engine: house.engine,
      connection,
      journal,
      market: reference,
      connections: { marketAt: null, brokerAt: null, brokerUp: false },
      onEntries: (made) => void entries.push(...made),
    });
    return { engine: house.engine, live: running };
  });
  const pass = (ms: number): Promise<void> =>
    simulation.complete(() => world.clock.sleep(ms)).then(() => {});
  return { simulation, broker, engine, live, entries, pass };
}
