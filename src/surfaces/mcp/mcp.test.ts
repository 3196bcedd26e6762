import { fileURLToPath } from 'node:url';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type DemoHouse, startDemoHouse } from '../../../tests/support/demo-house.ts';
import { type Json, look, lookText } from '../../../tests/support/look.ts';
import { OPERATIONS } from '../../app/operations/catalog.ts';
import { isAbsent } from '../../app/operation/define.ts';
import { toolsFor } from './tools.ts';

const launcher = fileURLToPath(new URL('../../../bin/quipu.cjs', import.meta.url));
const clients: Client[] = [];
let house: DemoHouse;

beforeAll(async () => {
  house = await startDemoHouse();
}, 60_000);

afterAll(async () => {
  for (const client of clients) await client.close();
  await house.stop();
});

async function connect(
  env: Record<string, string> = {},
  ...options: readonly string[]
): Promise<Client> {
  const client = new Client({ name: 'test', version: '1' });
  const serve = ['mcp', 'serve', '--data-dir', house.dataDir, ...options];
  const words = ['--conditions=quipu-src', launcher, ...serve];
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: words,
    env: { PATH: process.env['PATH'] ?? '', ...env },
  });
  await client.connect(transport);
  clients.push(client);
  return client;
}

interface ToolAnswer {
  readonly isError: boolean;
  readonly content: Json;
}

async function call(
  client: Client,
  name: string,
  args: Record<string, unknown>,
): Promise<ToolAnswer> {
  const result = await client.callTool({ name, arguments: args });
  const content = (result.structuredContent ?? {}) as ToolAnswer['content'];
  return { isError: result.isError === true, content };
}

async function traderClient(): Promise<Client> {
  const { token } = await house.context.tokens.create({
    name: 'bot',
    role: 'trader',
    expiresAt: null,
  });
  return connect({ QUIPU_TOKEN: token.reveal() });
}

describe('with the default token', () => {
  let client: Client;
  beforeAll(async () => {
    client = await connect();
  });

  test('lets the tools read and halt, but not trade', async () => {
    const { tools } = await client.listTools();
    const names = tools.map(({ name }) => name);
    expect(names).toContain('get_status');
    expect(names).toContain('halt_trading');
    expect(names).not.toContain('buy');
    expect(names.some((name) => /resume|token/.test(name))).toBe(false);
    expect(client.getInstructions()).toContain('mode sim');
    for (const tool of tools) {
      expect(tool.outputSchema?.['properties']).toHaveProperty('mode');
      expect(tool.annotations?.readOnlyHint).toBe(tool.name !== 'halt_trading');
    }
  });

  test('answers every reading tool with the mode', async () => {
    for (const { tool, effect, input } of OPERATIONS) {
      const required = (look(input.json, 'required') ?? []) as readonly string[];
      if (isAbsent(tool) || effect !== 'read' || required.length > 0) continue;
      const { isError, content } = await call(client, tool.name, {});
      expect(isError, tool.name).toBe(false);
      expect(content, tool.name).toMatchObject({ mode: 'sim', truncated: false });
    }
  });

  test('returns a backtest of a built-in strategy with its metrics', async () => {
    const { content } = await call(client, 'run_backtest', {
      strategy: 'trend-follower',
      symbols: ['QMKT'],
      from: '2024-03-11',
      params: { fast: 5, slow: 30 },
    });
    expect(look(content, 'data', 'params')).toMatchObject({ fast: 5, slow: 30 });
    expect(typeof look(content, 'data', 'total_return')).toBe('number');
    expect(look(content, 'data', 'is_reliable')).toBe(true);
    expect(look(content, 'data', 'caveats')).toEqual([]);
  });

  test('returns the portfolio breakdown, and the performance figures of the report', async () => {
    const { content } = await call(client, 'get_portfolio', { benchmark: 'qmkt' });
    const parts = look(content, 'data', 'by_symbol') as readonly { readonly weight: number }[];
    const sum = parts.reduce((total, { weight }) => total + weight, 0);
    expect(sum).toBeCloseTo(look(content, 'data', 'net') as number, 6);
    expect(look(content, 'data', 'benchmark')).toBe('QMKT');
    expect((look(content, 'data', 'risk') as readonly Json[]).length).toBeGreaterThan(8);
    const answer = await call(client, 'get_performance', {});
    expect(look(answer.content, 'data', 'metrics', 'final_equity')).toMatch(/^\d+\.\d\d$/);
    expect(look(answer.content, 'data', 'texts', 'final_equity')).toMatch(/^\$/);
    const explained = await call(client, 'explain_metric', { metric: 'sharpe', account: true });
    expect(look(explained.content, 'data', 'value')).toBe(
      look(answer.content, 'data', 'metrics', 'sharpe'),
    );
    const refused = await call(client, 'get_performance', { benchmark: 'NONE' });
    expect(refused).toMatchObject({ isError: true, content: { code: 'app.no_data' } });
  });

  test.each([
    ['get_equity_curve', 'since'],
    ['get_performance', 'from'],
  ])('%s takes a day and an instant as %s', async (name, field) => {
    for (const moment of ['2024-03-11', '2024-03-11T14:30:00Z', '2024-03-11T10:30:00-04:00']) {
      const { isError, content } = await call(client, name, { [field]: moment });
      expect({ isError, code: look(content, 'code') }, moment).toEqual({ isError: false });
    }
  });

  test.each([
    ['get_order', { id: 'nope' }, 'app.order_not_found'],
    ['get_order', {}, 'core.invalid_input'],
    ['list_orders', { status: 'maybe' }, 'core.invalid_input'],
    ['list_orders', { shade: 'red' }, 'core.invalid_input'],
    ['list_orders', { constructor: 'red' }, 'core.invalid_input'],
    ['list_orders', { status: 'constructor' }, 'core.invalid_input'],
    ['explain_metric', { metric: 'constructor' }, 'app.unknown_metric'],
    ['run_backtest', { strategy: 'toString' }, 'app.unknown_strategy'],
    ['run_backtest', { strategy: 'nothing' }, 'app.unknown_strategy'],
  ])('returns an error with a code and the next step: %s %j', async (name, args, code) => {
    const { isError, content } = await call(client, name, args);
    expect(isError).toBe(true);
    expect(content).toMatchObject({ code, retry: 'no' });
    expect(look(content, 'next')).toEqual(expect.any(String));
  });
});

