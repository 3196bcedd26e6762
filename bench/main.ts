import { parseArgs } from 'node:util';
import { reportWorkload } from './report.ts';
import { w1 } from './w1.ts';
import { w1s } from './w1s.ts';
import { w2a } from './w2a.ts';
import { w4 } from './w4.ts';
import { w5 } from './w5.ts';
import type { Workload } from './workload.ts';

const WORKLOADS: readonly Workload[] = [w1, w1s, w2a, w4, w5, reportWorkload];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'boolean', default: false },
    rounds: { type: 'string', default: '5' },
    bars: { type: 'string', default: '1000000' },
    plain: { type: 'boolean', default: false },
  },
});

const unknown = positionals.filter((name) => !WORKLOADS.some((workload) => workload.name === name));
if (unknown.length > 0) {
  const known = WORKLOADS.map(({ name }) => name).join(', ');
  process.stderr.write(`Expected a workload of ${known}, found ${unknown.join(', ')}.\n`);
  process.exit(2);
}
const rounds = whole('rounds', values.rounds);
const bars = whole('bars', values.bars);

for (const workload of WORKLOADS) {
  if (positionals.length > 0 && !positionals.includes(workload.name)) continue;
  const report = await workload.run({ rounds, bars, peers: !values.json, plain: values.plain });
  if (values.json) {
    process.stdout.write(`${JSON.stringify({ workload: workload.name, bars, ...report.json })}\n`);
    continue;
  }
  process.stdout.write(`\n${workload.name}  ${workload.title}, ${bars} bars, ${rounds} rounds\n`);
  for (const [who, what] of report.rows) process.stdout.write(`  ${who.padEnd(44)} ${what}\n`);
}

function whole(name: string, text: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value > 0) return value;
  process.stderr.write(`--${name}: expected a whole number above 0, found "${text}".\n`);
  return process.exit(2);
}
