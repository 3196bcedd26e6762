import { invalidInput, type JsonSchema } from '../../core/schema.ts';
import { type RiskLimitsChange, riskLimitsSchema } from '../../risk/limits.ts';
import { nearest } from '../kit/nearest.ts';
import { inCamelCase } from './spellings.ts';

type Fields = Readonly<Record<string, JsonSchema>>;

const fieldsOf = (schema: JsonSchema): Fields | undefined =>
  schema['properties'] as Fields | undefined;

/** Returns the limit names as users write them: `maxOrderValue`, `dailyLoss.halt`. */
export function limitNames(): readonly string[] {
  return Object.entries(fieldsOf(riskLimitsSchema.json) ?? {}).flatMap(([name, schema]) => {
    const inner = fieldsOf(schema);
    if (inner === undefined) return [name];
    return Object.keys(inner).map((one) => `${name}.${one}`);
  });
}

/**
 * Reads changes of risk limits from names and values, in camelCase or snake_case.
 *
 * @throws QuipuError `core.invalid_input` for an unknown limit, with the closest name
 */
export function limitChanges(given: Readonly<Record<string, number | boolean>>): RiskLimitsChange {
  const names = limitNames();
  const change: Record<string, unknown> = {};
  const seen = new Set<string>();
  for (const [name, value] of Object.entries(given)) {
    const spelled = name.split('.').map(inCamelCase).join('.');
    if (!names.includes(spelled)) {
      const [like = 'maxOrderValue'] = nearest(spelled, names, 1);
      const message = `expected the name of a risk limit such as ${like}, found "${name}"`;
      throw invalidInput([{ path: 'limits', message }]);
    }
    if (seen.has(spelled)) {
      const message = `expected ${spelled} once, found it in two spellings`;
      throw invalidInput([{ path: 'limits', message }]);
    }
    seen.add(spelled);
    const [outer = '', inner] = spelled.split('.');
    change[outer] = inner === undefined ? value : { ...(change[outer] as object), [inner]: value };
  }
  return change;
}
