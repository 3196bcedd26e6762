import { guardOrigin, type ServerRequest } from '../../../core/http.ts';
import type { Socket, UpgradeAnswer } from '../../../core/world.ts';
import type { MarketEvent } from '../../../market/event.ts';
import { areOurs, presentedKeys } from '../auth.ts';
import { codingOf } from './data-coding.ts';
import { createDataStream, type DataStream } from './data-stream.ts';
import type { PaperBrokerSetup } from '../options.ts';
import { createTestStream } from './test-stream.ts';
import { createTradingStream, type TradingStream } from './trading-stream.ts';

/** WebSocket endpoints of the broker. */
export interface BrokerStreams {
  readonly trading: TradingStream;
  /** Sends market events on every stock feed. */
  publish(events: readonly MarketEvent[]): void;
  /** Accepts a handshake or returns the refusal. */
  upgrade(request: ServerRequest, port: number): UpgradeAnswer;
  close(): void;
}

/** Stock feeds; there is one market here, so each feed carries all of it. */
const FEEDS = ['/v2/iex', '/v2/sip', '/v2/delayed_sip'];

/** Creates the endpoints: `/stream`, the stock feeds, and the test feed. */
export function createBrokerStreams(setup: PaperBrokerSetup): BrokerStreams {
  const { world, credentials } = setup;
  const trading = createTradingStream(credentials);
  const feeds = new Map(FEEDS.map((path) => [path, dataStream(setup)]));
  const test = createTestStream(world.clock, dataStream(setup));
  return {
    trading,
    publish(events) {
      for (const feed of feeds.values()) feed.publish(events);
    },
    upgrade(request, port) {
      const guard = guardOrigin(request.headers, port);
      if (guard !== undefined) return refuse(guard.status, guard.reason);
      if (request.path === '/stream') return accept((socket) => trading.serve(socket));
      const stream = request.path === '/v2/test' ? test.stream : feeds.get(request.path);
      if (stream === undefined) return refuse(404, 'no stream is served here');
      const keys = presentedKeys(request.headers);
      const authenticated = keys !== undefined && areOurs(keys, credentials);
      const coding = codingOf(request.headers);
      return accept((socket) => stream.serve(socket, { authenticated, coding }));
    },
    close() {
      test.stop();
      for (const stream of [trading, test.stream, ...feeds.values()]) stream.close();
    },
  };
}

function dataStream({ world, credentials, options = {} }: PaperBrokerSetup): DataStream {
  return createDataStream({
    clock: world.clock,
    credentials,
    connectionsMax: options.dataConnectionsMax ?? Number.POSITIVE_INFINITY,
    symbolsMax: options.dataSymbolsMax ?? Number.POSITIVE_INFINITY,
  });
}

function accept(serve: (socket: Socket) => void): UpgradeAnswer {
  return { kind: 'accept', serve };
}

function refuse(status: number, message: string): UpgradeAnswer {
  const headers = { 'content-type': 'application/json; charset=utf-8' };
  return { kind: 'refuse', response: { status, headers, body: JSON.stringify({ message }) } };
}
