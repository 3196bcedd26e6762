// A paper broker on a real port and disk, to kill; prints its address.
import { writeSync } from 'node:fs';
import { openSqliteRecordLog } from '../../src/store/sqlite/record-log.ts';
import { createRealWorld } from '../../src/world/real/create-real-world.ts';
import { testBroker } from '../support/paper-broker.ts';
import { TWO_DAYS } from '../support/scripted-market.ts';

const [path = ''] = process.argv.slice(2);
const world = createRealWorld();
const { broker } = await testBroker({
  world,
  log: await openSqliteRecordLog(path),
  market: { ...TWO_DAYS, to: '2024-03-28' },
  speed: 600,
});
const { port } = await world.listeners.listen(0, broker.handlers);
broker.bindPorts({ broker: port, control: port });
writeSync(1, `listening ${port}\n`);
// The parent holds the other end of our input: when it exits, so do we.
process.stdin.on('end', () => process.exit()).resume();
