/** Linear program in non-negative variables, small enough for a table. */
export interface LinearProgram {
  readonly cost: readonly number[];
  readonly most: readonly { readonly row: readonly number[]; readonly bound: number }[];
  readonly equal: readonly { readonly row: readonly number[]; readonly bound: number }[];
}

const TINY = 1e-11;

/**
 * Returns the minimum cost of a linear program by the simplex method: for small cases, and
 * independent of the product's solver. Undefined where nothing is feasible.
 */
export function leastCost({ cost, most, equal }: LinearProgram): number | undefined {
  const n = cost.length;
  const m = most.length + equal.length;
  const width = n + most.length + m + 1;
  const table = [...most, ...equal].map(({ row, bound }, k) => {
    const sign = bound < 0 ? -1 : 1;
    const line = Array.from({ length: width }, () => 0);
    for (let j = 0; j < n; j += 1) line[j] = sign * row[j]!;
    if (k < most.length) line[n + k] = sign;
    line[n + most.length + k] = 1;
    line[width - 1] = sign * bound;
    return line;
  });
  const basis = Array.from({ length: m }, (_, k) => n + most.length + k);
  const last = width - 1;
  const real = n + most.length;
  const first = run(
    { table, basis },
    Array.from({ length: last }, (_, j) => Number(j >= real)),
  );
  if (first > 1e-7) return undefined;
  // The remaining artificial variables are zero: they leave the basis, and their columns the table.
  for (let k = m - 1; k >= 0; k -= 1) {
    if (basis[k]! < real) continue;
    const enter = table[k]!.findIndex((value, j) => j < real && Math.abs(value) > 1e-9);
    if (enter >= 0) pivot({ table, basis }, k, enter);
    else {
      table.splice(k, 1);
      basis.splice(k, 1);
    }
  }
  const kept = table.map((line) => [...line.slice(0, real), line[last]!]);
  const second = Array.from({ length: real }, (_, j) => (j < n ? cost[j]! : 0));
  return run({ table: kept, basis }, second);
}

interface Tableau {
  readonly table: number[][];
  readonly basis: number[];
}

function pivot({ table, basis }: Tableau, leave: number, enter: number): void {
  const value = table[leave]![enter]!;
  const main = table[leave]!.map((entry) => entry / value);
  table[leave] = main;
  for (const [k, line] of table.entries()) {
    const factor = line[enter]!;
    if (k === leave || factor === 0) continue;
    table[k] = line.map((entry, j) => entry - factor * main[j]!);
  }
  basis[leave] = enter;
}

function run({ table, basis }: Tableau, cost: readonly number[]): number {
  const last = cost.length;
  for (let round = 0; ; round += 1) {
    const reduced = Array.from({ length: last }, (_, j) =>
      table.reduce((total, line, k) => total - cost[basis[k]!]! * line[j]!, cost[j]!),
    );
    // The steepest column takes the fewest steps; the first one prevents a cycle.
    const steepest = reduced.reduce((best, value, j) => (value < reduced[best]! ? j : best), 0);
    const enter = round < 300 ? steepest : reduced.findIndex((value) => value < -TINY);
    if (enter < 0 || reduced[enter]! >= -TINY) break;
    let leave = -1;
    let least = Number.POSITIVE_INFINITY;
    for (const [k, line] of table.entries()) {
      if (line[enter]! <= TINY) continue;
      const ratio = line[last]! / line[enter]!;
      const tie = Math.abs(ratio - least) <= TINY && leave >= 0;
      // Among equal rows, the largest pivot keeps rounding small.
      const better =
        round < 300 ? line[enter]! > (table[leave]?.[enter] ?? 0) : basis[k]! < basis[leave]!;
      if (ratio < least - TINY || (tie && better)) {
        least = ratio;
        leave = k;
      }
    }
    if (leave < 0) return Number.NEGATIVE_INFINITY;
    pivot({ table, basis }, leave, enter);
  }
  return table.reduce((total, line, k) => total + cost[basis[k]!]! * line[last]!, 0);
}
