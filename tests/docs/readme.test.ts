import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isoDate } from '../../src/core/time.ts';
import { sessionsBetween } from '../../src/market/calendar.ts';
import { walk } from '../golden/qgbm.ts';

const run = promisify(execFile);
const root = new URL('../../', import.meta.url).pathname;
const LIMIT_MS = 60_000;

let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'quipu-docs-'));
  const sessions = sessionsBetween(isoDate('2004-01-02'), isoDate('2005-12-30'));
  const bars = walk(sessions.length, { seed: 3, mu: 0.0003, sigma: 0.015, p0: 110 });
  const rows = sessions.map(({ date }, row) =>
    [date, bars.open[row], bars.high[row], bars.low[row], bars.close[row], bars.volume[row]].join(),
  );
  await writeFile(join(folder, 'SPY.csv'), `date,open,high,low,close,volume\n${rows.join('\n')}\n`);
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

/** Fenced blocks of one language, in order. */
async function blocks(file: string, language: string): Promise<readonly string[]> {
  const text = await readFile(join(root, file), 'utf8');
  const fence = new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, 'gm');
  return [...text.matchAll(fence)].map((match) => match[1]!);
}

describe('what the README shows', () => {
  it(
    'is a strategy file that runs from any folder',
    async () => {
      const [block] = await blocks('README.md', 'ts');
      const file = join(folder, 'strategy.ts');
      await writeFile(file, block!);
      const args = ['bin/quipu.cjs', 'backtest', 'run', file, '--data', folder];
      const { stdout } = await run(
        process.execPath,
        [
          ...args,
          '--symbols',
          'SPY',
          '--from',
          '2004-01-01',
          '--to',
          '2006-01-01',
          '--json',
          '--data-dir',
          folder,
        ],
        { cwd: root },
      );
      const { data, meta } = JSON.parse(stdout) as {
        data: Record<string, unknown>;
        meta: Record<string, unknown>;
      };
      expect(meta['mode']).toBe('sim');
      expect(typeof data['total_return']).toBe('number');
      expect(typeof data['sharpe']).toBe('number');
    },
    LIMIT_MS,
  );

  it('is the example of the same name, word for word', async () => {
    const [block] = await blocks('README.md', 'ts');
    const example = await readFile(join(root, 'examples/sma-crossover/strategy.ts'), 'utf8');
    const words = (text: string): string =>
      text
        .replaceAll(/^\/\/.*$/gm, '')
        .replaceAll(/\s+/g, '')
        .replaceAll(/,(?=[}\])])/g, '');
    expect(words(block!)).toBe(words(example));
  });

  it(
    'names existing commands',
    async () => {
      const text = await readFile(join(root, 'README.md'), 'utf8');
      const named = new Set(
        [...text.matchAll(/npx quipu ([a-z]+(?: [a-z]+)?)/g)].map((match) => match[1]!),
      );
      expect(named.size).toBeGreaterThan(4);
      for (const command of named) {
        const args = ['bin/quipu.cjs', ...command.split(' '), '--help'];
        const { stdout } = await run(process.execPath, args, { cwd: root });
        expect(stdout, command).toContain('Usage: quipu');
        expect(stdout, command).toContain(command.split(' ')[0]!);
      }
    },
    LIMIT_MS,
  );

  it('links to existing pages', async () => {
    const text = await readFile(join(root, 'README.md'), 'utf8');
    const links = [...text.matchAll(/\]\((?!https?:)([^)#]+)\)/g)].map((match) => match[1]!);
    expect(links.length).toBeGreaterThan(4);
    for (const link of links) await expect(readFile(join(root, link)), link).resolves.toBeDefined();
  });
});
