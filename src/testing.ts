import './require-node.ts';

export { type Lockstep, lockstep } from './engine/drive/lockstep.ts';
export { runSimulated, type SimulatedRun } from './engine/drive/run-simulated.ts';
export { SimulatedBroker } from './engine/drive/simulated-broker.ts';
export { createExchange } from './simulator/create-exchange.ts';
export { createSyntheticMarket, type SyntheticOptions } from './simulator/source/synthetic.ts';
export { createMemoryJournal, type MemoryJournal } from './store/memory/journal.ts';
export { createMemoryRecordLog } from './store/memory/record-log.ts';
export {
  createSimulatedWorld,
  type SimulatedWorld,
  type SimulatedWorldOptions,
} from './world/simulated/create-simulated-world.ts';
