import { type Infer, integer, list, object, oneOf, text } from '../../core/schema.ts';
import { type Check, checkHouse } from '../doctor.ts';
import { defineOperation } from '../operation.ts';
import { toWire } from '../wire.ts';

/** What a check-up answers. */
export const doctorSchema = object({
  checks: list(
    object({
      name: text(),
      outcome: oneOf(['ok', 'warning', 'problem']),
      message: text(),
      fix: text({ description: 'What to do; empty when all is well.' }),
    }),
  ),
  problems: integer(),
  warnings: integer(),
});

/** Counts what was found. */
export function doctorReport(checks: readonly Check[]): Infer<typeof doctorSchema> {
  const count = (outcome: string): number =>
    checks.filter((check) => check.outcome === outcome).length;
  return { checks, problems: count('problem'), warnings: count('warning') };
}

/** Looks for what is wrong, and says what to do about it. */
export const doctorRun = defineOperation({
  name: 'doctor.run',
  title: 'Check-up',
  summary: 'Checks that all is well; says what to do where it is not',
  description:
    'Looks at the journal, the connections, the ledger against the broker, the engine and the ' +
    'strategies, and says of each problem what to do about it. It repairs nothing.',
  effect: 'read',
  role: 'viewer',
  input: object({}),
  output: doctorSchema,
  rest: { method: 'GET', path: '/v1/doctor' },
  tool: { name: 'run_doctor', idempotent: true },
  command: { words: 'doctor' },
  run: async (_, { context }) => doctorReport(await checkHouse(context)),
});

/** A report as it goes over a wire. */
export function doctorWire(report: Infer<typeof doctorSchema>): unknown {
  return toWire(doctorSchema.json, report);
}
