import type { Strategy } from '../../strategy/define.ts';
import { nearest } from '../kit/nearest.ts';

/**
 * Returns the problems of strategy parameters, each with its place; empty if there are none:
 * `books.a.params.wieght (rebalancer): did you mean weight?`.
 *
 * @param place where the parameters are written, such as `books.a.params`
 */
export function paramProblems(
  { name, params, paramsSchema }: Strategy,
  given: Readonly<Record<string, unknown>>,
  place: string,
): readonly string[] {
  const names = Object.keys(params);
  const known = Object.entries(given).filter(([key]) => Object.hasOwn(params, key));
  const unknown = Object.keys(given).filter((key) => !Object.hasOwn(params, key));
  const checked = paramsSchema.judge(Object.fromEntries(known));
  return [
    ...unknown.map((key) => {
      const [like] = nearest(key, names, 1);
      const none =
        names.length === 0 ? 'it has no parameters' : `expected one of ${names.join(', ')}`;
      const meant = like === undefined ? none : `did you mean ${like}?`;
      return `${place}.${key} (${name}): ${meant}`;
    }),
    ...(checked.ok
      ? []
      : checked.findings.map(({ path, message }) => `${place}.${path} (${name}): ${message}`)),
  ];
}
