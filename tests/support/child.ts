import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** Child process whose output lines can be awaited. */
export interface Child {
  readonly process: ChildProcess;
  /** Lines of its standard output so far. */
  readonly lines: readonly string[];
  /** Resolves with the first matching line, now or later; rejects when it ends without one. */
  line(fits: (line: string) => boolean): Promise<string>;
  /** Resolves with the exit code, or null when a signal ended it. */
  readonly ended: Promise<number | null>;
}

/** Starts a command and follows what it prints. */
export function follow(
  command: string,
  args: readonly string[],
  options: SpawnOptions = {},
): Child {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'], ...options });
  const lines: string[] = [];
  const waiting = new Set<() => void>();
  const wake = (): void => waiting.forEach((each) => each());
  const reader = createInterface({ input: child.stdout! });
  reader.on('line', (line) => {
    lines.push(line);
    wake();
  });
  let isOver = false;
  const ended = new Promise<number | null>((resolve, reject) => {
    let code: number | null = null;
    const parts = new Set(['exit', 'lines']);
    const finish = (part: string): void => {
      parts.delete(part);
      if (parts.size > 0) return;
      isOver = true;
      wake();
      resolve(code);
    };
    child.on('error', reject);
    child.on('exit', (exitCode) => {
      code = exitCode;
      finish('exit');
    });
    reader.on('close', () => finish('lines'));
  });
  const line = (fits: (line: string) => boolean): Promise<string> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        const found = lines.find(fits);
        if (found === undefined && !isOver) return;
        waiting.delete(look);
        if (found !== undefined) resolve(found);
        else
          reject(
            new Error(`${command} ended before the awaited line; it printed: ${lines.join(' | ')}`),
          );
      };
      waiting.add(look);
      look();
    });
  return { process: child, lines, line, ended };
}

/** Returns the arguments with which Node runs a test program from source. */
export function programArguments(program: URL, args: readonly string[]): readonly string[] {
  return ['--conditions=quipu-src', fileURLToPath(program), ...args];
}
