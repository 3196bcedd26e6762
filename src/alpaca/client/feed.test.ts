import { describe, expect, test } from 'vitest';
import {
  scripted,
  type ScriptedAnswer,
  TEST_CREDENTIALS,
  TEST_ENVIRONMENT,
} from '../../../tests/support/scripted-alpaca.ts';
import type { ServerRequest } from '../../core/http.ts';
import { type EpochMs, epochMs, formatInstant, HOUR, isoDate } from '../../core/time.ts';
import type { Socket } from '../../core/world.ts';
import { type Session, sessionsBetween } from '../../market/calendar.ts';
import type { MarketEvent } from '../../market/event.ts';
import { ticker } from '../../market/symbol.ts';
import {
  type DataMessage,
  NO_SUBSCRIPTION,
  parseDataRequest,
  type Subscription,
  toDataFrame,
} from '../wire/data-stream.ts';
import { toWireBar } from '../wire/prices.ts';
import { createAlpacaFeed } from './feed.ts';
import type { AlpacaFeedOptions } from './feed-options.ts';
import { createMarketData } from './market-data.ts';
import { createReferenceData } from './reference-data.ts';
import { createRest } from './rest.ts';

const SPY = ticker('SPY');
const QQQ = ticker('QQQ');

/** Returns an instant on 2024-01-02 in New York, from a time such as `10:31:05`. */
function at(time: string): EpochMs {
  const hours = Number(time.slice(0, 2));
  const hour = String(hours % 24).padStart(2, '0');
  const start = Date.parse(`2024-01-02T${hour}${time.slice(2)}-05:00`);
  return epochMs(start + (hours - (hours % 24)) * HOUR);
}

function quote(time: string, symbol = SPY): DataMessage {
  const fields = { bid: 99, bidSize: 100, ask: 101, askSize: 100 };
  return { kind: 'quote', quote: { symbol, at: at(time), ...fields } };
}

function trade(time: string): DataMessage {
  return { kind: 'trade', trade: { symbol: SPY, at: at(time), price: 100, size: 1, id: '1' } };
}

function barAt(time: string, symbol = SPY) {
  const prices = { open: 100, high: 102, low: 98, close: 101, volume: 1_000 };
  return { symbol, start: at(time), ...prices };
}

function bar(time: string, symbol = SPY): DataMessage {
  return { kind: 'bar', cadence: 'minute', bar: barAt(time, symbol) };
}

/**
 * Creates the server side of a data stream: greets, accepts logins, acknowledges, then lets a test
 * send.
 */
function dataServer(
  speak: (socket: Socket, connection: number) => void,
  limits: { readonly error?: readonly [number, string]; readonly deaf?: boolean } = {},
) {
  let connections = 0;
  return (socket: Socket): void => {
    connections += 1;
    const connection = connections;
    const say = (...messages: readonly DataMessage[]): void => socket.send(toDataFrame(messages));
    let state: Subscription = NO_SUBSCRIPTION;
    let spoken = false;
    say({ kind: 'success', message: 'connected' });
    void (async () => {
      for await (const event of socket.events) {
        if (event.kind !== 'message') continue;
        const message = parseDataRequest(event.data);
        if (message.kind === 'auth') {
          const [code, text] = limits.error ?? [0, ''];
          if (code !== 0) say({ kind: 'error', code, message: text });
          else say({ kind: 'success', message: 'authenticated' });
        }
        if (message.kind !== 'subscribe' || (limits.deaf === true && spoken)) continue;
        state = message.subscription;
        say({ kind: 'subscription', subscription: state });
        if (!spoken) speak(socket, connection);
        spoken = true;
      }
    })();
  };
}

interface Setting {
  /** Successive times of the broker's clock. */
  readonly clock?: readonly string[];
  readonly socket: (socket: Socket) => void;
  readonly bars?: (request: ServerRequest) => object;
  readonly options?: Partial<AlpacaFeedOptions>;
}

