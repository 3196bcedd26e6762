import { batch } from '@preact/signals';
import { parseInstant } from '../../../core/time.ts';
import { decodeEntry } from '../../../ledger/journal-codec.ts';
import {
  Problem,
  readCurve,
  readHash,
  readRisk,
  readSession,
  readStatus,
  readStrategies,
} from '../link/api.ts';
import { type EventFrame, readEntryFrame } from '../link/event-frames.ts';
import { useLinkCode } from '../link/sign-in.ts';
import { readStream } from '../link/stream.ts';
import { emptyAccount, takeEntry } from '../model/account.ts';
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
  limits,
  line,
  linkRefusal,
  marks,
  mode,
  session,
  steadyNow,
  strategies,
} from './store.ts';

const CURVE_POINTS = 3_000;
const SPARK_POINTS = 90;
const RISK_EVERY_MS = 3_000;
const STRATEGIES_EVERY_MS = 30_000;
const WAIT_MAX_MS = 5_000;

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

let beatAsked = false;

/** Moves the beat once a frame; once a second where no frames are drawn. */
function askBeat(): void {
  if (beatAsked) return;
  beatAsked = true;
  const move = (): void => {
    beatAsked = false;
    beat.value += 1;
  };
  if (document.visibilityState === 'visible') requestAnimationFrame(move);
  else setTimeout(move, 1_000);
}

/** Starts to read and never stops, but where a person has to do something. */
export async function startReading(): Promise<void> {
  setInterval(() => {
    steadyNow.value = performance.now();
  }, 500);
  linkRefusal.value = (await useLinkCode()) ?? '';
  void poll(refreshRisk, RISK_EVERY_MS);
  void poll(refreshStrategies, STRATEGIES_EVERY_MS);
  let failures = 0;
  while (fault.peek() === '') {
    // One connection after another, by nature.
    // oxlint-disable-next-line no-await-in-loop
    const end = await connectOnce();
    if (end === 'signed_out') {
      setPhase('signed_out');
      return;
    }
    failures = line.peek().phase === 'live' ? 0 : failures + 1;
    setPhase('offline');
    // oxlint-disable-next-line no-await-in-loop
    await wait(Math.min(WAIT_MAX_MS, 500 * 2 ** failures));
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
    await refreshStrategies();
  } catch (error) {
    return error instanceof Problem && error.status === 401 ? 'signed_out' : 'lost';
  }
  const connection = new AbortController();
  heard('reading');
  return readStream(house.account.portfolio.seq + 1, connection.signal, (frames) => {
    try {
      batch(() => frames.forEach(takeFrame));
    } catch (error) {
      const words = error instanceof Error ? error.message : String(error);
      fault.value = `${words} Reload the page; if it stays, run quipu journal verify.`;
      connection.abort();
    }
  });
}

/** Whether the server's journal goes on from what was read here, and is not another one. */
async function isSameJournal(): Promise<boolean> {
  const { portfolio, hash } = house.account;
  if (portfolio.seq === 0) return true;
  return (await readHash(portfolio.seq)) === hash;
}

function startOver(): void {
  house.account = emptyAccount();
  house.curve.length = 0;
  house.readings.length = 0;
  house.sparks.clear();
  marks.value = null;
  askBeat();
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
  askBeat();
}

function takeMarks(data: string): void {
  const present = readMarks(data);
  marks.value = present;
  mode.value = present.mode;
  noteReading(house.readings, { market: present.at, wall: performance.now() });
  extendCurve(house.curve, { at: present.at, equity: present.equity });
  for (const [symbol, price] of present.prices) {
    const spark = house.sparks.get(symbol) ?? [];
    spark.push(price);
    if (spark.length > SPARK_POINTS) spark.shift();
    house.sparks.set(symbol, spark);
  }
  heard('live');
  askBeat();
}

async function refreshCurve(): Promise<void> {
  const told = await readCurve(CURVE_POINTS);
  const points = told.map(({ at, equity }) => ({ at: parseInstant(at), equity: Number(equity) }));
  // A server that started again has forgotten what this page saw between sessions.
  const merged = mergeCurves(house.curve, points);
  house.curve.length = 0;
  for (const point of merged) extendCurve(house.curve, point);
}

/** Asks for the limits again, at once after something that changes them. */
export async function refreshRisk(): Promise<void> {
  limits.value = (await readRisk()).limits;
}

async function refreshStrategies(): Promise<void> {
  strategies.value = await readStrategies();
}

async function poll(refresh: () => Promise<void>, everyMs: number): Promise<void> {
  for (;;) {
    if (line.peek().phase === 'live' && document.visibilityState === 'visible') {
      try {
        // oxlint-disable-next-line no-await-in-loop
        await refresh();
      } catch {
        // The line tells that the server is away; what was heard last stays until it is back.
      }
    }
    // oxlint-disable-next-line no-await-in-loop
    await wait(line.peek().phase === 'live' ? everyMs : 300);
  }
}
