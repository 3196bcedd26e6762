import { parseArgs } from 'node:util';
import { fileURLToPath } from 'node:url';
import { Nursery, PLANTED } from '../tests/simulation/planted.ts';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '50' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string', default: '' },
  },
});

const nursery = new Nursery(fileURLToPath(new URL('..', import.meta.url)));
let missed = 0;
try {
  const range = { seeds: Number(values.seeds), seed: Number(values.seed) };
  for (const bug of PLANTED) {
    if (!bug.name.includes(values.only)) continue;
    const { caught, words } = nursery.play(bug, range);
    if (!caught) missed += 1;
    process.stdout.write(`${caught ? 'caught' : 'MISSED'}  ${bug.name}\n        ${words}\n`);
  }
} finally {
  nursery.clear();
}
process.stdout.write(`${PLANTED.length} planted, ${missed} missed\n`);
process.exitCode = missed === 0 ? 0 : 1;
