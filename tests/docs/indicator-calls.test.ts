import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../tidy/source.ts';

const page = readFileSync(join(root, 'docs/reference/indicators.md'), 'utf8');

/** Facts that the page shows for an indicator. */
interface Shown {
  readonly id: string;
  readonly imported: string;
  readonly call: string;
  readonly example: string;
}

const sections = page.split(/^## (?=`)/m).slice(1);
const shown = sections.map((section): Shown => {
  const fact = (name: string): string =>
    new RegExp(`^- ${name}: (.*)$`, 'm').exec(section)?.[1] ?? '';
  const [, id = ''] = /^`(\w+)`/.exec(section) ?? [];
  const unquoted = (text: string): string => text.replace(/^`(.*)`$/, '$1');
  return {
    id,
    imported: unquoted(fact('import')),
    call: unquoted(fact('call')),
    example: fact('example'),
  };
});

/** The columns that the page describes under "The example". */
const COLUMNS = `
const column = (at) => Float64Array.from({ length: 400 }, (_, i) => at(i));
const close = column((i) => 100 + i / 10 + ((37 * i) % 23) / 4);
const open = column((i) => close[Math.max(0, i - 1)]);
const high = column((i) => Math.max(open[i], close[i]) + 1 + (i % 3));
const low = column((i) => Math.min(open[i], close[i]) - 1 - (i % 2));
const volume = column((i) => 1000 + 10 * ((53 * i) % 97));
const other = column((i) => 50 + ((29 * i) % 31) / 8);
const last = (outputs) => Object.entries(outputs)
  .map(([name, values]) => \`\\\`\${name}\\\` \${Number(values.at(-1).toPrecision(7))}\`).join(', ');
`;

/** A column that the page does not name is the other series. */
const named = (call: string): string =>
  call.replaceAll(/\{ ([\w, ]+) \}\)$/g, (_, columns: string) => {
    const given = columns
      .split(', ')
      .map((name) =>
        ['open', 'high', 'low', 'close', 'volume'].includes(name) ? name : `${name}: other`,
      );
    return `{ ${given.join(', ')} })`;
  });

describe('the page of indicators', () => {
  it('shows an import and a call of each', () => {
    expect(shown.length).toBeGreaterThan(80);
    for (const { id, imported, call } of shown) {
      expect(imported, id).toMatch(/^import \{ \w+ \} from 'quipu-portfolio\/indicators'$/);
      expect(call, id).toMatch(/^compute\(\w+\(.*\), \{ .+ \}\)$/);
    }
  });

  it('has calls that return the values of its examples', () => {
    const lines = shown.map(({ id, call }) => `  [${JSON.stringify(id)}, last(${named(call)})],`);
    const program = [
      "import { compute } from 'quipu-portfolio/indicators';",
      ...shown.map(({ imported }) => `${imported};`),
      COLUMNS,
      `console.log(JSON.stringify([\n${lines.join('\n')}\n]));`,
    ].join('\n');
    const flags = ['--conditions=quipu-src', '--input-type=module', '--eval', program];
    const out = execFileSync(process.execPath, flags, { cwd: root, encoding: 'utf8' });
    expect(Object.fromEntries(JSON.parse(out) as [string, string][])).toEqual(
      Object.fromEntries(shown.map(({ id, example }) => [id, example])),
    );
  });
});
