import type { AppContext } from '../../app/context/app-context.ts';
import { appError } from '../../app/kit/errors.ts';
import type { ServerRequest, ServerResponse } from '../../core/http.ts';
import { object, text } from '../../core/schema.ts';
import { readBody } from './body.ts';
import { COOKIE, sessionOf } from './identify.ts';

const codeSchema = object({ code: text({ min: 1, max: 200 }) });

/**
 * Handles `POST /v1/session` with `{ code }`: exchanges a one-time code for a session cookie.
 *
 * @throws QuipuError `app.unauthorized` when the code is unknown, used or expired
 */
export async function exchangeCode(
  request: ServerRequest,
  { sessions, world }: AppContext,
): Promise<ServerResponse> {
  const { code } = codeSchema.parse(readBody(request));
  const opened = await sessions.open(code);
  if (opened === undefined) {
    throw appError('app.unauthorized', 'Expected a valid one-time code, found another one.', {
      next: 'Create a new link: quipu open.',
    });
  }
  const seconds = Math.floor((opened.expiresAt - world.clock.now()) / 1000);
  return { status: 204, headers: { 'set-cookie': cookie(opened.secret, seconds) }, body: '' };
}

/** Handles `DELETE /v1/session`: signs this browser out. */
export async function signOut(
  request: ServerRequest,
  { sessions }: AppContext,
): Promise<ServerResponse> {
  const secret = sessionOf(request);
  if (secret !== undefined) await sessions.close(secret);
  return { status: 204, headers: { 'set-cookie': cookie('', 0) }, body: '' };
}

// Loopback has no TLS, so neither Secure nor the __Host- prefix is possible.
function cookie(value: string, seconds: number): string {
  return `${COOKIE}=${value}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${seconds}`;
}
