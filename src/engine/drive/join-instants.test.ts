import { describe, expect, it } from 'vitest';
import { type EpochMs, epochMs, later, MINUTE, SECOND } from '../../core/time.ts';
import { type FeedEvent, type MarketEvent, joinInstant } from '../../market/event.ts';
import { ticker } from '../../market/symbol.ts';
import { createSimulatedWorld } from '../../world/simulated/create-simulated-world.ts';
import { joinInstants } from './join-instants.ts';

const QQQ = ticker('QQQ');
const SPY = ticker('SPY');
const FIRST = epochMs(Date.UTC(2024, 2, 4, 15, 0));
const SECOND_MINUTE = later(FIRST, MINUTE);

function bar(symbol: typeof SPY, at: EpochMs): MarketEvent {
  const price = { open: 1, high: 1, low: 1, close: 1, volume: 1 };
  return {
    kind: 'bar',
    at,
    bar: { symbol, start: later(at, -MINUTE), ...price },
    timeframe: '1Min',
  };
}

function quote(at: EpochMs): MarketEvent {
  const sizes = { bidSize: 1, askSize: 1 };
  return { kind: 'quote', at, quote: { symbol: SPY, at, bid: 1, ask: 2, ...sizes } };
}

const close = (at: EpochMs): MarketEvent => ({ kind: 'session', at, phase: 'close' });

const shown = (event: FeedEvent): string => {
  if (event.kind === 'bars') return event.bars.map(({ bar: { symbol } }) => symbol).join('+');
  return event.kind === 'bar' ? event.bar.symbol : event.kind;
};

/** Plays events, each after a wait; returns what came out and the second when it came. */
async function play(
  script: readonly (readonly [afterMs: number, event: MarketEvent])[],
  { ordered = false }: { readonly ordered?: boolean } = {},
): Promise<readonly string[]> {
  const simulation = createSimulatedWorld({ seed: 1, faults: 'calm' });
  const { clock } = simulation.node('engine');
  const out: string[] = [];
  await simulation.complete(async () => {
    const start = clock.monotonic();
    async function* source(): AsyncGenerator<MarketEvent> {
      for (const [afterMs, event] of script) {
        await clock.sleep(afterMs);
        yield event;
      }
    }
    const options = { clock, symbols: [QQQ, SPY], waitMs: 2 * SECOND, ordered };
    for await (const event of joinInstants(source(), options)) {
      out.push(`${shown(event)} ${((clock.monotonic() - start) / SECOND).toFixed(1)}`);
    }
  });
  return out;
}

describe('joinInstants', () => {
  it('passes the bars of an instant on together, once the last has arrived', async () => {
    const script = [
      [100, bar(SPY, FIRST)],
      [400, bar(QQQ, FIRST)],
    ] as const;
    expect(await play(script)).toEqual(['QQQ+SPY 0.5']);
  });

  it('waits two seconds for a symbol that did not trade', async () => {
    const script = [
      [100, bar(SPY, FIRST)],
      [30_000, quote(later(FIRST, 30 * SECOND))],
    ] as const;
    expect(await play(script)).toEqual(['SPY 2.1', 'quote 30.1']);
  });

  it('lets quotes pass while it waits', async () => {
    const script = [
      [100, bar(SPY, FIRST)],
      [100, quote(later(FIRST, 1))],
      [100, bar(QQQ, FIRST)],
    ] as const;
    expect(await play(script)).toEqual(['quote 0.2', 'QQQ+SPY 0.3']);
  });

  it('takes a later quote of an ordered source as the end of the instant', async () => {
    const script = [
      [100, bar(SPY, FIRST)],
      [100, quote(later(FIRST, 1))],
    ] as const;
    expect(await play(script, { ordered: true })).toEqual(['SPY 0.2', 'quote 0.2']);
  });

  it('ends an instant at a bar of the next one, and at the close', async () => {
    const script = [
      [0, bar(SPY, FIRST)],
      [0, bar(SPY, SECOND_MINUTE)],
      [0, close(SECOND_MINUTE)],
    ] as const;
    expect(await play(script)).toEqual(['SPY 0.0', 'SPY 0.0', 'session 0.0']);
  });

  it('passes a bar that comes after its instant on alone', async () => {
    const script = [
      [0, bar(SPY, FIRST)],
      [3_000, bar(QQQ, FIRST)],
    ] as const;
    expect(await play(script)).toEqual(['SPY 2.0', 'QQQ 3.0']);
  });
});

describe('joinInstant', () => {
  it('joins the bars between an open and a close', () => {
    const open = { kind: 'session', at: FIRST, phase: 'open' } as const;
    const events = [open, bar(QQQ, FIRST), bar(SPY, FIRST), close(FIRST)];
    expect(joinInstant(events).map(shown)).toEqual(['session', 'QQQ+SPY', 'session']);
    expect(joinInstant([bar(QQQ, FIRST)]).map(shown)).toEqual(['QQQ']);
  });
});