async function feed({ clock = ['10:00:00'], socket, bars, options }: Setting) {
  let looks = 0;
  const answer = (request: ServerRequest): ScriptedAnswer => {
    if (request.path === '/v2/clock') {
      const now = clock[Math.min(looks, clock.length - 1)] ?? '';
      looks += 1;
      const next = {
        next_open: formatInstant(at('09:30:00')),
        next_close: formatInstant(at('16:00:00')),
      };
      return { json: { timestamp: formatInstant(at(now)), is_open: true, ...next } };
    }
    if (request.path === '/v2/calendar') {
      const query = new URLSearchParams(request.query);
      const [first, last] = ['start', 'end'].map((name) => isoDate(query.get(name) ?? ''));
      const days = sessionsBetween(first!, last!);
      return { json: days.map(({ date }) => ({ date, open: '09:30', close: '16:00' })) };
    }
    return { json: { bars: bars?.(request) ?? {}, next_page_token: null } };
  };
  const server = await scripted({ answer, socket });
  const { world, origin, simulation } = server;
  const shared = { environment: TEST_ENVIRONMENT, credentials: TEST_CREDENTIALS };
  const marketFeed = createAlpacaFeed(world, {
    ...shared,
    marketData: createMarketData(world, shared),
    reference: createReferenceData(createRest(world, { origin, credentials: TEST_CREDENTIALS })),
    symbols: [SPY, QQQ],
    channels: ['quotes', 'trades', 'bars'],
    ...options,
  });
  const collect = (count: number): Promise<readonly string[]> =>
    simulation.complete(async () => {
      const stop = new AbortController();
      const events: string[] = [];
      for await (const event of marketFeed.events(stop.signal)) {
        events.push(shown(event));
        if (events.length === count) stop.abort();
      }
      return events;
    });
  return { ...server, collect };
}

/** Returns an event as short text, in New York time. */
function shown(event: MarketEvent): string {
  const time = formatInstant(epochMs(event.at - 5 * 3_600_000)).slice(11, 19);
  switch (event.kind) {
    case 'session':
      return `${time} ${event.phase}`;
    case 'bar':
      return `${time} bar ${event.bar.symbol} ${event.timeframe}${event.superseded ? ' old' : ''}`;
    case 'quote':
      return `${time} quote ${event.quote.symbol}`;
    default:
      return `${time} ${event.kind}`;
  }
}

