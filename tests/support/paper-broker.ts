import { Secret } from '../../src/core/secret.ts';
import { parseInstant } from '../../src/core/time.ts';
import type { RecordLog, World } from '../../src/core/world.ts';
import { createPaperBroker } from '../../src/alpaca/server/broker.ts';
import type { PaperBroker, PaperServerOptions } from '../../src/alpaca/server/options.ts';
import { createMemoryRecordLog } from '../../src/store/memory/record-log.ts';
import { createRealWorld } from '../../src/world/real/create-real-world.ts';
import { scriptedMarket, type ScriptedMarket, TWO_DAYS } from './scripted-market.ts';

/** Key pair of every broker in tests. */
export const KEYS = { keyId: 'PKTESTTESTTESTTEST', secret: 'not-a-secret-of-anyone' } as const;
/** Control token of every broker in tests. */
const TOKEN = 'control-token';

/** Response with its body parsed as JSON, where it is JSON. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** Broker called in process, as its listener would call it. */
export interface TestBroker {
  readonly broker: PaperBroker;
  readonly log: RecordLog;
  /**
   * `GET /v2/account`, `POST /v2/orders` with a body; the keys are sent unless headers are given.
   */
  ask(line: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<Reply>;
  control(line: string, body?: unknown): Promise<Reply>;
}

/** Broker options of a test. */
export interface TestBrokerOptions {
  readonly market?: ScriptedMarket;
  readonly log?: RecordLog;
  readonly world?: World;
  readonly start?: string;
  readonly speed?: number;
  readonly options?: PaperServerOptions;
}

/** The first minute of the first session of {@link TWO_DAYS}, in which SPY is 500.00 to 500.02. */
const FIRST_MINUTE = '2024-03-04T14:30:30Z';

/** Starts a broker over a scripted market whose time moves only in steps. */
export async function testBroker(choice: TestBrokerOptions = {}): Promise<TestBroker> {
  const log = choice.log ?? createMemoryRecordLog();
  const broker = await createPaperBroker({
    world: choice.world ?? createRealWorld(),
    source: scriptedMarket(choice.market ?? TWO_DAYS),
    log,
    clock: { start: parseInstant(choice.start ?? FIRST_MINUTE), speed: choice.speed ?? 0 },
    credentials: { keyId: KEYS.keyId, secret: new Secret(KEYS.secret) },
    options: {
      ratePerMinute: 100_000,
      seed: 7,
      controlToken: new Secret(TOKEN),
      ...choice.options,
    },
  });
  return {
    broker,
    log,
    ask: (line, body, headers = keyHeaders()) =>
      call(broker.handlers.handle, 'localhost:7411', { line, body, headers }),
    control: (line, body) =>
      call(broker.control.handle, 'localhost:7412', {
        line,
        body,
        headers: { authorization: `Bearer ${TOKEN}` },
      }),
  };
}

/** Returns the headers with the key pair. */
export function keyHeaders(): Readonly<Record<string, string>> {
  return { 'apca-api-key-id': KEYS.keyId, 'apca-api-secret-key': KEYS.secret };
}

interface Line {
  readonly line: string;
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string>>;
}

async function call(
  handle: PaperBroker['handlers']['handle'],
  host: string,
  { line, body, headers }: Line,
): Promise<Reply> {
  const [method = '', target = ''] = line.split(' ');
  const [path = '', query = ''] = target.split('?');
  const response = await handle({
    method,
    path,
    query,
    headers: { host, ...headers },
    body: body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body),
    signal: new AbortController().signal,
  });
  const text = typeof response.body === 'string' ? response.body : '';
  const json = response.headers['content-type']?.startsWith('application/json') === true;
  return {
    status: response.status,
    headers: response.headers,
    body: json ? (JSON.parse(text) as unknown) : text,
  };
}
