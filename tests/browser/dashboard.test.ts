import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { skipUnless } from '../support/skip-unless.ts';
import { findBrowser, startBrowser } from '../support/browser.ts';
import { type DemoProcess, startDemoProcess } from '../support/demo-process.ts';
import { PATIENCE, watchPage } from './watch-page.ts';

const browserPath = findBrowser();
const PAYLOAD = '<img src=x onerror="document.title=1"><script>alert(1)</script>';

describe('the dashboard in a browser', () => {
  skipUnless(browserPath !== undefined, 'no Chromium on this machine');

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
    if (browserPath === undefined) return;
    [demo, browser] = await Promise.all([startDemoProcess(dataDir), startBrowser()]);
    page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    faults = await watchPage(page, demo.url);
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    await demo?.stop();
    rmSync(dataDir, { recursive: true, force: true });
  });

  test('signs in with the one-time link, and removes its code from the address', async () => {
    await page.goto(demo.link);
    await page.locator('.tiles').waitFor();
    expect(page.url()).toBe(`${demo.url}/`);
  });

  test('shows the mode in the stripe, the title and the icon', async () => {
    await expect.poll(() => page.title(), PATIENCE).toMatch(/^SIM · \$/);
    expect(await text('.stripe b')).toBe('SIM');
    expect(await page.locator('link[rel=icon]').getAttribute('href')).toBe('/favicon-sim.svg');
  });

  test('shows orders, fills, both strategies, and equity that changes', async () => {
    await page.locator('.filter-chip select').first().selectOption('all');
    await expect.poll(() => page.locator('.orders tbody tr').count(), PATIENCE).toBeGreaterThan(0);
    await expect.poll(() => page.locator('.feed li').count(), PATIENCE).toBeGreaterThan(0);
    expect(await page.locator('.books li').count()).toBe(2);
    const before = await text('.tile-value');
    expect(before).toMatch(/^\$\d/);
    await expect.poll(() => text('.tile-value'), PATIENCE).not.toBe(before);
  });

  test("shows an order's reason, controls and broker responses", async () => {
    await page.locator('.orders tbody tr').last().click();
    const story = page.locator('.drawer-body');
    await story.locator('.step-title', { hasText: 'Approved' }).waitFor();
    expect(await story.locator('.controls li').count()).toBeGreaterThan(5);
    await story.locator('.step-title', { hasText: 'At the broker' }).first().waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(() => page.locator('.drawer').count(), PATIENCE).toBe(0);
  });

  test("names the basis of the drawdown, and how a report's differs", async () => {
    const tile = page.locator('.tile', { hasText: 'Max drawdown' });
    expect(await tile.innerText()).toContain('of marks');
    await tile.click();
    await page.locator('.formula', { hasText: 'at every mark' }).waitFor();
    expect(await text('.drawer-body')).toContain('A report uses market closes');
    await page.keyboard.press('Escape');
  });

  test('explains a figure with its inputs', async () => {
    await page.locator('.tile', { hasText: 'Day P&L' }).click();
    await page.locator('.formula', { hasText: 'day P&L = equity' }).waitFor();
    expect(await text('.drawer .facts')).toContain('Equity at the open');
    await page.keyboard.press('Escape');
  });

  test('shows a reason from outside as text, never as markup', async () => {
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
    // Wide enough for the reason column.
    await page.setViewportSize({ width: 1900, height: 900 });
    const reason = page.locator('.orders td.reason', { hasText: PAYLOAD });
    await reason.first().waitFor();
    expect(await page.locator('.orders img, .orders script').count()).toBe(0);
    await reason.first().click();
    await expect.poll(() => text('.why'), PATIENCE).toContain(PAYLOAD);
    expect(await page.locator('.drawer img, .drawer script').count()).toBe(0);
    await page.keyboard.press('Escape');
    expect(await page.title()).toMatch(/^SIM/);
    await page.setViewportSize({ width: 1440, height: 900 });
  });

  test('halts with Shift+H and Enter, and stays halted after a reload', async () => {
    await page.keyboard.press('Shift+H');
    await page.locator('.halt-panel').waitFor();
    await page.keyboard.press('Enter');
    await page.locator('.engine.halted').waitFor();
    await page.locator('.halted-bar', { hasText: 'manual halt on the dashboard' }).waitFor();
    await page.reload();
    await page.locator('.engine.halted').waitFor();
    await expect.poll(() => page.title(), PATIENCE).toContain('HALTED');
  });

  test('lets the owner resume with a reason', async () => {
    await page.locator('.halt > .halt-button').click();
    await page.locator('.halt-panel input').fill('the test is over');
    await page.locator('.halt-panel button[type=submit]').click();
    await page.locator('.engine.running').waitFor();
  });

  test('halts immediately by keyboard, even with an open timeline', async () => {
    await page.locator('.orders .row-button').first().click();
    await page.locator('.drawer .why').waitFor();
    await page.keyboard.press('Shift+H');
    await page.locator('.halt-panel').waitFor();
    await expect
      .poll(() => page.evaluate('document.activeElement?.textContent'), PATIENCE)
      .toBe('Halt now');
    await page.keyboard.press('Enter');
    await page.locator('.engine.halted').waitFor();
    expect(await page.locator('.drawer').count()).toBe(0);
    await page.locator('.halt > .halt-button').click();
    await page.locator('.halt-panel input').fill('once more');
    await page.locator('.halt-panel button[type=submit]').click();
    await page.locator('.engine.running').waitFor();
  });

  test('focuses the halt button as soon as its panel is visible', async () => {
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

  test.each([360, 390, 800, 1024, 1240, 1440])('fits within %d pixels', async (width) => {
    await page.setViewportSize({ width, height: 800 });
    const wide = 'document.documentElement.scrollWidth';
    await expect.poll(() => page.evaluate<number>(wide), PATIENCE).toBeLessThanOrEqual(width);
    const cut = `[...document.querySelectorAll('main td.num, .tile-value, .feed-line > span')]
      .filter((cell) => cell.scrollWidth > cell.clientWidth + 1)
      .map((cell) => cell.textContent)`;
    await expect.poll(() => page.evaluate<string[]>(cut), PATIENCE).toEqual([]);
  });

  test('has no failures, policy violations or requests to other hosts', () => {
    expect(faults).toEqual([]);
  });

  test('accepts a sign-in link only once', async () => {
    const stranger = await browser.newPage();
    await stranger.goto(demo.link);
    await stranger.locator('h1', { hasText: 'not signed in' }).waitFor();
    await stranger.goto('about:blank');
    await stranger.goto(await freshLink());
    await stranger.locator('.tiles').waitFor();
    await stranger.close();
  });
});
