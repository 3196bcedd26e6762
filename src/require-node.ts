// The first import of every entry point: an old Node gets one sentence instead of a syntax error
// or a missing module somewhere inside. Runs in a browser as well, where there is no Node.

const REQUIRED = 26;

interface NodeProcess {
  readonly versions?: { readonly node?: string };
  readonly stderr: { write(text: string): void };
  exit(code: number): never;
}

const { process } = globalThis as { readonly process?: NodeProcess };
const found = process?.versions?.node;

if (found !== undefined && Number.parseInt(found, 10) < REQUIRED) {
  const need = `expected Node ${REQUIRED} or later, found ${found}; install Node ${REQUIRED}`;
  process!.stderr.write(`quipu-portfolio: ${need}\n`);
  process!.exit(1);
}