describe('a feed', () => {
  test('reports the market state, then events by time, kind and symbol', async () => {
    const socket = dataServer((end) => {
      end.send(
        toDataFrame([
          bar('10:00:00', SPY),
          bar('10:00:00', QQQ),
          quote('10:01:00'),
          trade('10:00:30'),
        ]),
      );
    });
    const { collect } = await feed({ socket });
    expect(await collect(5)).toEqual([
      '09:30:00 open',
      '10:00:30 trade',
      '10:01:00 quote SPY',
      '10:01:00 bar QQQ 1Min',
      '10:01:00 bar SPY 1Min',
    ]);
  });

  test('reports a lost connection and emits each missed bar once', async () => {
    const socket = dataServer((end, connection) => {
      if (connection === 1) {
        end.send(toDataFrame([bar('10:00:00')]));
        end.close(1012, 'restart');
      } else end.send(toDataFrame([bar('10:02:00'), bar('10:03:00'), quote('10:04:01')]));
    });
    const missed = ['09:59:00', '10:00:00', '10:01:00', '10:02:00', '10:03:00'];
    const { collect } = await feed({
      socket,
      clock: ['10:01:00', '10:03:30'],
      bars: () => ({ SPY: missed.map((time) => toWireBar(barAt(time))) }),
    });
    expect(await collect(7)).toEqual([
      '09:30:00 open',
      '10:01:00 bar SPY 1Min',
      '10:03:30 gap',
      '10:02:00 bar SPY 1Min old',
      '10:03:00 bar SPY 1Min',
      '10:04:00 bar SPY 1Min',
      '10:04:01 quote SPY',
    ]);
  });

  test('marks all but the newest refilled bar of each symbol as old, and logs that', async () => {
    const minutes = (count: number, symbol = SPY) =>
      Array.from({ length: count }, (_, minute) => toWireBar(barAt(`10:0${minute}:00`, symbol)));
    const socket = dataServer((end) => end.send(toDataFrame([quote('10:05:01')])));
    const { collect, simulation } = await feed({
      socket,
      clock: ['10:05:00'],
      options: { since: at('10:00:00') },
      bars: () => ({ SPY: minutes(4), QQQ: minutes(2, QQQ) }),
    });
    expect(await collect(9)).toEqual([
      '09:30:00 open',
      '10:05:00 gap',
      '10:01:00 bar QQQ 1Min old',
      '10:01:00 bar SPY 1Min old',
      '10:02:00 bar QQQ 1Min',
      '10:02:00 bar SPY 1Min old',
      '10:03:00 bar SPY 1Min old',
      '10:04:00 bar SPY 1Min',
      '10:05:01 quote SPY',
    ]);
    const told = simulation.logs.filter((line) => line.includes('old bars'));
    expect(told).toHaveLength(1);
    expect(told[0]).toContain('4 old bars were read again after a gap in the data stream');
  });

  test('marks a bar as old whose frame was lost and that a newer one reveals', async () => {
    const socket = dataServer((end) => {
      end.send(toDataFrame([bar('10:00:00'), bar('10:00:00', QQQ)]));
      void server.world.clock.sleep(5_000).then(() => end.send(toDataFrame([bar('10:03:00')])));
    });
    const lost = (symbol: typeof SPY) =>
      ['10:01:00', '10:02:00'].map((time) => toWireBar(barAt(time, symbol)));
    const server = await feed({ socket, bars: () => ({ SPY: lost(SPY), QQQ: lost(QQQ) }) });
    expect((await server.collect(8)).slice(3)).toEqual([
      '10:02:00 bar QQQ 1Min old',
      '10:02:00 bar SPY 1Min old',
      '10:03:00 bar QQQ 1Min',
      '10:03:00 bar SPY 1Min old',
      '10:04:00 bar SPY 1Min',
    ]);
  });

  test('marks the daily bars of trading days before the last one as old', async () => {
    const days = ['2024-01-02', '2024-01-03', '2024-01-04'];
    const { collect } = await feed({
      socket: dataServer(() => {}),
      clock: ['15:59:00', '15:59:30', '15:59:30', '64:00:00'],
      options: { daily: true },
      bars: ({ query }) => {
        if (!query.includes('timeframe=1Day')) return {};
        const day = days.find((date) => query.includes(`end=${date}`))!;
        const start = epochMs(Date.parse(`${day}T00:00:00-05:00`));
        return { SPY: [toWireBar({ ...barAt('00:00:00'), start })] };
      },
    });
    expect(await collect(8)).toEqual([
      '09:30:00 open',
      '16:00:00 bar SPY 1Day old',
      '16:00:00 close',
      '09:30:00 open',
      '16:00:00 bar SPY 1Day old',
      '16:00:00 close',
      '09:30:00 open',
      '16:00:00 bar SPY 1Day',
    ]);
  });

  test('backfills immediately from the instant up to which data is known', async () => {
    const { collect } = await feed({
      socket: dataServer(() => {}),
      options: { since: at('09:58:30') },
      bars: () => ({ QQQ: [toWireBar(barAt('09:58:00', QQQ)), toWireBar(barAt('09:59:00', QQQ))] }),
    });
    expect(await collect(4)).toEqual([
      '09:30:00 open',
      '10:00:00 gap',
      '09:59:00 bar QQQ 1Min old',
      '10:00:00 bar QQQ 1Min',
    ]);
  });

  test('closes a trading day after its last bar, opens one before its first price', async () => {
    const tomorrow = epochMs(at('09:30:01') + 86_400_000);
    const next: DataMessage = {
      kind: 'quote',
      quote: { symbol: SPY, at: tomorrow, bid: 1, bidSize: 1, ask: 2, askSize: 1 },
    };
    const socket = dataServer((end) => {
      end.send(toDataFrame([bar('15:59:00'), next]));
    });
    const { collect } = await feed({ socket });
    expect(await collect(5)).toEqual([
      '09:30:00 open',
      '16:00:00 bar SPY 1Min',
      '16:00:00 close',
      '09:30:00 open',
      '09:30:01 quote SPY',
    ]);
  });

  test('emits every open and close of a fast market without pauses', async () => {
    const days = sessionsBetween(isoDate('2024-01-03'), isoDate('2024-03-08'));
    const first = (session: Session): DataMessage => ({
      kind: 'quote',
      quote: {
        symbol: SPY,
        at: epochMs(session.open + 1_000),
        bid: 1,
        bidSize: 1,
        ask: 2,
        askSize: 1,
      },
    });
    const socket = dataServer((end) => {
      for (const session of days) end.send(toDataFrame([first(session)]));
    });
    const { collect } = await feed({ socket });
    // First an open; then, for every day, the prior close, its open and its quote.
    const events = await collect(1 + 3 * days.length);
    expect(days.length).toBe(46);
    expect(events.filter((event) => event.endsWith('close'))).toHaveLength(days.length);
    expect(events.filter((event) => event.endsWith('open'))).toHaveLength(1 + days.length);
  });

  test('closes a quiet trading day by the broker’s clock, with daily bars', async () => {
    const { collect } = await feed({
      socket: dataServer(() => {}),
      clock: ['15:59:00', '15:59:30', '16:00:00'],
      options: { daily: true },
      bars: ({ query }) =>
        query.includes('timeframe=1Day') ? { SPY: [toWireBar(barAt('00:00:00'))] } : {},
    });
    expect(await collect(3)).toEqual(['09:30:00 open', '16:00:00 bar SPY 1Day', '16:00:00 close']);
  });

  test('drops a stream that stopped responding, and backfills the gap', async () => {
    const deaf = dataServer((end) => end.send(toDataFrame([quote('10:00:30')])), { deaf: true });
    const { collect, world } = await feed({ socket: deaf });
    const start = world.clock.monotonic();
    expect(await collect(3)).toEqual(['09:30:00 open', '10:00:30 quote SPY', '10:00:00 gap']);
    expect(world.clock.monotonic() - start).toBeGreaterThan(20_000);
  });

  test('keeps an idle stream that responds', async () => {
    let connections = 0;
    const socket = dataServer((end) => {
      connections += 1;
      end.send(toDataFrame([quote('10:00:30')]));
    });
    const clock = [...Array.from({ length: 120 }, () => '10:00:00'), '16:00:00'];
    const { collect } = await feed({ socket, clock });
    expect((await collect(3)).at(-1)).toBe('16:00:00 close');
    expect(connections).toBe(1);
  });

  test('drops a stream without prices during market hours if so configured', async () => {
    const socket = dataServer((end) => end.send(toDataFrame([quote('10:00:30')])));
    const { collect } = await feed({ socket, options: { muteMs: 60_000 } });
    expect((await collect(3)).at(-1)).toBe('10:00:00 gap');
  });

  test.each([
    [402, 'auth failed', 'alpaca.stream_refused'],
    [405, 'symbol limit exceeded', 'alpaca.stream_refused'],
    [409, 'insufficient subscription', 'alpaca.stream_refused'],
  ] as const)('ends with an error for %i %s', async (code, text, expected) => {
    const socket = dataServer(() => {}, { error: [code, text] });
    const { collect } = await feed({ socket });
    await expect(collect(9)).rejects.toMatchObject({ code: expected });
  });

  test('retries when the connection limit is reached', async () => {
    let tries = 0;
    const good = dataServer((end) => end.send(toDataFrame([quote('10:00:30')])));
    const full = dataServer(() => {}, { error: [406, 'connection limit exceeded'] });
    const socket = (end: Socket): void => {
      tries += 1;
      (tries < 3 ? full : good)(end);
    };
    const { collect } = await feed({ socket });
    expect(await collect(2)).toEqual(['09:30:00 open', '10:00:30 quote SPY']);
    expect(tries).toBe(3);
  });
});
