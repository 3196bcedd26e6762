import type { ServerRequest, ServerResponse } from '../../src/core/http.ts';
import { Secret } from '../../src/core/secret.ts';
import type { Socket, World } from '../../src/core/world.ts';
import type { Credentials } from '../../src/alpaca/client/credentials.ts';
import { alpacaEnvironment } from '../../src/alpaca/client/environment.ts';
import {
  createSimulatedWorld,
  type SimulatedWorld,
} from '../../src/world/simulated/create-simulated-world.ts';

/** Scripted response: a status and JSON (or plain text), with headers where they matter. */
export interface ScriptedAnswer {
  readonly status?: number;
  readonly json?: unknown;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Scripted server in a calm simulated world, with a client program. */
export interface Scripted {
  readonly simulation: SimulatedWorld;
  /** The client's world. */
  readonly world: World;
  readonly origin: string;
  /** Every request so far: method, path and query. */
  readonly requests: string[];
  readonly bodies: string[];
  readonly headers: Readonly<Record<string, string>>[];
}

/** Behavior of the scripted server. */
export interface Script {
  readonly answer?: (request: ServerRequest, count: number) => ScriptedAnswer;
  /** Serves a WebSocket; absent: every upgrade is refused. */
  readonly socket?: (socket: Socket, request: ServerRequest) => void;
}

const PORT = 7411;

/** Credentials that are easy to find wherever they leak. */
export const TEST_CREDENTIALS: Credentials = {
  kind: 'key',
  keyId: new Secret('CANARY-KEY-ID'),
  secret: new Secret('CANARY-SECRET'),
};

/** Addresses of the scripted server. */
export const TEST_ENVIRONMENT = alpacaEnvironment('sim', { trading: `http://127.0.0.1:${PORT}` });

/** Starts a scripted server. */
export async function scripted(script: Script, seed = 1): Promise<Scripted> {
  const simulation = createSimulatedWorld({ seed, faults: 'calm' });
  const requests: string[] = [];
  const bodies: string[] = [];
  const headers: Readonly<Record<string, string>>[] = [];
  const server = simulation.node('server');
  const { answer = (): ScriptedAnswer => ({}), socket } = script;
  await simulation.complete(() =>
    server.listeners.listen(PORT, {
      handle(request): Promise<ServerResponse> {
        requests.push(`${request.method} ${request.path}${request.query && `?${request.query}`}`);
        bodies.push(request.body);
        headers.push(request.headers);
        const { status = 200, json, body, headers: extra = {} } = answer(request, requests.length);
        const text = body ?? (json === undefined ? '' : JSON.stringify(json));
        return Promise.resolve({ status, headers: extra, body: text });
      },
      ...(socket === undefined
        ? {}
        : {
            upgrade: (request) =>
              Promise.resolve({ kind: 'accept', serve: (end) => socket(end, request) } as const),
          }),
    }),
  );
  const world = simulation.node('client');
  return { simulation, world, origin: TEST_ENVIRONMENT.tradingUrl, requests, bodies, headers };
}

/** Returns an order as Alpaca reports it, with a test's changes. */
export function wireOrder(changes: Readonly<Record<string, unknown>> = {}): object {
  return {
    id: 'order-1',
    client_order_id: 'qp1-test-1',
    created_at: '2024-01-02T14:31:00Z',
    updated_at: '2024-01-02T14:31:00.5Z',
    submitted_at: '2024-01-02T14:31:00Z',
    asset_id: 'asset-1',
    symbol: 'SPY',
    asset_class: 'us_equity',
    notional: null,
    qty: '10',
    filled_qty: '0',
    filled_avg_price: null,
    order_class: '',
    order_type: 'limit',
    type: 'limit',
    side: 'buy',
    time_in_force: 'day',
    limit_price: '100.5',
    stop_price: null,
    status: 'new',
    extended_hours: false,
    legs: null,
    ...changes,
  };
}

/** Returns a refusal as Alpaca sends it. */
export function refusal(status: number, code: number, message: string): ScriptedAnswer {
  return { status, json: { code, message } };
}
