import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const run = promisify(execFile);
const root = new URL('../../', import.meta.url).pathname;
const folder = join(root, 'docs');

const pages = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.md'));
const examples = await Promise.all(
  pages.map(async (page) => {
    const text = await readFile(join(folder, page), 'utf8');
    return [...text.matchAll(/^```ts\n([\s\S]*?)^```/gm)].map((match) => ({
      page,
      code: match[1]!,
    }));
  }),
);

/** Programs that need a broker run in `tests/package/consumer.test.ts`, against one. */
const needsBroker = ({ code }: { readonly code: string }): boolean =>
  code.includes(`from 'quipu-portfolio/alpaca'`);

describe('the code of the pages', () => {
  it('exists', () => {
    expect(examples.flat().length).toBeGreaterThan(0);
  });

  it.each(examples.flat().filter((one) => !needsBroker(one)))(
    'of $page runs and shows numbers',
    async ({ code }) => {
      const flags = ['--conditions=quipu-src', '--input-type=module-typescript', '--eval', code];
      const { stdout, stderr } = await run(process.execPath, flags, { cwd: root, timeout: 60_000 });
      expect(stderr).toBe('');
      expect(stdout).toMatch(/\d/);
      expect(stdout).not.toMatch(/NaN|undefined|Infinity/);
    },
  );
});
