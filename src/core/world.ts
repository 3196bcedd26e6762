import type { HttpRequest, HttpResponse, ServerRequest, ServerResponse } from './http.ts';
import type { Clock } from './time.ts';

/** Cancels a timer; calling it twice is harmless. */
export type CancelTimer = () => void;

/** The passing of time: the instant, a steady counter, and waits. */
export interface WorldClock extends Clock {
  /** Milliseconds that never go back, from an arbitrary origin. */
  monotonic(): number;
  /** Resolves after `ms`; rejects with the signal's reason when it aborts first. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** Calls `run` once after `ms`. */
  timer(ms: number, run: () => void): CancelTimer;
}

/** Chance from outside: keys, tokens and jitter. */
export interface WorldRandom {
  /** A whole number from 0 to 2^32 - 1. */
  u32(): number;
  bytes(length: number): Uint8Array;
  /** A random UUID, version 4. */
  uuid(): string;
}

/** Requests to others. A failure before an answer rejects with QuipuError `world.network`. */
export interface WorldHttp {
  /**
   * Sends once, never retries, never follows a redirect.
   *
   * @throws QuipuError `world.network` (fact `sent`: whether any byte may have left) or
   *   `world.timeout`
   */
  send(request: HttpRequest, signal?: AbortSignal): Promise<HttpResponse>;
  /** Opens an answer that does not end (server-sent events) and yields its text as it comes. */
  stream(request: HttpRequest, signal: AbortSignal): AsyncIterable<string>;
}

/** What happens on a WebSocket, in order. */
export type SocketEvent =
  | { readonly kind: 'message'; readonly data: string | Uint8Array }
  | { readonly kind: 'closed'; readonly code: number; readonly reason: string };

/** One end of a WebSocket. */
export interface Socket {
  send(data: string | Uint8Array): void;
  close(code?: number, reason?: string): void;
  /** Every event until the socket has closed; to be read by one reader. */
  readonly events: AsyncIterable<SocketEvent>;
}

/** Sockets to others. */
export interface WorldSockets {
  /** @throws QuipuError `world.network` when the handshake fails (fact `status` when answered) */
  connect(
    url: string,
    options: { readonly headers?: Readonly<Record<string, string>>; readonly timeoutMs: number },
  ): Promise<Socket>;
}

/** What a listener of ours does with requests and sockets. */
export interface ListenerHandlers {
  handle(request: ServerRequest): Promise<ServerResponse>;
  /** Takes a WebSocket, or answers why not. Absent: every upgrade is refused with 404. */
  upgrade?(request: ServerRequest): Promise<UpgradeAnswer>;
}

/** Whether a WebSocket handshake is taken; `serve` then owns the socket until it closes. */
export type UpgradeAnswer =
  | { readonly kind: 'accept'; readonly serve: (socket: Socket) => void }
  | { readonly kind: 'refuse'; readonly response: ServerResponse };

/** A port that we hold. */
export interface Listening {
  readonly port: number;
  close(): Promise<void>;
}

/** Listening for others, on loopback only. */
export interface WorldListeners {
  /** @throws QuipuError `world.port_busy` when the port is held; port 0 takes any free one */
  listen(
    port: number,
    handlers: ListenerHandlers,
    options?: { readonly bodyBytesMax?: number },
  ): Promise<Listening>;
}

/** Files, for configuration, keys, reports and recorded data; absolute or relative paths. */
export interface WorldFiles {
  /** The text of a file, or undefined when there is none. */
  read(path: string): Promise<string | undefined>;
  /** Writes whole and atomically (a new file renamed over the old). `mode` defaults to 0o600. */
  write(path: string, content: string, mode?: number): Promise<void>;
  remove(path: string): Promise<void>;
  /** Names of the entries of a folder, sorted; empty when there is none. */
  list(path: string): Promise<readonly string[]>;
  makeFolder(path: string): Promise<void>;
}

/** The process we run in. */
export interface WorldProcess {
  readonly pid: number;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** Whether a process with this id is alive. */
  alive(pid: number): boolean;
  /** Calls `run` on SIGINT or SIGTERM; the first only. */
  onStop(run: (signal: string) => void): void;
}

/** How bad a log line is. */
export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/** A write-only log; never a secret in it. */
export interface WorldLog {
  write(level: LogLevel, message: string, facts?: Readonly<Record<string, unknown>>): void;
}

/**
 * Everything that is not us. Shell rooms reach the outside through this value alone, so that the
 * whole application runs under virtual time; it is chosen once, in `app/`.
 */
export interface World {
  readonly clock: WorldClock;
  readonly random: WorldRandom;
  readonly http: WorldHttp;
  readonly sockets: WorldSockets;
  readonly listeners: WorldListeners;
  readonly files: WorldFiles;
  readonly process: WorldProcess;
  readonly log: WorldLog;
}

/**
 * An append-only list of texts that survives a crash: what `append` resolved for is there again.
 *
 * The paper broker keeps its account in one, apart from the engine's journal, as a real broker
 * would; `store/` has the durable form and one in memory.
 */
export interface RecordLog {
  /** Appends all or nothing, durable before it resolves. */
  append(records: readonly string[]): Promise<void>;
  /** Every record, oldest first. */
  read(): AsyncIterable<string>;
  close(): Promise<void>;
}
