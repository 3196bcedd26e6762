import { batch } from '@preact/signals';
import { parseInstant } from '../../../core/time.ts';
import { decodeEntry } from '../../../ledger/journal-codec.ts';
import { Problem, readCurve, readHash, readSession, readStatus } from '../link/api.ts';
import { type EventFrame, readEntryFrame } from '../link/event-frames.ts';
import { useLinkCode } from '../link/sign-in.ts';
import { readStream } from '../link/stream.ts';
import { emptyPageAccount, takeEntry } from '../model/account.ts';
import type { Line } from '../model/connection.ts';
import { extendCurve, mergeCurves } from '../model/equity-curve.ts';
import { readMarks } from '../model/marks.ts';
import { noteReading } from '../model/speed.ts';
import {
  about,
  beat,
  fault,
  head,
  house,
  line,
  linkRefusal,
  marks,
  mode,
  risk,
  session,
  steadyNow,
  strategies,
} from './store.ts';
import type { Resource } from './resource.ts';

const CURVE_POINTS = 3_000;
const SPARK_POINTS = 90;
const WAIT_MAX_MS = 5_000;
/** The server sends marks twice a second: a stream silent for this long is dead. */
const SILENCE_MAX_MS = 15_000;

function setPhase(phase: Line['phase']): void {
  line.value = { phase, heardAt: line.peek().heardAt };
}

function heard(phase: Line['phase']): void {
  line.value = { phase, heardAt: performance.now() };
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}

let beatPending = false;

/** Advances the beat once per frame, or once per second while no frames are drawn. */
function requestBeat(): void {
  if (beatPending) return;
  beatPending = true;
  const move = (): void => {
    beatPending = false;
    beat.value += 1;
  };
  if (document.visibilityState === 'visible') requestAnimationFrame(move);
  else setTimeout(move, 1_000);
}

let endWait: (() => void) | undefined;
let stream: AbortController | undefined;

/** Connects now instead of after the wait. */
export function reconnectNow(): void {
  endWait?.();
}

function waitToReconnect(ms: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    endWait = () => {
      clearTimeout(timer);
      resolve();
    };
  });
}

function tick(): void {
  const now = performance.now();
  steadyNow.value = now;
  if (stream !== undefined && now - line.peek().heardAt > SILENCE_MAX_MS) stream.abort();
}

/** Reads the stream continuously, until the user must sign in or reload. */
export async function startReading(): Promise<void> {
  setInterval(tick, 500);
  addEventListener('online', reconnectNow);
  linkRefusal.value = (await useLinkCode()) ?? '';
  void poll(risk);
  void poll(strategies);
  let failures = 0;
  while (fault.peek() === '') {
    // One connection after another.
    // oxlint-disable-next-line no-await-in-loop
    const end = await connectOnce();
    if (end === 'signed_out') {
      setPhase('signed_out');
      return;
    }
    failures = line.peek().phase === 'live' ? 0 : failures + 1;
    setPhase('offline');
    // oxlint-disable-next-line no-await-in-loop
    await waitToReconnect(Math.min(WAIT_MAX_MS, 500 * 2 ** failures));
  }
}

async function connectOnce(): Promise<'lost' | 'signed_out'> {
  try {
    session.value = await readSession();
    const status = await readStatus();
    head.value = status.journal.seq;
    about.value = { account: status.account, version: status.version };
    if (!(await isSameJournal())) startOver();
    await refreshCurve();
    await strategies.refresh();
  } catch (error) {
    return error instanceof Problem && error.status === 401 ? 'signed_out' : 'lost';
  }
  const connection = new AbortController();
  stream = connection;
  heard('reading');
  const end = await readStream(house.account.portfolio.seq + 1, connection.signal, (frames) => {
    try {
      batch(() => frames.forEach(takeFrame));
    } catch (error) {
      fault.value = error instanceof Error ? error.message : String(error);
      connection.abort();
    }
  });
  stream = undefined;
  return end;
}

/** Whether the server's journal continues the one read here. */
async function isSameJournal(): Promise<boolean> {
  const { portfolio, hash } = house.account;
  if (portfolio.seq === 0) return true;
  return (await readHash(portfolio.seq)) === hash;
}

function startOver(): void {
  house.account = emptyPageAccount();
  house.curve.length = 0;
  house.readings.length = 0;
  house.sparks.clear();
  marks.value = null;
  requestBeat();
}

function takeFrame({ event, data }: EventFrame): void {
  if (event === 'entry') takeEntryFrame(data);
  else if (event === 'marks') takeMarks(data);
  else if (line.peek().phase === 'live') heard('live');
}

function takeEntryFrame(data: string): void {
  const { seq, hash, entry } = readEntryFrame(data);
  const { account } = house;
  if (seq <= account.portfolio.seq) return;
  takeEntry(account, decodeEntry(entry), hash);
  const now = account.portfolio.manifest?.mode;
  if (now !== undefined) mode.value = now;
  heard(seq >= head.peek() ? 'live' : line.peek().phase);
  requestBeat();
}

function takeMarks(data: string): void {
  const present = readMarks(data);
  marks.value = present;
  mode.value = present.mode;
  noteReading(house.readings, { market: present.at, wall: performance.now() });
  extendCurve(house.curve, { at: present.at, equity: present.equity });
  for (const [symbol, price] of present.prices) extendSpark(symbol, price);
  for (const [book, equity] of present.books) extendSpark(`book:${book}`, equity);
  heard('live');
  requestBeat();
}

function extendSpark(name: string, value: number): void {
  if (!Number.isFinite(value)) return;
  const spark = house.sparks.get(name) ?? [];
  spark.push(value);
  if (spark.length > SPARK_POINTS) spark.shift();
  house.sparks.set(name, spark);
}

async function refreshCurve(): Promise<void> {
  const read = await readCurve(CURVE_POINTS);
  const points = read.map(({ at, equity }) => ({ at: parseInstant(at), equity: Number(equity) }));
  // A restarted server lacks the points between trading days that this page received.
  const merged = mergeCurves(house.curve, points);
  house.curve.length = 0;
  for (const point of merged) extendCurve(house.curve, point);
}

async function poll({ refresh, everyMs }: Resource<unknown>): Promise<void> {
  for (;;) {
    if (line.peek().phase === 'live' && document.visibilityState === 'visible') {
      // oxlint-disable-next-line no-await-in-loop
      await refresh();
    }
    // oxlint-disable-next-line no-await-in-loop
    await wait(line.peek().phase === 'live' ? everyMs : 300);
  }
}
