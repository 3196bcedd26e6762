import { type Infer, integer, list, object, oneOf, text } from '../../core/schema.ts';
import { type Check, checkHouse } from '../context/checks.ts';
import type { ReadContext } from '../context/app-context.ts';
import { type Call, defineOperation } from '../operation/define.ts';
import { toWire } from '../operation/wire.ts';

/** Result of a check-up. */
export const doctorSchema = object({
  checks: list(
    object({
      name: text(),
      outcome: oneOf(['ok', 'warning', 'problem']),
      message: text(),
      fix: text({ description: 'What to do; empty when nothing is wrong.' }),
    }),
  ),
  problems: integer(),
  warnings: integer(),
});

/** Counts problems and warnings. */
export function doctorReport(checks: readonly Check[]): Infer<typeof doctorSchema> {
  const count = (outcome: string): number =>
    checks.filter((check) => check.outcome === outcome).length;
  return { checks, problems: count('problem'), warnings: count('warning') };
}

/** Checks the system and says how to fix each problem. */
export const doctorRun = defineOperation({
  name: 'doctor.run',
  title: 'Check-up',
  summary: 'Checks the system and says how to fix each problem',
  description:
    'Checks the journal, connections, ledger against the broker, engine and strategies, and ' +
    'gives a fix for each problem. It repairs nothing.',
  effect: 'read',
  role: 'viewer',
  input: object({}),
  output: doctorSchema,
  rest: { method: 'GET', path: '/v1/doctor' },
  tool: { name: 'run_doctor', idempotent: true },
  command: { words: 'doctor' },
  run: async (_, { context }: Call<ReadContext>) => doctorReport(await checkHouse(context)),
});

/** Returns a check-up report in its wire form. */
export function doctorWire(report: Infer<typeof doctorSchema>): unknown {
  return toWire(doctorSchema.json, report);
}
