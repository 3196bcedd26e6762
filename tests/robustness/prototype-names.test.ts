import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bindIndicator } from '../../src/analysis/indicators/catalog.ts';
import { compute } from '../../src/analysis/indicators/define.ts';
import { sma } from '../../src/analysis/indicators/sma.ts';
import { summarize } from '../../src/analysis/performance/summarize.ts';
import { limitsOf, parseConfig } from '../../src/app/configuration/config.ts';
import { limitChanges } from '../../src/app/configuration/limit-changes.ts';
import { explainWord } from '../../src/app/glossary/explain-word.ts';
import { createRealWorldFor } from '../../src/app/host/real-world.ts';
import { camelCase, snakeCase } from '../../src/app/kit/spelling.ts';
import { isAbsent, type Operation } from '../../src/app/operation/define.ts';
import { OPERATIONS } from '../../src/app/operations/catalog.ts';
import { metricNamed } from '../../src/app/views/explanation.ts';
import { isQuipuError } from '../../src/core/errors.ts';
import type { IsoDate } from '../../src/core/time.ts';
import { runBacktest } from '../../src/research/run.ts';
import { barColumns } from '../../src/core/columns.ts';
import { ticker } from '../../src/market/symbol.ts';
import { defineStrategy } from '../../src/strategy/define.ts';
import { buildProgram } from '../../src/surfaces/cli/program.ts';
import { exitCodeOf } from '../../src/surfaces/cli/failure.ts';
import { statusOf } from '../../src/surfaces/rest/problem.ts';
import { runWords } from '../support/command-line.ts';
import { type DemoHouse, startDemoHouse } from '../support/demo-house.ts';
import { testBroker, type TestBroker } from '../support/paper-broker.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/**
 * Names inherited by every object literal. A user's string that is looked up in one finds a
 * function for them; it must be refused like any other unknown string.
 */
const NAMES = ['constructor', 'toString', 'valueOf', 'hasOwnProperty', '__proto__'] as const;

/** Unknown string: each of the names must have the same outcome. */
const UNKNOWN = 'qwertzuiop';

