import { beforeEach, describe, expect, it } from 'vitest';
import { SECOND } from '../core/time.ts';
import { StatementSchedule } from './account/statement-schedule.ts';
import { Connection } from './connection.ts';
import { Recorder } from './recorder.ts';

const EVERY = 30 * SECOND;

let recorder: Recorder;
let statements: StatementSchedule;
let connection: Connection;

beforeEach(() => {
  recorder = new Recorder({}, false);
  statements = new StatementSchedule({ recorder, everyMs: EVERY });
  connection = new Connection(statements);
});

describe('the connection', () => {
  it('starts, then recovers until a statement of the account is compared', () => {
    expect(connection.phase).toBe('starting');
    connection.begin();
    expect(connection.phase).toBe('recovering');
    connection.onConnected();
    expect(connection.phase).toBe('recovering');
    connection.onStatement(1, 'recheck');
    expect(connection.phase).toBe('recovering');
    connection.onStatement(1, 'agreed');
    expect(connection.phase).toBe('ready');
  });

  it('is ready as well while a difference is unexplained', () => {
    connection.onConnected();
    connection.onStatement(1, 'unexplained');
    expect(connection.phase).toBe('ready');
  });

  it('needs a stream: a statement without one ends no recovery', () => {
    connection.begin();
    connection.onStatement(1, 'agreed');
    expect(connection.phase).toBe('recovering');
  });

  it('recovers again when the stream is down, and needs a newer statement after it', () => {
    connection.onConnected();
    connection.onStatement(1, 'agreed');
    connection.onDisconnected();
    expect(connection.phase).toBe('recovering');
    connection.onStatement(1, 'agreed');
    expect(connection.phase).toBe('recovering');
    connection.onConnected();
    connection.onStatement(1, 'agreed');
    expect(connection.phase).toBe('recovering');
    connection.onStatement(2, 'agreed');
    expect(connection.phase).toBe('ready');
  });

  it('recovers after a jump of the wall clock, and begins its interval again', () => {
    connection.onConnected();
    expect(statements.isDue(0)).toBe(false);
    connection.onStatement(1, 'agreed');
    expect(statements.isDue(0)).toBe(true);
    connection.onWallJump(20 * SECOND);
    expect(connection.phase).toBe('recovering');
    connection.onStatement(1, 'agreed');
    expect(connection.phase).toBe('recovering');
    connection.onStatement(2, 'agreed');
    expect(connection.phase).toBe('ready');
    expect(statements.isDue(EVERY)).toBe(false);
    expect(statements.isDue(20 * SECOND + EVERY)).toBe(true);
  });
});
