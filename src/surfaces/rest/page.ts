import type { ServerRequest, ServerResponse } from '../../core/http.ts';
import type { WorldFiles } from '../../core/world.ts';

const KINDS: ReadonlyMap<string, string> = new Map([
  ['html', 'text/html; charset=utf-8'],
  ['js', 'text/javascript; charset=utf-8'],
  ['css', 'text/css; charset=utf-8'],
  ['svg', 'image/svg+xml'],
  ['json', 'application/json; charset=utf-8'],
  ['webmanifest', 'application/manifest+json'],
]);

const NOT_BUILT =
  '<!doctype html><html lang="en"><meta charset="utf-8"><title>Quipu</title>' +
  '<p>The dashboard is not built. Run <code>npm run build</code> and reload.</p></html>';

const INDEX = 'index.html';

/** Serves the dashboard's own files; undefined for any other path. */
export type DashboardFiles = (request: ServerRequest) => Promise<ServerResponse | undefined>;

/**
 * Whether a browser opens an address of the dashboard, such as `/orders`: the dashboard's own
 * router shows the page, or that there is none. Programs still get their 404.
 */
function isPageAddress({ path, headers }: ServerRequest): boolean {
  const extension = /\.([a-z]+)$/.exec(path)?.[1] ?? '';
  return (headers['accept'] ?? '').includes('text/html') && !KINDS.has(extension);
}

/**
 * Creates the server of the dashboard's files from one folder, by exact name: no path leads out of
 * it.
 *
 * Files under `assets/` carry a hash of their content in their names and never change.
 */
export function createPage(files: WorldFiles, folder: string): DashboardFiles {
  const read = async (name: string): Promise<string | undefined> => files.read(`${folder}/${name}`);
  return async (request) => {
    const name = request.path === '/' || isPageAddress(request) ? INDEX : request.path.slice(1);
    const fits = /^(assets\/)?[A-Za-z0-9_-][A-Za-z0-9_.-]*\.([a-z]+)$/.exec(name);
    const kind = KINDS.get(fits?.[2] ?? '');
    if (kind === undefined) return undefined;
    const content = await read(name);
    if (content === undefined && name !== INDEX) return undefined;
    const lasting = fits?.[1] !== undefined;
    return {
      status: 200,
      headers: {
        'content-type': kind,
        'cache-control': lasting ? 'public, max-age=31536000, immutable' : 'no-cache',
      },
      body: content ?? NOT_BUILT,
    };
  };
}
