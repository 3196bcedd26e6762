import { appError } from '../../app/kit/errors.ts';
import type { ServerRequest } from '../../core/http.ts';

const DEPTH_MAX = 16;

/**
 * Reads the JSON body of a request; an empty one is an empty object.
 *
 * @throws QuipuError `app.unsupported_media`, `app.unreadable_body`
 */
export function readBody(request: ServerRequest): unknown {
  if (request.body === '') return {};
  const type = (request.headers['content-type'] ?? '').split(';')[0]!.trim().toLowerCase();
  if (type !== 'application/json') {
    const found = type === '' ? 'none' : type;
    throw appError('app.unsupported_media', `Expected application/json, found ${found}.`, {
      next: 'Send the header content-type: application/json.',
    });
  }
  if (depthOf(request.body) > DEPTH_MAX) {
    throw unreadable(`at most ${DEPTH_MAX} levels of nesting, found more`);
  }
  let value: unknown;
  try {
    value = JSON.parse(request.body);
  } catch {
    throw unreadable('JSON, found something else');
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  throw unreadable('a JSON object, found another value');
}

function unreadable(expected: string): Error {
  return appError('app.unreadable_body', `Expected the body to be ${expected}.`, {
    next: 'Send one JSON object.',
  });
}

/** Measures the nesting of brackets without parsing, because a parser recurses to any depth. */
function depthOf(json: string): number {
  let depth = 0;
  let deepest = 0;
  let quoted = false;
  for (let index = 0; index < json.length; index += 1) {
    const char = json[index];
    if (quoted) {
      if (char === '\\') index += 1;
      else if (char === '"') quoted = false;
    } else if (char === '"') quoted = true;
    else if (char === '{' || char === '[') {
      depth += 1;
      if (depth > deepest) deepest = depth;
    } else if (char === '}' || char === ']') depth -= 1;
  }
  return deepest;
}
