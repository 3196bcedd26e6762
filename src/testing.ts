export { type Lockstep, lockstep } from './engine/lockstep.ts';
export { runSimulated, type SimulatedRun } from './engine/run-simulated.ts';
export { SimulatedBroker } from './engine/simulated-broker.ts';
export { createExchange } from './simulator/create-exchange.ts';
export { createSyntheticMarket, type SyntheticOptions } from './simulator/market/synthetic.ts';
export { createMemoryJournal, type MemoryJournal } from './store/memory/journal.ts';
export { createMemoryRecordLog } from './store/memory/record-log.ts';
export {
  createSimulatedWorld,
  type SimulatedWorld,
  type SimulatedWorldOptions,
} from './world/simulated/create-simulated-world.ts';
