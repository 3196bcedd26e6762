import type { QuipuError } from '../../core/errors.ts';
import { appError } from '../kit/errors.ts';

/** Returns the error `app.server_unreachable` for an address at which no server answers. */
export function serverUnreachable(url: string, cause: unknown): QuipuError {
  return appError('app.server_unreachable', `The server at ${url} does not answer.`, {
    next: 'Check that it runs; start one with quipu demo or quipu up.',
    retry: 'safe',
    cause,
  });
}
