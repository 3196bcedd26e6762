import { describe, expect, test } from 'vitest';
import { Problem } from './api.ts';
import { haltUntilAnswered } from './halting.ts';

/** A clock that advances only during waits and by the duration of an attempt. */
function clock(attemptMs: number) {
  let at = 0;
  return {
    now: () => at,
    wait: async (ms: number) => {
      at += ms;
    },
    attempt: () => {
      at += attemptMs;
    },
  };
}

const problem = (status: number): Problem =>
  new Problem(status, { code: '', detail: 'No.', next: 'Sign in.', requestId: '' });

describe('a halt', () => {
  test('is done with the first response', async () => {
    let sent = 0;
    const outcome = await haltUntilAnswered(async () => {
      sent += 1;
    }, clock(0));
    expect([outcome.kind, sent]).toEqual(['done', 1]);
  });

  test('is repeated while nobody responds, and through server errors', async () => {
    const time = clock(1_000);
    const failures: Error[] = [new TypeError('fetch failed'), problem(503)];
    const outcome = await haltUntilAnswered(async () => {
      time.attempt();
      const failure = failures.shift();
      if (failure !== undefined) throw failure;
    }, time);
    expect(outcome.kind).toBe('done');
  });

  test('reports after ten seconds that nobody responded', async () => {
    const time = clock(3_000);
    let sent = 0;
    const outcome = await haltUntilAnswered(async () => {
      sent += 1;
      time.attempt();
      throw new TypeError('fetch failed');
    }, time);
    expect(outcome.kind).toBe('no_response');
    expect(time.now()).toBeGreaterThanOrEqual(10_000);
    expect(time.now()).toBeLessThan(14_000);
    expect(sent).toBeGreaterThan(2);
  });

  test('is not repeated against a decision of the server', async () => {
    let sent = 0;
    const outcome = await haltUntilAnswered(async () => {
      sent += 1;
      throw problem(403);
    }, clock(0));
    expect([outcome, sent]).toEqual([{ kind: 'refused', message: 'No. Sign in.' }, 1]);
  });
});
