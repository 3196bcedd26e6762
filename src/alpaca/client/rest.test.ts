import { describe, expect, test } from 'vitest';
import {
  refusal,
  scripted,
  type ScriptedAnswer,
  TEST_CREDENTIALS,
} from '../../../tests/support/scripted-alpaca.ts';
import { isQuipuError } from '../../core/errors.ts';
import { createCircuitBreaker } from './circuit-breaker.ts';
import { createRequestBudget } from './request-budget.ts';
import { createRest, type RestOptions } from './rest.ts';

/** Creates a client whose server gives these responses in turn, and repeats the last one. */
async function against(answers: readonly ScriptedAnswer[], options: Partial<RestOptions> = {}) {
  const server = await scripted({
    answer: (_, count) => answers[Math.min(count, answers.length) - 1] ?? {},
  });
  const { world, origin } = server;
  const rest = createRest(world, { origin, credentials: TEST_CREDENTIALS, ...options });
  const get = (path: string) => server.simulation.complete(() => rest.get(path));
  return { ...server, rest, get };
}

const broken: ScriptedAnswer = { status: 503, body: '<html>' };
const fine: ScriptedAnswer = { json: { ok: true } };

describe('a read', () => {
  test('is repeated until there is a response, and sends the keys every time', async () => {
    const { get, requests, headers } = await against([broken, { status: 408 }, fine]);
    await expect(get('/v2/clock?a=b')).resolves.toEqual({ ok: true });
    expect(requests).toEqual(['GET /v2/clock?a=b', 'GET /v2/clock?a=b', 'GET /v2/clock?a=b']);
    expect(headers.every((each) => each['apca-api-key-id'] === 'CANARY-KEY-ID')).toBe(true);
  });

  test('fails after its attempts with an error that hides the keys', async () => {
    const { get, requests } = await against([broken]);
    const error = await get('/v2/clock').catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'alpaca.unavailable', retry: 'safe' });
    expect(JSON.stringify([error, String(error)])).not.toContain('CANARY');
    expect(requests).toHaveLength(4);
  });

  test('waits as long as the server requests', async () => {
    const slow = {
      ...refusal(429, 42910000, 'rate limit exceeded'),
      headers: { 'retry-after': '7' },
    };
    const { get, world } = await against([slow, fine]);
    const start = world.clock.monotonic();
    await get('/v2/clock');
    expect(world.clock.monotonic() - start).toBeGreaterThanOrEqual(7_000);
  });

  test('waits for a server time by the server’s clock', async () => {
    const date = Date.UTC(2020, 0, 1);
    const slow = {
      ...refusal(429, 42910000, 'rate limit exceeded'),
      headers: {
        date: new Date(date).toUTCString(),
        'retry-after': new Date(date + 9_000).toUTCString(),
      },
    };
    const { get, world } = await against([slow, fine]);
    const start = world.clock.monotonic();
    await get('/v2/clock');
    const waited = world.clock.monotonic() - start;
    expect(waited).toBeGreaterThanOrEqual(9_000);
    expect(waited).toBeLessThan(20_000);
  });

  test.each([
    [302, 'alpaca.redirect_refused'],
    [401, 'alpaca.unauthorized'],
    [403, 'alpaca.forbidden'],
    [404, 'alpaca.not_found'],
    [422, 'alpaca.invalid_request'],
  ])('of status %i is not repeated: %s', async (status, code) => {
    const { get, requests } = await against([
      { status, body: '<html>', headers: { location: 'x' } },
    ]);
    await expect(get('/v2/clock')).rejects.toMatchObject({ code });
    expect(requests).toHaveLength(1);
  });

  test('of non-JSON content fails with its own error', async () => {
    const { get } = await against([{ body: '<html>' }]);
    await expect(get('/v2/clock')).rejects.toMatchObject({ code: 'alpaca.unreadable' });
  });
});

describe('a write', () => {
  test.each([broken, refusal(429, 42910000, 'x'), { status: 504 }, fine])(
    'is sent once, whatever comes back (%j)',
    async (answer) => {
      const { rest, simulation, requests, bodies } = await against([answer]);
      const body = { qty: '1' };
      const exchange = await simulation.complete(() => rest.once('POST', '/v2/orders', { body }));
      expect(exchange.kind).toBe('answered');
      expect([requests, bodies]).toEqual([['POST /v2/orders'], ['{"qty":"1"}']]);
    },
  );

  test('to a closed port reports that nothing was sent', async () => {
    const { simulation, world } = await against([fine]);
    const rest = createRest(world, {
      origin: 'http://127.0.0.1:1',
      credentials: TEST_CREDENTIALS,
    });
    const exchange = await simulation.complete(() => rest.once('DELETE', '/v2/orders/x'));
    expect(exchange).toMatchObject({ kind: 'failed', sent: false });
  });
});

describe('the budget of requests', () => {
  test('keeps to the budget in any minute; a quarter is for urgent requests', async () => {
    const { simulation, world } = await scripted({});
    const budget = createRequestBudget(world.clock, 40);
    const left: number[] = [];
    const take = async (priority: 'normal' | 'urgent'): Promise<void> => {
      await budget.take(priority);
      left.push(world.clock.monotonic());
    };
    const start = world.clock.monotonic();
    await simulation.complete(async () => {
      const normal = Array.from({ length: 100 }, () => take('normal'));
      const urgent = Array.from({ length: 10 }, () => take('urgent'));
      await Promise.all(urgent);
      expect(world.clock.monotonic() - start).toBeLessThan(100);
      await Promise.all(normal);
    });
    for (const at of left) {
      expect(left.filter((other) => other > at - 60_000 && other <= at).length).toBeLessThanOrEqual(
        40,
      );
    }
    expect(left).toHaveLength(110);
  });
});

describe('the circuit breaker', () => {
  test('opens after consecutive failures, lets one probe pass, and closes on success', async () => {
    const { simulation, world } = await scripted({});
    const breaker = createCircuitBreaker(world.clock, { failures: 3, restMs: 1_000 });
    const isOpen = (): boolean => {
      try {
        breaker.check();
        return false;
      } catch (error) {
        return isQuipuError(error) && error.code === 'alpaca.circuit_open';
      }
    };
    const wait = (ms: number) => simulation.complete(() => world.clock.sleep(ms));
    breaker.failed();
    breaker.failed();
    expect(isOpen()).toBe(false);
    breaker.failed();
    expect(isOpen()).toBe(true);
    await wait(1_001);
    expect([isOpen(), isOpen()]).toEqual([false, true]);
    breaker.failed();
    await wait(1_001);
    expect(isOpen()).toBe(true);
    await wait(1_000);
    expect(isOpen()).toBe(false);
    breaker.succeeded();
    expect(isOpen()).toBe(false);
  });

  test('stops reads of a dead server early, and never urgent requests', async () => {
    const { rest, simulation, requests } = await against([broken]);
    await simulation.complete(async () => {
      await rest.get('/v2/clock').catch(() => {});
      await expect(rest.get('/v2/clock')).rejects.toMatchObject({ code: 'alpaca.circuit_open' });
      const before = requests.length;
      await rest.get('/v2/orders', { priority: 'urgent' }).catch(() => {});
      await rest.once('DELETE', '/v2/orders/x', { priority: 'urgent' });
      expect(requests.length).toBe(before + 5);
    });
  });
});
