import type { LimitStanding } from '../model/attention.ts';

/** A refusal or failure of the server, in its own words. */
export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  /** What to do next, empty when the server does not say. */
  readonly next: string;

  constructor(status: number, facts: { code: string; detail: string; next: string }) {
    super(facts.detail);
    this.name = 'Problem';
    this.status = status;
    this.code = facts.code;
    this.next = facts.next;
  }
}

/** Who this browser is signed in as. */
export interface Session {
  readonly name: string;
  readonly role: 'viewer' | 'trader' | 'approver' | 'owner';
}

/** One limit with how much of it is used. */
export interface Limit extends LimitStanding {
  readonly code: string;
  /** 1 is all of it; null when it cannot be said. */
  readonly used: number | null;
  readonly denied: number;
}

/** The limits in force. */
export interface RiskReport {
  readonly limits: readonly Limit[];
}

/** One strategy as the server describes it. */
export interface StrategyCard {
  readonly book: string;
  readonly strategy: string;
  readonly description: string;
  readonly params: Readonly<Record<string, string | number | boolean>>;
  readonly symbols: readonly string[];
  readonly timeframe: string;
  /** Its share of the opening equity, a fraction. */
  readonly capital: number;
  readonly warm: boolean;
}

/** The part of the status that the page asks for. */
export interface Status {
  readonly account: string;
  readonly version: string;
  readonly journal: { readonly seq: number; readonly digest: string };
}

/** One point of the curve as the wire has it. */
export interface CurvePoint {
  readonly at: string;
  readonly equity: string;
}

async function ask(path: string, init: RequestInit = {}): Promise<unknown> {
  const response = await fetch(path, { ...init, credentials: 'same-origin' });
  if (response.status === 204) return null;
  const text = await response.text();
  if (response.ok) return (JSON.parse(text) as { readonly data: unknown }).data;
  throw problemOf(response.status, text);
}

function problemOf(status: number, text: string): Problem {
  try {
    const { code, detail, next } = JSON.parse(text) as Record<string, unknown>;
    const word = (value: unknown): string => (typeof value === 'string' ? value : '');
    return new Problem(status, { code: word(code), detail: word(detail), next: word(next) });
  } catch {
    const detail = `The server answered ${status}.`;
    return new Problem(status, { code: '', detail, next: '' });
  }
}

function post(path: string, body: unknown): Promise<unknown> {
  const headers = { 'content-type': 'application/json' };
  return ask(path, { method: 'POST', headers, body: JSON.stringify(body) });
}

/** Exchanges a one-time code for the cookie of a session. */
export async function signIn(code: string): Promise<void> {
  await post('/v1/session', { code });
}

/** Who this browser is signed in as. */
export async function readSession(): Promise<Session> {
  return (await ask('/v1/session')) as Session;
}

/** Where the journal ends now, and whose it is. */
export async function readStatus(): Promise<Status> {
  return (await ask('/v1/status')) as Status;
}

/** The limits and how much of each is used. */
export async function readRisk(): Promise<RiskReport> {
  return (await ask('/v1/risk')) as RiskReport;
}

/** The strategies at work. */
export async function readStrategies(): Promise<readonly StrategyCard[]> {
  return (await ask('/v1/strategies')) as readonly StrategyCard[];
}

/** The curve so far. */
export async function readCurve(points: number): Promise<readonly CurvePoint[]> {
  return (await ask(`/v1/portfolio/equity?points=${points}`)) as readonly CurvePoint[];
}

/** The hash of one entry of the server's journal; undefined when it has no such entry. */
export async function readHash(seq: number): Promise<string | undefined> {
  const rows = (await ask(`/v1/journal?since=${seq - 1}&limit=1`)) as readonly { hash: string }[];
  return rows[0]?.hash;
}

/** Stops new orders, wholly or except for those that reduce. */
export async function halt(level: 'halted' | 'reduce_only', reason: string): Promise<void> {
  await post('/v1/halt', { level, reason });
}

/** Lets orders pass again; the owner's. */
export async function resume(reason: string): Promise<void> {
  await post('/v1/resume', { reason });
}

/** Asks the broker to withdraw an order. */
export async function cancelOrder(id: string): Promise<void> {
  const reason = encodeURIComponent('canceled on the dashboard');
  await ask(`/v1/orders/${encodeURIComponent(id)}?reason=${reason}`, { method: 'DELETE' });
}
