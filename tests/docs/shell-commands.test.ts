import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isoDate } from '../../src/core/time.ts';
import { sessionsBetween } from '../../src/market/calendar.ts';
import { walk } from '../golden/qgbm.ts';
import { askServer, QUIPU, runQuipu, startQuipu, type QuipuProcess } from '../support/quipu.ts';
import { root } from '../tidy/source.ts';

const LIMIT_MS = 60_000;

const pages = [
  'README.md',
  'CONTRIBUTING.md',
  ...readdirSync(join(root, 'docs/guides')).map((name) => `docs/guides/${name}`),
  ...readdirSync(join(root, 'examples'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('README.md'))
    .map((name) => `examples/${name}`),
];

/** Command on a page, as the reader types it. */
interface Shown {
  readonly page: string;
  readonly command: string;
}

const textOf = (page: string): string => readFileSync(join(root, page), 'utf8');

/** The fenced blocks of one language (empty: of none), in order. */
function fences(text: string, language: string): readonly string[] {
  const blocks = [...text.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)];
  return blocks.filter((block) => block[1] === language).map((block) => block[2]!);
}

/** The commands of a page: lines of shell blocks, lines after `$ `, and `npx quipu …`. */
function commandsOf(page: string): readonly Shown[] {
  const text = textOf(page);
  const shell = fences(text, 'sh').flatMap((block) => block.replaceAll('\\\n', ' ').split('\n'));
  const session = fences(text, '')
    .flatMap((block) => block.replaceAll('\\\n', ' ').split('\n'))
    .filter((line) => line.startsWith('$ '))
    .map((line) => line.slice(2));
  const prose = text.replaceAll(/^```[\s\S]*?^```/gm, '');
  const inline = [...prose.matchAll(/`(npx quipu [^`\n]+|npm (?:run )?[^`\n]+)`/g)];
  return [...shell, ...session, ...inline.map((match) => match[1]!)]
    .map((line) =>
      line
        .replace(/\s+#.*$/, '')
        .replaceAll(/\s+/g, ' ')
        .trim(),
    )
    .filter((line) => line !== '')
    .map((command) => ({ page, command }));
}

const shown = pages.flatMap(commandsOf);
const isQuipu = ({ command }: Shown): boolean => /^(npx )?quipu /.test(command);
const lasting = /^npx quipu (demo|broker start|up|mcp serve)\b/;
const isLasting = ({ command }: Shown): boolean => lasting.test(command);
/** Last, because they stop what the others need. */
const isEnd = ({ command }: Shown): boolean => command === 'npx quipu stop';

let folder = '';
let server: QuipuProcess;

/** Bars of every symbol that the pages trade. */
function writePrices(): void {
  const sessions = sessionsBetween(isoDate('2004-01-02'), isoDate('2005-12-30'));
  mkdirSync(join(folder, 'prices'));
  for (const [index, symbol] of ['SPY', 'EEM', 'USO'].entries()) {
    const bars = walk(sessions.length, { seed: 3 + index, mu: 0.0003, sigma: 0.015, p0: 110 });
    const { open, high, low, close, volume } = bars;
    const rows = sessions.map(({ date }, row) =>
      [date, open[row], high[row], low[row], close[row], volume[row]].join(),
    );
    const csv = `date,open,high,low,close,volume\n${rows.join('\n')}\n`;
    writeFileSync(join(folder, `prices/${symbol}.csv`), csv);
  }
}

/** The strategy of the guide in a file, as the guide says. */
function writeDips(): void {
  const guide = textOf('docs/guides/write-a-strategy.md');
  const [whole = ''] = fences(guide, 'ts');
  const strategy = whole.slice(0, whole.indexOf('// Any rows'));
  expect(guide).toContain('ending with `export default dips;`');
  writeFileSync(join(folder, 'dips.ts'), `${strategy}export default dips;\n`);
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'quipu-pages-'));
  writePrices();
  writeDips();
  symlinkSync(join(root, 'examples'), join(folder, 'examples'));
  const words = ['demo', '--no-open', '--port', '0', '--speed', '60'];
  server = startQuipu(words, { cwd: folder, outlives: true });
  await server.line((line) => line.includes('MODE SIM'));
  for (let fills = 0; fills === 0;) {
    const { body } = await askServer(join(folder, '.quipu-demo'), 'GET /v1/orders?status=all');
    fills = (body['data'] as readonly unknown[]).length;
  }
}, LIMIT_MS);

afterAll(async () => {
  await server.kill();
  await rm(folder, { recursive: true, force: true });
});

/** Replaces placeholders in capitals and example paths, as a reader does. */
async function filledIn(command: string): Promise<string> {
  const data = join(folder, '.quipu-demo');
  const { body } = await askServer(data, 'GET /v1/orders?status=all');
  const [{ id }] = body['data'] as readonly [{ readonly id: string }];
  const strategies = await askServer(data, 'GET /v1/strategies');
  const [{ book }] = strategies.body['data'] as readonly [{ readonly book: string }];
  return command
    .replaceAll(/\bDIR\b/g, join(folder, 'prices'))
    .replaceAll(/\bID\b/g, id)
    .replaceAll(/\bBOOK\b/g, book);
}

