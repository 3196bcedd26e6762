import { invalidInput, type JsonSchema } from '../core/schema.ts';
import { type RiskLimitsChange, riskLimitsSchema } from '../risk/limits.ts';
import { nearest } from './nearest.ts';
import { camelCase, snakeCase } from './wire.ts';

type Fields = Readonly<Record<string, JsonSchema>>;

const fieldsOf = (schema: JsonSchema): Fields | undefined =>
  schema['properties'] as Fields | undefined;

/** The limits by the names that people give them: `max_order_value`, `daily_loss.halt`. */
function limitNames(): readonly string[] {
  return Object.entries(fieldsOf(riskLimitsSchema.json) ?? {}).flatMap(([name, schema]) => {
    const inner = fieldsOf(schema);
    if (inner === undefined) return [snakeCase(name)];
    return Object.keys(inner).map((one) => `${snakeCase(name)}.${snakeCase(one)}`);
  });
}

/**
 * Changes of the risk limits from names and values, as every surface takes them.
 *
 * @throws QuipuError `core.invalid_input` for a name that no limit has, with the likeliest one
 */
export function limitChanges(given: Readonly<Record<string, number | boolean>>): RiskLimitsChange {
  const names = limitNames();
  const change: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(given)) {
    const spelled = name.replaceAll('-', '_');
    if (!names.includes(spelled)) {
      const [like = ''] = nearest(spelled, names, 1);
      const message = `expected the name of a risk limit such as ${like}, found "${name}"`;
      throw invalidInput([{ path: 'limits', message }]);
    }
    const [outer = '', inner] = spelled.split('.').map(camelCase);
    change[outer] = inner === undefined ? value : { ...(change[outer] as object), [inner]: value };
  }
  return change;
}
