import type { OperationAnswer, OperationId } from '../../../app/operations/catalog.ts';

/** An error response of the server. */
export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  /** What to do next, empty when the server does not name it. */
  readonly next: string;
  /** Id of the request in the server's log, empty when there is none. */
  readonly requestId: string;

  constructor(
    status: number,
    facts: { code: string; detail: string; next: string; requestId: string },
  ) {
    super(facts.detail);
    this.name = 'Problem';
    this.status = status;
    this.code = facts.code;
    this.next = facts.next;
    this.requestId = facts.requestId;
  }
}

/** Who this browser is signed in as. */
export type SignedInSession = OperationAnswer<'sessions.show'>;

/** The limits in force. */
export type RiskAnswer = OperationAnswer<'risk.show'>;

/** One limit and its usage. */
export type Limit = RiskAnswer['limits'][number];

/** One strategy as the server describes it. */
export type StrategyCard = OperationAnswer<'strategies.list'>[number];

/** Status of the server. */
export type ServerStatus = OperationAnswer<'status.get'>;

/** One point of the equity curve in wire format. */
export type WireCurvePoint = OperationAnswer<'portfolio.equity'>[number];

/** Timeout after which the server counts as unreachable. */
const REQUEST_MS = 8_000;

async function ask(path: string, init: RequestInit = {}): Promise<unknown> {
  const signal = init.signal ?? AbortSignal.timeout(REQUEST_MS);
  const response = await fetch(path, { ...init, credentials: 'same-origin', signal });
  if (response.status === 204) return null;
  const text = await response.text();
  if (response.ok) return (JSON.parse(text) as { readonly data: unknown }).data;
  throw problemOf(response, text);
}

/** Reads a response; the server has already validated it against the operation's schema. */
async function read<N extends OperationId>(_: N, path: string): Promise<OperationAnswer<N>> {
  return (await ask(path)) as OperationAnswer<N>;
}

function problemOf({ status, headers }: Response, text: string): Problem {
  const requestId = headers.get('quipu-request-id') ?? '';
  try {
    const { code, detail, next } = JSON.parse(text) as Record<string, unknown>;
    const field = (value: unknown): string => (typeof value === 'string' ? value : '');
    const facts = { code: field(code), detail: field(detail), next: field(next), requestId };
    return new Problem(status, facts);
  } catch {
    const detail = `The server answered with HTTP status ${status}.`;
    return new Problem(status, { code: '', detail, next: '', requestId });
  }
}

function jsonBody(body: unknown): RequestInit {
  const headers = { 'content-type': 'application/json' };
  return { method: 'POST', headers, body: JSON.stringify(body) };
}

function post(path: string, body: unknown): Promise<unknown> {
  return ask(path, jsonBody(body));
}

/** Exchanges a one-time code for a session cookie. */
export async function signIn(code: string): Promise<void> {
  await post('/v1/session', { code });
}

/** Who this browser is signed in as. */
export async function readSession(): Promise<SignedInSession> {
  return read('sessions.show', '/v1/session');
}

/** Returns the journal's current end and its owner. */
export async function readStatus(): Promise<ServerStatus> {
  return read('status.get', '/v1/status');
}

/** Returns the limits and the usage of each. */
export async function readRisk(): Promise<RiskAnswer> {
  return read('risk.show', '/v1/risk');
}

/** Returns the running strategies. */
export async function readStrategies(): Promise<readonly StrategyCard[]> {
  return read('strategies.list', '/v1/strategies');
}

/** Returns the equity curve so far. */
export async function readCurve(points: number): Promise<readonly WireCurvePoint[]> {
  return read('portfolio.equity', `/v1/portfolio/equity?points=${points}`);
}

/** Returns the hash of one entry in the server's journal; undefined when there is none. */
export async function readHash(seq: number): Promise<string | undefined> {
  const rows = await read('journal.list', `/v1/journal?since=${seq - 1}&limit=1`);
  return rows[0]?.hash;
}

/** Scope of a halt: it blocks all new orders, or those that do not reduce a position. */
export type HaltLevel = 'halted' | 'reduce_only';

const HALT_ATTEMPT_MS = 3_000;

/** Blocks new orders; one attempt, with a timeout of three seconds. */
export async function halt(level: HaltLevel, reason: string): Promise<void> {
  const signal = AbortSignal.timeout(HALT_ATTEMPT_MS);
  await ask('/v1/halt', { ...jsonBody({ level, reason }), signal });
}

/** Resumes trading; requires the owner role. */
export async function resume(reason: string): Promise<void> {
  await post('/v1/resume', { reason });
}

/** Requests the cancel of an order. */
export async function requestCancelOrder(id: string): Promise<void> {
  const reason = encodeURIComponent('canceled on the dashboard');
  await ask(`/v1/orders/${encodeURIComponent(id)}?reason=${reason}`, { method: 'DELETE' });
}