describe('an answer is sent at full length only once', () => {
  const text = ({ content }: { readonly content: unknown }): string => lookText(content, 0, 'text');

  test('as an object with a text that says what it is and where the rest is', async () => {
    const client = await connect();
    const result = await client.callTool({ name: 'get_performance', arguments: {} });
    expect(JSON.stringify(result.structuredContent).length).toBeGreaterThan(2_000);
    expect(text(result).length).toBeLessThanOrEqual(1_000);
    expect(text(result)).toMatch(/^get_performance: mode sim, as of 2024-.*Z\. .*from=2024-/);
    expect(text(result)).toContain('--results text');
  });

  test('as text for a client that shows its model only text', async () => {
    const client = await connect({}, '--results', 'text');
    const { tools } = await client.listTools();
    expect(tools.filter(({ outputSchema }) => outputSchema !== undefined)).toEqual([]);
    const result = await client.callTool({ name: 'get_performance', arguments: {} });
    expect(result.structuredContent).toBeUndefined();
    expect(look(JSON.parse(text(result)) as Json, 'data', 'metrics')).toHaveProperty('sharpe');
    const failed = await client.callTool({ name: 'get_order', arguments: { id: 'nope' } });
    expect(failed).toMatchObject({ isError: true });
    expect(look(JSON.parse(text(failed)) as Json, 'code')).toBe('app.order_not_found');
  });
});

describe('with a token that may trade', () => {
  test('buys once per key, gives a reason, and cannot lift a halt', async () => {
    const client = await traderClient();
    const { tools } = await client.listTools();
    const buy = tools.find(({ name }) => name === 'buy');
    expect(buy?.annotations).toMatchObject({ destructiveHint: true, readOnlyHint: false });
    expect(buy?.inputSchema['required']).toContain('reason');
    const words = {
      symbol: 'QMKT',
      quantity: '1',
      reason: 'asked to',
      idempotency_key: 'one-decision',
    };
    const first = await call(client, 'buy', words);
    const again = await call(client, 'buy', words);
    expect(look(first.content, 'data', 'id')).toBe(look(again.content, 'data', 'id'));
    expect(look(first.content, 'data', 'reason')).toBe('bot (mcp): asked to');
    expect((await call(client, 'buy', { symbol: 'QMKT', quantity: '1' })).content).toMatchObject({
      code: 'core.invalid_input',
    });
    await call(client, 'halt_trading', { reason: 'enough' });
    const refused = await call(client, 'buy', { symbol: 'QMKT', quantity: '2', reason: 'more' });
    expect(refused).toMatchObject({ isError: true, content: { code: 'risk.engine_state' } });
    await expect(client.callTool({ name: 'resume', arguments: {} })).rejects.toThrow('resume');
  });
});

test('offers no role a tool that grants access or lifts a halt', () => {
  const names = toolsFor('owner', false).map(({ operation }) => operation.name);
  for (const name of names) expect(name).not.toMatch(/^(tokens|sessions)\.|engine\.resume/);
});

test('leaves only tools that change nothing with --read-only', () => {
  expect(toolsFor('owner', true).every(({ annotations }) => annotations.readOnlyHint)).toBe(true);
});

test("keeps the tool list within an assistant's budget", () => {
  const tools = toolsFor('owner', false);
  const shown = tools.map(({ operation, ...tool }) => ({ ...tool, of: operation.name }));
  expect(tools.length).toBeLessThanOrEqual(20);
  expect(JSON.stringify(shown).length).toBeLessThan(24_000);
});

test('names a repeated output shape instead of repeating it', () => {
  const outputs = toolsFor('owner', false).map(({ name, output }) => [name, output] as const);
  const data = (wanted: string): unknown =>
    look(outputs.find(([name]) => name === wanted)?.[1], 'properties', 'data');
  expect(look(data('list_orders'), 'items', 'properties')).toHaveProperty('broker_id');
  expect(data('buy')).toEqual({ type: 'object', description: 'As in list_orders.' });
});
