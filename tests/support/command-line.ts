import type { World } from '../../src/core/world.ts';
import { runCli } from '../../src/surfaces/cli/program.ts';
import type { Json } from './look.ts';

/** Result of a command line. */
export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  /** Standard output parsed as JSON, empty when it is not JSON. */
  readonly json: Json;
}

/** Runs a command line in this process, as the launcher would. */
export async function runWords(world: World, words: readonly string[]): Promise<Ran> {
  let out = '';
  let err = '';
  const code = await runCli(words, {
    io: {
      world,
      out: (text) => (out += text),
      err: (text) => (err += text),
      isTty: false,
      color: false,
      nodeVersion: process.versions.node,
      openBrowser: () => false,
    },
    surfaces: {
      rest: () => ({ handle: () => Promise.reject(new Error('unused')) }),
      mcp: async () => {},
    },
  });
  return { code, out, err, json: out.startsWith('{') ? (JSON.parse(out) as Json) : {} };
}
