import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findBrowser, startBrowser } from '../support/browser.ts';
import { type DemoProcess, startDemoProcess } from '../support/demo-process.ts';

const browserPath = findBrowser();
const why = browserPath === undefined ? ' (skipped: no Chromium on this machine)' : '';
const PATIENCE = { timeout: 40_000, interval: 250 };
const PAYLOAD = '<img src=x onerror="document.title=1"><script>alert(1)</script>';

/** Everything that a page must not do, as it happens. */
function watchPage(page: Page, origin: string): string[] {
  const faults: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => faults.push(`error: ${error.message}`));
  page.on('request', (request) => {
    if (new URL(request.url()).origin !== origin) faults.push(`outside: ${request.url()}`);
  });
  page.on('dialog', (dialog) => {
    faults.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  return faults;
}

describe.skipIf(browserPath === undefined)(`the dashboard in a browser${why}`, () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'quipu-browser-'));
  let demo: DemoProcess;
  let browser: Browser;
  let page: Page;
  let faults: string[];

  const text = (selector: string): Promise<string> => page.locator(selector).first().innerText();

  const freshLink = async (): Promise<string> => {
    const headers = { origin: demo.url };
    const { request } = page.context();
    const answer = await request.post(`${demo.url}/v1/session-links`, { data: {}, headers });
    return ((await answer.json()) as { data: { url: string } }).data.url;
  };

  beforeAll(async () => {
    [demo, browser] = await Promise.all([startDemoProcess(dataDir), startBrowser()]);
    page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    faults = watchPage(page, demo.url);
    await page.addInitScript(
      `document.addEventListener('securitypolicyviolation', (event) =>
        console.error('policy: ' + event.violatedDirective + ' ' + event.blockedURI));`,
    );
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    await demo?.stop();
    rmSync(dataDir, { recursive: true, force: true });
  });

  test('the one-time link signs in, and its code leaves the address', async () => {
    await page.goto(demo.link);
    await page.locator('.tiles').waitFor();
    expect(page.url()).toBe(`${demo.url}/`);
  });

  test('the mode is in the stripe, the title and the icon', async () => {
    await expect.poll(() => page.title(), PATIENCE).toMatch(/^SIM · \$/);
    expect(await text('.stripe b')).toBe('SIM');
    expect(await page.locator('link[rel=icon]').getAttribute('href')).toBe('/favicon-sim.svg');
  });

  test('orders and fills appear, both strategies are at work, and equity moves', async () => {
    await expect.poll(() => page.locator('.orders tbody tr').count(), PATIENCE).toBeGreaterThan(0);
    await expect.poll(() => page.locator('.feed li').count(), PATIENCE).toBeGreaterThan(0);
    expect(await page.locator('.books li').count()).toBe(2);
    const before = await text('.tile-value');
    expect(before).toMatch(/^\$\d/);
    await expect.poll(() => text('.tile-value'), PATIENCE).not.toBe(before);
  });

  test('an order tells why: its reason, the controls, the words of the broker', async () => {
    await page.locator('.orders tbody tr').last().click();
    const story = page.locator('.drawer-body');
    await story.locator('.step-title', { hasText: 'Approved' }).waitFor();
    expect(await story.locator('.controls li').count()).toBeGreaterThan(5);
    await story.locator('.step-title', { hasText: 'At the broker' }).first().waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(() => page.locator('dialog[open]').count()).toBe(0);
  });

  test('the drawdown says that it is of marks, and how that of a report differs', async () => {
    const tile = page.locator('.tile', { hasText: 'Max drawdown' });
    expect(await tile.innerText()).toContain('of marks');
    await tile.click();
    await page.locator('.formula', { hasText: 'at every mark' }).waitFor();
    expect(await text('.drawer-body')).toContain('where a report takes session closes');
    await page.keyboard.press('Escape');
  });

  test('a number explains itself with the numbers behind it', async () => {
    await page.locator('.tile', { hasText: 'Day P&L' }).click();
    await page.locator('.formula', { hasText: 'day P&L = equity' }).waitFor();
    expect(await text('.drawer .facts')).toContain('Equity at the open');
    await page.keyboard.press('Escape');
  });

  test('a reason from outside is text, whatever it says', async () => {
    const order = {
      symbol: await text('.positions .row-button'),
      quantity: '1',
      reason: PAYLOAD,
      idempotency_key: 'browser-test-1',
    };
    const headers = { origin: demo.url };
    const options = { data: order, headers };
    const answer = await page.context().request.post(`${demo.url}/v1/orders/buy`, options);
    expect(answer.status()).toBe(200);
    const reason = page.locator('.orders td.reason', { hasText: PAYLOAD });
    await reason.first().waitFor();
    expect(await page.locator('.orders img, .orders script').count()).toBe(0);
    await reason.first().click();
    await expect.poll(() => text('.why')).toContain(PAYLOAD);
    expect(await page.locator('.drawer img, .drawer script').count()).toBe(0);
    await page.keyboard.press('Escape');
    expect(await page.title()).toMatch(/^SIM/);
  });

  test('Shift+H and Enter halt, and a reload finds it halted', async () => {
    await page.keyboard.press('Shift+H');
    await page.locator('.halt-panel').waitFor();
    await page.keyboard.press('Enter');
    await page.locator('.engine.halted').waitFor();
    await page.locator('.attention .alarm', { hasText: 'Trading is halted' }).waitFor();
    await page.reload();
    await page.locator('.engine.halted').waitFor();
    await expect.poll(() => page.title(), PATIENCE).toContain('HALTED');
  });

  test('the owner resumes with a reason', async () => {
    await page.locator('.halt > .button').click();
    await page.locator('.halt-panel input').fill('the test is over');
    await page.locator('.halt-panel button[type=submit]').click();
    await page.locator('.engine.running').waitFor();
  });

  test('the keys halt at once, also when a story lies open over the page', async () => {
    await page.locator('.orders .row-button').first().click();
    await page.locator('.drawer[open] .why').waitFor();
    await page.keyboard.press('Shift+H');
    await page.locator('.halt-panel').waitFor();
    await expect
      .poll(() => page.evaluate('document.activeElement?.textContent'), PATIENCE)
      .toBe('Halt now');
    await page.keyboard.press('Enter');
    await page.locator('.engine.halted').waitFor();
    expect(await page.locator('.drawer[open]').count()).toBe(0);
    await page.locator('.halt > .button').click();
    await page.locator('.halt-panel input').fill('once more');
    await page.locator('.halt-panel button[type=submit]').click();
    await page.locator('.engine.running').waitFor();
  });

  test('whoever sees the panel has the focus on its button', async () => {
    const seen = `new Promise((tell) => {
      const watch = new MutationObserver(() => {
        if (document.querySelector('.halt-panel') === null) return;
        watch.disconnect();
        tell(document.activeElement?.textContent);
      });
      watch.observe(document.body, { childList: true, subtree: true });
      dispatchEvent(new Event('watching'));
    })`;
    const focused = page.evaluate<string>(seen);
    await page.keyboard.press('Shift+H');
    expect(await focused).toBe('Halt now');
    await page.keyboard.press('Escape');
    await page.locator('.halt-panel').waitFor({ state: 'detached' });
  });

  test.each([360, 1440])('nothing is wider than a screen of %d pixels', async (width) => {
    await page.setViewportSize({ width, height: 800 });
    const wide = 'document.documentElement.scrollWidth';
    await expect.poll(() => page.evaluate<number>(wide)).toBeLessThanOrEqual(width);
  });

  test('nothing failed, nothing broke the policy, nothing was asked of another host', () => {
    expect(faults).toEqual([]);
  });

  test('a link works once', async () => {
    const stranger = await browser.newPage();
    await stranger.goto(demo.link);
    await stranger.locator('h1', { hasText: 'not signed in' }).waitFor();
    await stranger.goto('about:blank');
    await stranger.goto(await freshLink());
    await stranger.locator('.tiles').waitFor();
    await stranger.close();
  });
});
