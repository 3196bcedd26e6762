import { describe, expect, it } from 'vitest';

import { createSimulatedWorld } from './create-simulated-world.ts';
import { poisonGlobals } from './poison.ts';

/** Effect of each ambient source while the world is poisoned; read before any assertion runs. */
function tryAll(): { readonly refused: readonly string[]; readonly calls: readonly string[] } {
  const attempts: Readonly<Record<string, () => unknown>> = {
    'Date.now': () => Date.now(),
    'new Date()': () => new Date(),
    'Date()': () => Date(),
    'Math.random': () => Math.random(),
    'performance.now': () => performance.now(),
    setTimeout: () => setTimeout(() => {}, 0),
    setInterval: () => setInterval(() => {}, 0),
    setImmediate: () => setImmediate(() => {}),
    fetch: () => fetch('http://127.0.0.1:1'),
    WebSocket: () => new WebSocket('ws://127.0.0.1:1'),
    'crypto.randomUUID': () => crypto.randomUUID(),
    'crypto.getRandomValues': () => crypto.getRandomValues(new Uint8Array(1)),
    'AbortSignal.timeout': () => AbortSignal.timeout(1),
  };
  const poison = poisonGlobals();
  const refused: string[] = [];
  try {
    for (const [name, attempt] of Object.entries(attempts)) {
      try {
        attempt();
      } catch (error) {
        if (String(error).includes(`${name} must not be used`)) refused.push(name);
      }
    }
  } finally {
    poison.restore();
  }
  return { refused, calls: poison.calls };
}

describe('poisoned globals', () => {
  it('refuse every ambient clock, timer, random source and connection, and name it', () => {
    const { refused, calls } = tryAll();
    expect(refused).toHaveLength(13);
    expect(calls).toEqual(refused);
  });

  it('leave dates of a given instant usable, and are restored completely', () => {
    const before = [Date, setTimeout, Math.random, globalThis.fetch];
    const poison = poisonGlobals();
    const date = new Date(86_400_000);
    const facts = [
      date.toISOString(),
      date instanceof Date,
      Date.UTC(1970, 0, 2),
      Date.parse('1970'),
    ];
    poison.restore();
    poison.restore();
    expect(facts).toEqual(['1970-01-02T00:00:00.000Z', true, 86_400_000, 0]);
    expect([Date, setTimeout, Math.random, globalThis.fetch]).toEqual(before);
    expect(Date.now()).toBeGreaterThan(0);
  });

  it('do not hinder a simulated run', async () => {
    const sim = createSimulatedWorld({ seed: 3 });
    const poison = poisonGlobals();
    const woken = await sim
      .complete(async () => {
        await sim.node('a').clock.sleep(3_600_000);
        return sim.kernel.now() - sim.kernel.startedAt;
      })
      .finally(() => poison.restore());
    expect(woken).toBe(3_600_000);
    expect(poison.calls).toEqual([]);
  });
});
