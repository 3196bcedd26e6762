import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { askServer, startQuipu } from './quipu.ts';

/** Broker with a paused market and an idle engine, each in its own process. */
export interface StillHouse {
  readonly dataDir: string;
  readonly brokerUrl: string;
  /** The address of the engine's server. */
  readonly url: string;
  /** The owner's token. */
  readonly token: string;
  readonly keys: { readonly keyId: string; readonly secret: string };
  /** Reads the data that garbage must not change: the journal's head and the broker's account. */
  state(): Promise<unknown>;
  /** Kills both and removes their folder. */
  end(): Promise<void>;
}

/**
 * Starts both and waits until the engine runs; without strategies nothing happens automatically.
 */
export async function stillHouse(): Promise<StillHouse> {
  const dataDir = mkdtempSync(join(tmpdir(), 'quipu-test-'));
  const flags = ['--data-dir', dataDir, '--port', '0'];
  const broker = startQuipu(['broker', 'start', ...flags, '--speed', '0', '--json'], {
    outlives: true,
  });
  const { data } = JSON.parse(await broker.line(() => true)) as { data: { url: string } };
  const server = startQuipu(['up', ...flags, '--broker-url', data.url], { outlives: true });
  await server.line((line) => line.includes('MODE'));
  while ((await statusOf(dataDir)).engine.state !== 'running') {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const keys = JSON.parse(readFileSync(`${dataDir}/broker/keys.json`, 'utf8')) as {
    keyId: string;
    secret: string;
  };
  const run = JSON.parse(readFileSync(`${dataDir}/run.json`, 'utf8')) as { url: string };
  const headers = { 'apca-api-key-id': keys.keyId, 'apca-api-secret-key': keys.secret };
  return {
    dataDir,
    brokerUrl: data.url,
    url: run.url,
    token: readFileSync(`${dataDir}/owner.token`, 'utf8').trim(),
    keys,
    async state() {
      const { journal, orders } = await statusOf(dataDir);
      const account = await fetch(`${data.url}/v2/account`, { headers });
      const theirs = await fetch(`${data.url}/v2/orders?status=all`, { headers });
      return { journal, orders, account: await account.json(), theirs: await theirs.json() };
    },
    async end() {
      await Promise.all([server.kill(), broker.kill()]);
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

interface Status {
  readonly engine: { readonly state: string };
  readonly journal: unknown;
  readonly orders: number;
}

async function statusOf(dataDir: string): Promise<Status> {
  return (await askServer(dataDir, 'GET /v1/status')).body['data'] as Status;
}
