import { Problem, signIn } from './api.ts';

/** Returns the one-time code in a link's fragment; undefined when there is none. */
export function codeIn(fragment: string): string | undefined {
  return /^#code=([0-9a-zA-Z_-]{1,200})$/.exec(fragment)?.[1];
}

/**
 * Uses the one-time code of the address, if any, and first removes it from the address and the
 * browser's history.
 *
 * @returns the server's error message; undefined when there was no code or it worked
 */
export async function useLinkCode(): Promise<string | undefined> {
  const code = codeIn(location.hash);
  if (code === undefined) return undefined;
  history.replaceState(null, '', location.pathname);
  try {
    await signIn(code);
    return undefined;
  } catch (error) {
    if (error instanceof Problem) return error.message;
    return 'The server could not be reached.';
  }
}