/** Runs a command in the system's shell, where `npx quipu` and `quipu` are this Quipu. */
function inShell(command: string): Pick<QuipuProcess, 'ended' | 'said'> {
  const quipu = QUIPU.map((word) => `'${word}'`).join(' ');
  const names = `quipu() { ${quipu} "$@"; }\nnpx() { shift; quipu "$@"; }\n`;
  const child = spawn('sh', ['-c', names + command], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
  }
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  return { ended, said: () => text };
}

describe('every command of a page that ends', () => {
  const ending = shown.filter((one) => isQuipu(one) && !isLasting(one));

  it('is found', () => {
    const commands = shown.map(({ command }) => command);
    expect(commands).toContain('npx quipu token create --role viewer --name assistant');
    expect(commands).toContain('npx quipu halt --reason "lunch"');
    expect(ending.length).toBeGreaterThan(15);
  });

  it.each(ending.filter((one) => !isEnd(one)))(
    'of $page works: $command',
    async ({ command }) => {
      const { ended, said } = inShell(await filledIn(command));
      expect(await ended, said()).toBe(0);
      expect(said()).not.toMatch(/^quipu: /m);
    },
    LIMIT_MS,
  );
});

describe('every command of a page that keeps running', () => {
  const known = [
    'npx quipu demo',
    'npx quipu broker start',
    'npx quipu up --broker-url http://127.0.0.1:7411 --keys FILE',
    'npx quipu mcp serve',
  ];

  it('is one of those started below', () => {
    const commands = new Set(shown.filter(isLasting).map(({ command }) => command));
    expect([...commands].toSorted()).toEqual(known.toSorted());
  });

  const [demo = '', broker = '', up = '', mcp = ''] = known.map((line) => line.slice(10));

  /** Starts a command in its own folder, on a free port. */
  async function start(words: string, until: string): Promise<QuipuProcess> {
    const cwd = await mkdtemp(join(folder, 'own-'));
    const child = startQuipu([...words.split(' '), '--port', '0'], { cwd });
    await child.line((line) => line.includes(until));
    return child;
  }

  it(
    'works: demo',
    async () => {
      const child = await start(`${demo} --no-open`, 'MODE SIM');
      expect(await child.stop()).toBe(0);
    },
    LIMIT_MS,
  );

  it(
    'works: a broker, and an engine with its address and keys',
    async () => {
      const child = await start(broker, 'keys ');
      const url = /http:\S+/.exec(child.lines.join('\n'))![0];
      const keys = /keys\s+(\S+)/.exec(child.lines.join('\n'))![1]!;
      const words = up.replace('http://127.0.0.1:7411', url).replace('FILE', keys);
      const engine = await start(words, 'MODE SIM');
      expect(await engine.stop()).toBe(0);
      expect(await child.stop()).toBe(0);
    },
    LIMIT_MS,
  );

  it('works: the tools of an assistant, as its configuration starts them', async () => {
    const [json = ''] = fences(textOf('docs/guides/use-from-mcp.md'), 'json');
    const config = JSON.parse(json) as {
      mcpServers: { quipu: { command: string; args: readonly string[] } };
    };
    const { command, args } = config.mcpServers.quipu;
    const line = [command, ...args].join(' ');
    expect(line).toBe(`npx quipu ${mcp} --token-file FILE`);
    const token = join(folder, '.quipu-demo/assistant.token');
    const hello = {
      jsonrpc: '2.0',
      id: 1,
      method: 'initialize',
      params: {
        protocolVersion: '2025-06-18',
        capabilities: {},
        clientInfo: { name: 'reader', version: '1' },
      },
    };
    const words = line.replace('FILE', token).split(' ').slice(2);
    const { code, out } = runQuipu(words, { cwd: folder, input: `${JSON.stringify(hello)}\n` });
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ id: 1, result: { serverInfo: { name: 'quipu' } } });
  });
});

it('every command name in a guide exists', async () => {
  const named = new Set(
    pages.flatMap((page) =>
      [...textOf(page).matchAll(/`quipu ([a-z]+(?: [a-z]+)*)/g)].map((match) => match[1]!),
    ),
  );
  expect(named).toContain('mcp serve');
  for (const name of named) {
    const { ended, said } = inShell(`quipu help ${name}`);
    expect(await ended, said()).toBe(0);
  }
});

it('every npm command of a page exists in npm or package.json', () => {
  const { scripts } = JSON.parse(textOf('package.json')) as { scripts: Record<string, string> };
  const commands = shown
    .flatMap(({ command }) => command.split(' && '))
    .filter((command) => command.startsWith('npm '));
  expect(commands.length).toBeGreaterThan(5);
  for (const command of commands) {
    const [, verb = '', name = ''] = command.split(' ');
    if (['ci', 'exec', 'pack', 'install'].includes(verb) || name === '…') continue;
    expect(Object.keys(scripts), command).toContain(verb === 'run' ? name : verb);
  }
});

it('quipu stop of a page ends the server', async () => {
  expect(shown.filter(isEnd).length).toBeGreaterThan(0);
  const { ended, said } = inShell('npx quipu stop');
  expect(await ended, said()).toBe(0);
  expect(await server.ended).toBe(0);
}, 30_000);
