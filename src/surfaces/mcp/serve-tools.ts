/** Serves tools. */
export async function serveTools(): Promise<void> {}
