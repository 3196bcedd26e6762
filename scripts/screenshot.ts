// Takes the screenshots of the README: starts the demo, signs in, lets it trade, and captures it.
// Usage: node --conditions=quipu-src scripts/screenshot.ts [seconds of trading, default 60]
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startBrowser } from '../tests/support/browser.ts';
import { startDemoProcess } from '../tests/support/demo-process.ts';

const folder = join(import.meta.dirname, '../docs/images');
const seconds = Number(process.argv[2] ?? 60);
const dataDir = mkdtempSync(join(tmpdir(), 'quipu-screenshot-'));

const shots = [
  { name: 'dashboard', scheme: 'light', width: 1440, height: 1200 },
  { name: 'dashboard-dark', scheme: 'dark', width: 1440, height: 1200 },
  { name: 'dashboard-phone', scheme: 'dark', width: 390, height: 844 },
] as const;

const demo = await startDemoProcess(dataDir);
const browser = await startBrowser();
try {
  const page = await browser.newPage({ deviceScaleFactor: 2 });
  await page.goto(demo.link);
  await page.locator('.feed li').first().waitFor({ timeout: 60_000 });
  await page.waitForTimeout(seconds * 1_000);
  for (const { name, scheme, width, height } of shots) {
    // One screenshot after another, of the same page.
    // oxlint-disable-next-line no-await-in-loop
    await page.emulateMedia({ colorScheme: scheme });
    // oxlint-disable-next-line no-await-in-loop
    await page.setViewportSize({ width, height });
    // oxlint-disable-next-line no-await-in-loop
    await page.waitForTimeout(2_500);
    // oxlint-disable-next-line no-await-in-loop
    await page.screenshot({ path: join(folder, `${name}.png`) });
    console.log(`docs/images/${name}.png`);
  }
} finally {
  await browser.close();
  await demo.stop();
  rmSync(dataDir, { recursive: true, force: true });
}
