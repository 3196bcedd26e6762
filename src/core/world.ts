import type { HttpRequest, HttpResponse, ServerRequest, ServerResponse } from './http.ts';
import type { Clock } from './time.ts';

/** Cancels a timer; calling it twice is harmless. */
export type CancelTimer = () => void;

/** Clock: the current instant, a monotonic counter, and waits. */
export interface WorldClock extends Clock {
  /** Returns milliseconds that never go back, from an arbitrary origin. */
  monotonic(): number;
  /** Resolves after `ms`; rejects with the signal's reason when it aborts first. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** Calls `run` once after `ms`. */
  timer(ms: number, run: () => void): CancelTimer;
}

/** Source of randomness: keys, tokens and jitter. */
export interface WorldRandom {
  /** Returns a whole number from 0 to 2^32 - 1. */
  u32(): number;
  bytes(length: number): Uint8Array;
  /** Returns a random UUID, version 4. */
  uuid(): string;
}

/** HTTP client. A failure before a response rejects with QuipuError `world.network`. */
export interface WorldHttp {
  /**
   * Sends once, never retries, never follows a redirect.
   *
   * @throws QuipuError `world.network` (fact `sent`: whether any byte may have been sent) or
   *   `world.timeout`
   */
  send(request: HttpRequest, signal?: AbortSignal): Promise<HttpResponse>;
  /** Opens an endless response (server-sent events) and yields its text as it arrives. */
  stream(request: HttpRequest, signal: AbortSignal): AsyncIterable<string>;
}

/** Event of a WebSocket, in order. */
export type SocketEvent =
  | { readonly kind: 'message'; readonly data: string | Uint8Array }
  | { readonly kind: 'closed'; readonly code: number; readonly reason: string };

/** End of a WebSocket. */
export interface Socket {
  send(data: string | Uint8Array): void;
  close(code?: number, reason?: string): void;
  /** Yields every event until the socket has closed; for one reader. */
  readonly events: AsyncIterable<SocketEvent>;
}

/** WebSocket client. */
export interface WorldSockets {
  /**
   * @throws QuipuError `world.network` when the handshake fails (fact `status` if there was a
   * response)
   */
  connect(
    url: string,
    options: { readonly headers?: Readonly<Record<string, string>>; readonly timeoutMs: number },
  ): Promise<Socket>;
}

/** Handlers of a listener. */
export interface ListenerHandlers {
  handle(request: ServerRequest): Promise<ServerResponse>;
  /** Accepts a WebSocket, or returns the refusal. Absent: every upgrade is refused with 404. */
  upgrade?(request: ServerRequest): Promise<UpgradeAnswer>;
}

/** Decision on a WebSocket handshake; if accepted, `serve` owns the socket until it closes. */
export type UpgradeAnswer =
  | { readonly kind: 'accept'; readonly serve: (socket: Socket) => void }
  | { readonly kind: 'refuse'; readonly response: ServerResponse };

/** Open listening port. */
export interface Listening {
  readonly port: number;
  close(): Promise<void>;
}

/** Listening ports, on loopback only. */
export interface WorldListeners {
  /** @throws QuipuError `world.port_busy` when the port is in use; port 0 uses any free one */
  listen(
    port: number,
    handlers: ListenerHandlers,
    options?: { readonly bodyBytesMax?: number },
  ): Promise<Listening>;
}

/** Files, for configuration, keys, reports and recorded data; absolute or relative paths. */
export interface WorldFiles {
  /** Returns the text of a file, or undefined when there is none. */
  read(path: string): Promise<string | undefined>;
  /** Writes atomically (a new file renamed over the old). `mode` defaults to 0o600. */
  write(path: string, content: string, mode?: number): Promise<void>;
  remove(path: string): Promise<void>;
  /** Names of the entries of a folder, sorted; empty when there is none. */
  list(path: string): Promise<readonly string[]>;
  makeFolder(path: string): Promise<void>;
}

/** Current process. */
export interface WorldProcess {
  readonly pid: number;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** Whether a process with this id is alive. */
  alive(pid: number): boolean;
  /** Calls `run` once: on SIGINT, on SIGTERM, or when the npm that started us has exited. */
  onStop(run: (signal: string) => void): void;
}

/** Severity of a log line. */
export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/** Write-only log, which must never contain a secret. */
export interface WorldLog {
  write(level: LogLevel, message: string, facts?: Readonly<Record<string, unknown>>): void;
}

/**
 * Access to everything outside the program. Shell rooms use only this value for it, so that the
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
 * Append-only list of strings that survives a crash: resolved appends are durable.
 *
 * The paper broker stores its account in one, separate from the engine's journal, as a real broker
 * would; `store/` has the durable form and one in memory.
 */
export interface RecordLog {
  /** Appends all or nothing, durable before it resolves. */
  append(records: readonly string[]): Promise<void>;
  /** Every record, oldest first. */
  read(): AsyncIterable<string>;
  close(): Promise<void>;
}
