import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

// No sandbox, as most containers do not allow it, and no telemetry.
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Finds a browser on this machine: `QUIPU_BROWSER`, or the usual places. */
export function findBrowser(): string | undefined {
  const wanted = process.env['QUIPU_BROWSER'];
  return [...(wanted === undefined ? [] : [wanted]), ...PLACES].find((path) => existsSync(path));
}

/**
 * Starts the machine's browser without a window.
 *
 * @throws Error when there is none
 */
export async function startBrowser(): Promise<Browser> {
  const executablePath = findBrowser();
  if (executablePath === undefined) {
    throw new Error('Expected a Chromium at /usr/bin/chromium or in QUIPU_BROWSER, found none.');
  }
  return chromium.launch({ executablePath, args: FLAGS });
}