/** Patterns showing that a built-in function or object was used as a value. */
const LEAKED = /native code|\[object |function |class extends/;

type Outcome = Readonly<Record<string, unknown>>;

/** Expects each name to have the outcome of an unknown string. */
async function expectAlike(
  of: (text: string) => Promise<Outcome> | Outcome,
  names: readonly string[] = NAMES,
): Promise<void> {
  const usual = await of(UNKNOWN);
  for (const name of names) expect({ name, ...(await of(name)) }).toEqual({ name, ...usual });
}

/** Returns the code of the error that a call throws; undefined when it throws none. */
function thrownBy(call: () => unknown): Outcome {
  try {
    call();
    return { code: undefined };
  } catch (error) {
    if (!isQuipuError(error)) return { code: String(error) };
    expect(error.message).not.toMatch(LEAKED);
    return { code: error.code };
  }
}

describe('the paper broker', () => {
  let broker: TestBroker;
  beforeAll(async () => {
    broker = await testBroker();
  });

  const outcome = async (line: string, body?: unknown): Promise<Outcome> => {
    const reply = await broker.ask(line, body);
    const text = JSON.stringify(reply.body);
    expect(text, line).not.toMatch(LEAKED);
    const { code } = reply.body as { code?: number };
    return { status: reply.status, code };
  };

  test.each([
    'GET /v2/stocks/bars?symbols=SPY&timeframe=NAME',
    'GET /v2/stocks/SPY/bars?timeframe=NAME',
    'GET /v2/stocks/bars?symbols=SPY&timeframe=1Day&adjustment=NAME',
    'GET /v2/stocks/bars?symbols=SPY&timeframe=1Day&sort=NAME',
    'GET /v2/stocks/bars?symbols=SPY&timeframe=1Day&feed=NAME',
    'GET /v2/stocks/bars?symbols=SPY&timeframe=1Day&start=NAME',
    'GET /v2/stocks/bars?symbols=SPY&timeframe=1Day&page_token=NAME',
    'GET /v2/stocks/bars?symbols=SPY&timeframe=1Day&NAME=1',
    'GET /v2/stocks/bars?symbols=NAME&timeframe=1Day',
    'GET /v2/stocks/snapshots?symbols=NAME',
    'GET /v2/stocks/NAME/quotes/latest',
    'GET /v2/orders?status=NAME',
    'GET /v2/orders?side=NAME',
    'GET /v2/orders?direction=NAME',
    'GET /v2/orders?symbols=NAME',
    'GET /v2/orders/NAME',
    'GET /v2/orders:by_client_order_id?client_order_id=NAME',
    'DELETE /v2/orders/NAME',
    'GET /v2/positions/NAME',
    'DELETE /v2/positions/NAME',
    'GET /v2/assets/NAME',
    'GET /v2/assets?status=NAME',
    'GET /v2/assets?asset_class=NAME',
    'GET /v2/account/activities/NAME',
    'GET /v2/account/activities?activity_types=NAME',
    'GET /v2/account/activities?direction=NAME',
    'GET /v2/calendar?start=NAME',
    'GET /v2/NAME',
    'GET /NAME',
  ])('treats such a name as any unknown string: %s', async (line) => {
    await expectAlike((text) => outcome(line.replace('NAME', text)));
  });

  const order = { symbol: 'SPY', qty: '1', side: 'buy', type: 'market', time_in_force: 'day' };

  test.each(['symbol', 'qty', 'side', 'type', 'time_in_force', 'order_class', 'position_intent'])(
    'treats such a name as any unknown string: %s of an order',
    async (field) => {
      await expectAlike((text) => outcome('POST /v2/orders', { ...order, [field]: text }));
    },
  );

  test.each(['trade_confirm_email', 'max_margin_multiplier', 'dtbp_check'])(
    'treats such a name as any unknown string: %s of the configuration',
    async (field) => {
      await expectAlike((text) => outcome('PATCH /v2/account/configurations', { [field]: text }));
    },
  );
});

describe('the operations of the server', () => {
  let house: DemoHouse;
  beforeAll(async () => {
    house = await startDemoHouse();
  }, 60_000);
  afterAll(() => house.stop());

  const fieldsOf = ({ input }: Operation): readonly string[] =>
    Object.keys(input.json['properties'] ?? {}).map(snakeCase);

  /** Valid value for each field that an operation requires. */
  const RIGHT: Readonly<Record<string, unknown>> = {
    symbol: 'QMKT',
    quantity: '1',
    reason: 'a test',
    id: 'nope',
    metric: 'sharpe',
    strategy: 'rebalancer',
    role: 'viewer',
    name: 'a-token',
  };

  async function ask(operation: Operation, given: readonly [string, unknown][]): Promise<Outcome> {
    if (isAbsent(operation.rest)) return {};
    const { method, path } = operation.rest;
    const values = new Map(given);
    const where = path.replaceAll(/\{(\w+)\}/g, (_, field: string) => {
      const value = values.get(snakeCase(field));
      values.delete(snakeCase(field));
      return encodeURIComponent(String(value));
    });
    // Written as JSON text: an object literal cannot have a field `__proto__`.
    const fields = [...values].map(([k, v]) => `${JSON.stringify(k)}:${JSON.stringify(v)}`);
    const posts = method === 'POST';
    const query = posts
      ? ''
      : [...values].map(([k, v]) => `${k}=${encodeURIComponent(String(v))}`).join('&');
    const response = await fetch(`${house.url}${where}?${query}`, {
      method,
      headers: {
        authorization: `Bearer ${house.ownerToken}`,
        'content-type': 'application/json',
        'idempotency-key': crypto.randomUUID(),
      },
      ...(posts ? { body: `{${fields.join(',')}}` } : {}),
    });
    const text = await response.text();
    expect(text).not.toMatch(LEAKED);
    expect(response.status, text).not.toBe(500);
    const { code } = JSON.parse(text) as { code?: string };
    return { status: response.status, code };
  }

  const rightOf = (operation: Operation): readonly [string, unknown][] => {
    const required = (operation.input.json['required'] ?? []) as readonly string[];
    return required.map(snakeCase).map((field) => [field, RIGHT[field] ?? 'x']);
  };

  const routed = OPERATIONS.filter(
    ({ rest, name }) => !isAbsent(rest) && name !== 'server.stop' && name !== 'doctor.run',
  );

  test.each(routed.map((operation) => [operation.name, operation] as const))(
    '%s refuses such a name as a field',
    async (_, operation) => {
      await expectAlike((text) => ask(operation, [...rightOf(operation), [text, '1']]));
    },
    20_000,
  );

  const texts = routed.flatMap((operation) =>
    fieldsOf(operation).flatMap((field) => {
      const properties = operation.input.json['properties'] as Record<string, { type?: string }>;
      const { type } = properties[camelCase(field)]!;
      // A name or a reason may be any string.
      const isFree = ['reason', 'name', 'idempotency_key', 'confirm'].includes(field);
      return type === 'string' && !isFree ? [[operation.name, field, operation] as const] : [];
    }),
  );

  test.each(texts)(
    '%s treats such a string as any unknown one: %s',
    async (_, field, operation) => {
      const others = rightOf(operation).filter(([name]) => name !== field);
      // An underscore is not valid in a symbol, which is a different error from a symbol without
      // data.
      const names = field === 'benchmark' ? NAMES.filter((name) => !name.includes('_')) : NAMES;
      await expectAlike((text) => ask(operation, [...others, [field, text]]), names);
    },
  );

  test.each(['params', 'limits'])('a backtest refuses such a name within its %s', async (field) => {
    const operation = OPERATIONS.find(({ name }) => name === 'backtests.run')!;
    await expectAlike(async (text) => {
      const found = await ask(operation, [
        ['strategy', 'trend-follower'],
        ['symbols', ['QMKT']],
        ['from', '2024-03-11'],
        [field, JSON.parse(`{${JSON.stringify(text)}: 1}`)],
      ]);
      expect(found).toEqual({ status: 400, code: 'core.invalid_input' });
      return found;
    });
  });

  test.each(['/v1/NAME', '/NAME', '/x.NAME', '/assets/x.NAME', '/v1/stream?topics=NAME'])(
    'nothing is served at %s',
    async (path) => {
      const headers = { authorization: `Bearer ${house.ownerToken}` };
      await expectAlike(async (text) => {
        const response = await fetch(`${house.url}${path.replace('NAME', text)}`, { headers });
        await response.body?.cancel();
        return { status: response.status, type: response.headers.get('content-type') };
      });
    },
  );
});

describe('the command line', () => {
  const world = createRealWorldFor(undefined);

  const outcome = async (words: readonly string[]): Promise<Outcome> => {
    const { code, out, err } = await runWords(world, [...words, '--data-dir', temporaryFolder()]);
    expect(out + err, words.join(' ')).not.toMatch(LEAKED);
    return { code, error: /\(([a-z]+\.[a-z_]+)\)$/m.exec(err)?.[1] };
  };

  function folder(): string {
    const made = temporaryFolder();
    mkdirSync(join(made, 'data'));
    const rows = ['2020-01-02', '2020-01-03', '2020-01-06'].map((day) => `${day},10,11,9,10,100`);
    writeFileSync(
      join(made, 'data/SPY.csv'),
      ['date,open,high,low,close,volume', ...rows].join('\n'),
    );
    writeFileSync(join(made, 'returns.csv'), 'date,return\n2024-01-02,0.1\n2024-01-03,0.2\n');
    return made;
  }

  const groups = buildProgram({
    io: {
      world,
      out: () => {},
      err: () => {},
      isTty: false,
      color: false,
      nodeVersion: process.versions.node,
      openBrowser: () => false,
    },
    surfaces: {
      rest: () => ({ handle: () => Promise.reject(new Error('unused')) }),
      mcp: async () => {},
    },
  }).commands.filter(({ commands }) => commands.length > 0);

  test.each([
    ['NAME'],
    ['help', 'NAME'],
    ['explain', 'NAME'],
    ['--NAME'],
    ['status', '--NAME'],
    ['status', '--timeout', '5NAME'],
    ['backtest', 'show', 'NAME'],
    ['report', 'build', 'NAME'],
    ...groups.map((group) => [group.name(), 'NAME']),
  ])('treats such a name as any unknown string: quipu %s %s %s', async (...words) => {
    await expectAlike((text) => outcome(words.map((word) => word.replace('NAME', text))));
  });

  test.each([
    ['--set', 'NAME=1'],
    ['--limit', 'NAME=1'],
    ['--limit', 'daily_loss.NAME=1'],
    ['--fill', 'NAME'],
    ['--fees', 'NAME'],
    ['--convention', 'NAME'],
    ['--from', 'NAME'],
    ['--NAME', '1'],
  ])('a backtest treats such a name as any unknown string: %s %s', async (option, value) => {
    const made = folder();
    const words = [
      'backtest',
      'run',
      join(import.meta.dirname, '../../examples/sma-crossover/strategy.ts'),
      '--data',
      join(made, 'data'),
      '--symbols',
      'SPY',
    ];
    expect(await outcome(words)).toEqual({ code: 0, error: undefined });
    await expectAlike(async (text) => {
      const found = await outcome([
        ...words,
        option.replace('NAME', text),
        value.replace('NAME', text),
      ]);
      expect(found['code']).toBe(2);
      return found;
    });
  });

  test('explains no metric of a file by such a name', async () => {
    const file = join(folder(), 'returns.csv');
    await expectAlike((text) => outcome(['explain', text, '--file', file]));
    await expectAlike((text) => outcome(['explain', 'cagr', '--file', file, '--convention', text]));
  });
});

describe('the configuration', () => {
  const own = (name: string, value: unknown): unknown =>
    JSON.parse(`{${JSON.stringify(name)}: ${JSON.stringify(value)}}`);

  const BOOK = { strategy: 'rebalancer', capital: 0.5 };

  test.each([
    ['a key', (name: string) => own(name, 1)],
    ['a key of the broker', (name: string) => ({ broker: own(name, 'x') })],
    ['a key of a book', (name: string) => ({ books: { a: own(name, 1) } })],
    ['a parameter', (name: string) => ({ books: { a: { ...BOOK, params: own(name, {}) } } })],
    ['a mode', (name: string) => ({ mode: name })],
  ])('refuses such a name as %s', async (_, make) => {
    await expectAlike((text) => {
      const found = thrownBy(() => parseConfig(make(text), 'quipu.config.json'));
      expect(found['code']).toBe('app.config_invalid');
      return found;
    });
  });

  test.each([
    ['limit', (name: string) => own(name, 1)],
    ['limit that is an object', (name: string) => own(name, { maxGross: 1 })],
    ['part of a limit', (name: string) => ({ dailyLoss: own(name, 0.1) })],
  ])('refuses such a name as a %s', async (_, make) => {
    await expectAlike((text) => {
      const found = thrownBy(() =>
        limitsOf(parseConfig({ limits: make(text) }, 'quipu.config.json')),
      );
      expect(found['code']).toBe('app.config_invalid');
      return found;
    });
  });
});

describe('a catalog', () => {
  const numbers = Float64Array.of(1, 2, 3);
  const performance = { dates: ['2024-01-02' as IsoDate], equity: Float64Array.of(1) };
  const strategy = { name: 'plain', symbols: ['SPY'], onBar() {} } as const;

  /** Runs a backtest whose strategy reads a column of that name. */
  function backtestOf(column: string): unknown {
    const columns = barColumns(3);
    for (const name of ['open', 'high', 'low', 'close', 'volume'] as const) columns[name].fill(1);
    for (let row = 0; row < 3; row += 1) {
      Object.assign(columns.start, { [row]: Date.UTC(2020, 0, 6 + row, 5) });
      Object.assign(columns.end, { [row]: Date.UTC(2020, 0, 6 + row, 21) });
    }
    const reading = defineStrategy({
      ...strategy,
      timeframe: '1Day',
      indicators: () => ({ one: sma({ period: 2 }).on(column) }),
    });
    return runBacktest(reading, {
      bars: { symbol: ticker('SPY'), timeframe: '1Day', columns, actions: [] },
    });
  }

  test.each<[string, (name: string) => unknown]>([
    ['metrics', (name) => metricNamed(name)],
    ['indicators', (name) => bindIndicator(name)],
    ['parameters of indicators', (name) => bindIndicator('sma', JSON.parse(`{"${name}":1}`))],
    ['columns', (name) => compute(sma({ period: 2 }).on(name), { close: numbers })],
    ['columns of a strategy', backtestOf],
    ['words', (name) => explainWord(name)],
    ['limits', (name) => limitChanges(JSON.parse(`{"${name}":1}`) as never)],
    ['timeframes', (name) => defineStrategy({ ...strategy, timeframe: name as never })],
    ['conventions', (name) => summarize(performance as never, name as never)],
  ])('of %s does not have such a name', async (_, look) => {
    await expectAlike((text) => thrownBy(() => look(text)));
    expect(thrownBy(() => look(UNKNOWN))['code']).toMatch(/^[a-z]+\.[a-z_]+$/);
  });

  test('of exit codes and statuses has numbers only', async () => {
    await expectAlike((text) => ({ exit: exitCodeOf(text), status: statusOf(text) }));
    await expectAlike((text) => ({ exit: exitCodeOf(`app.${text}`) }));
  });
});
