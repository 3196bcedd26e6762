import { Problem, signIn } from './api.ts';

/** The one-time code in a link's fragment, undefined when it has none. */
export function codeIn(fragment: string): string | undefined {
  return /^#code=([0-9a-zA-Z_-]{1,200})$/.exec(fragment)?.[1];
}

/**
 * Uses the one-time code of the address, when there is one, and takes it out of the address and
 * of the browser's history before anything else happens.
 *
 * @returns what the server said against it, undefined when there was no code or it worked
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
