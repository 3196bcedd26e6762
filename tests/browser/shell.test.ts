import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page, Route } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findBrowser, startBrowser } from '../support/browser.ts';
import { type DemoProcess, startDemoProcess } from '../support/demo-process.ts';
import { skipUnless } from '../support/skip-unless.ts';
import { PATIENCE, watchPage } from './watch-page.ts';

const browserPath = findBrowser();
const HEADER = 81;

describe('the shell of the dashboard', () => {
  skipUnless(browserPath !== undefined, 'no Chromium on this machine');

  const dataDir = mkdtempSync(join(tmpdir(), 'quipu-shell-'));
  let demo: DemoProcess;
  let browser: Browser;
  let page: Page;
  let faults: string[];

  const text = (selector: string): Promise<string> => page.locator(selector).first().innerText();
  const topOf = (selector: string): Promise<number> =>
    page.evaluate(`document.querySelector('${selector}').getBoundingClientRect().top`);
  const open = async (path: string): Promise<void> => {
    await page.goto(`${demo.url}${path}`);
    await page.locator('.chip.live').waitFor();
    await page.locator('.tiles').waitFor();
  };

  beforeAll(async () => {
    if (browserPath === undefined) return;
    [demo, browser] = await Promise.all([startDemoProcess(dataDir), startBrowser()]);
    page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    faults = await watchPage(page, demo.url);
    await page.goto(demo.link);
    await page.locator('.feed li').first().waitFor({ timeout: 60_000 });
  }, 90_000);

  afterAll(async () => {
    demo?.resume();
    await browser?.close();
    await demo?.stop();
    rmSync(dataDir, { recursive: true, force: true });
  });

  describe('navigation', () => {
    test('links only to pages that exist, in rail, bottom bar and palette', async () => {
      const routes = `[...document.querySelectorAll('.rail a, .bottom-bar a')]
        .map((link) => link.getAttribute('href'))`;
      expect(new Set(await page.evaluate<string[]>(routes))).toEqual(new Set(['/']));
      await page.keyboard.press('Control+k');
      await page.locator('.palette li').first().waitFor();
      const kinds = await page.locator('.palette-kind').allInnerTexts();
      expect(kinds.filter((kind) => kind === 'Page')).toHaveLength(1);
      await page.keyboard.press('Escape');
      await page.locator('.palette').waitFor({ state: 'detached' });
    });

    test('reports an address without a page, and links back without a reload', async () => {
      await page.goto(`${demo.url}/nowhere/at-all`);
      await page.locator('h1', { hasText: 'No page at /nowhere/at-all' }).waitFor();
      await page.evaluate('window.isSame = true');
      await page.locator('main a', { hasText: 'Open the overview' }).click();
      await page.locator('.tiles').waitFor();
      expect(page.url()).toBe(`${demo.url}/`);
      expect(await page.evaluate('window.isSame')).toBe(true);
      await page.goBack();
      await page.locator('h1', { hasText: 'No page at' }).waitFor();
      await page.keyboard.press('g');
      await page.keyboard.press('o');
      await page.locator('.tiles').waitFor();
      expect(await page.evaluate('window.isSame')).toBe(true);
    });

    test('stores period, method and filters in the address', async () => {
      await open('/?period=5d&return=usd&orders=all');
      await expect.poll(() => text('.tile:nth-child(3) .tile-name'), PATIENCE).toBe('P&L, 5D');
      expect(await text('#orders-title')).toMatch(/^Orders/);
      await page.keyboard.press(']');
      await expect.poll(() => page.url(), PATIENCE).toContain('period=1m');
      await page.locator('.pill', { hasText: 'MWR' }).click();
      await expect.poll(() => page.url(), PATIENCE).toContain('return=mwr');
      await page.reload();
      await expect.poll(() => text('.tile:nth-child(3) .tile-name'), PATIENCE).toBe('Return, 1M');
    });

    test('finds a position in the palette by keyboard, and Escape returns the focus', async () => {
      await open('/');
      const symbol = await text('.positions .row-button');
      await page.locator('.search-button').focus();
      await page.keyboard.press('/');
      await page.locator('.palette input').fill(symbol.toLowerCase());
      await page.keyboard.press('Enter');
      await page.locator('.drawer h2', { hasText: symbol }).waitFor();
      await page.keyboard.press('Escape');
      await page.locator('.drawer').waitFor({ state: 'detached' });
      await page.locator('.tile').nth(1).focus();
      await page.keyboard.press('e');
      await page.locator('.drawer h2', { hasText: 'Day P&L' }).waitFor();
      await page.keyboard.press('Escape');
      const focused = 'document.activeElement?.className';
      await expect.poll(() => page.evaluate<string>(focused), PATIENCE).toBe('tile');
    });

    test('opens the drawer below the header, where HALT still works', async () => {
      await page.locator('.tile').first().click();
      await page.locator('.drawer').waitFor();
      expect(await topOf('.drawer')).toBe(HEADER);
      expect(await topOf('.backdrop')).toBe(HEADER);
      await page.locator('.halt > .halt-button').click();
      await page.locator('.halt-panel').waitFor();
      expect(await page.locator('.drawer').count()).toBe(0);
      await page.keyboard.press('Escape');
    });
  });

  describe('the overview', () => {
    test('shows one result in tiles and chart, for every period and method', async () => {
      await open('/');
      const pair = `[...document.querySelectorAll('.tile:nth-child(3) .tile-value .signed,' +
        '.legend .signed')].map((one) => one.lastChild.textContent)`;
      for (const method of ['TWR', 'MWR', '$']) {
        // oxlint-disable-next-line no-await-in-loop
        await page.locator('.pills').first().getByText(method, { exact: true }).click();
        for (const period of ['1D', '5D', '1M', '3M', 'YTD', '1Y', 'All']) {
          // oxlint-disable-next-line no-await-in-loop
          await page.locator('.pills').nth(1).getByText(period, { exact: true }).click();
          // oxlint-disable-next-line no-await-in-loop
          const [tile, chart] = await page.evaluate<string[]>(pair);
          expect(tile).toMatch(/^[+-]?\$?[\d,.]+%?$/);
          expect(chart).toBe(tile);
        }
      }
    });

    test('shows the total return on net deposits under All', async () => {
      // A curve that starts late, as after a restart of the server, must not change the return.
      const none = JSON.stringify({ data: [], meta: {} });
      await page.route('**/v1/portfolio/equity*', (route) =>
        route.fulfill({ contentType: 'application/json', body: none }),
      );
      await open('/?period=all');
      await page.locator('.tile').nth(2).click();
      const values = `[...document.querySelectorAll('.drawer .facts > div')]
        .map((row) => [row.firstChild.textContent, row.lastChild.textContent])`;
      const facts = Object.fromEntries(await page.evaluate<[string, string][]>(values));
      expect(facts['Start value']).toContain('$100,000.00');
      expect(facts['Time-weighted']).toBe(facts['Total on net deposits']);
      await page.keyboard.press('Escape');
      await page.unroute('**/v1/portfolio/equity*');
    });

    test('shows a fill in two lines, neither cut off', async () => {
      const fill = page.locator('.feed-line').first();
      expect(await fill.innerText()).toMatch(/(bought|sold) [\d,.]+ \w+ at \$[\d,.]+/);
      expect(await fill.locator('.feed-more').innerText()).toMatch(/\d\d:\d\d\S*\s+\w+\s+…?\w+/);
      expect(await fill.locator('.feed-end').last().innerText()).toMatch(/^\$[\d,.]+$/);
      const cut = `[...document.querySelectorAll('.feed-line, .feed-line *')]
        .filter((part) => part.scrollWidth > part.clientWidth + 1 && part.clientWidth > 0 ||
          getComputedStyle(part).textOverflow === 'ellipsis').length`;
      expect(await page.evaluate(cut)).toBe(0);
    });

    test.each(['/', '/?orders=all'])(
      'no panel of the left column is taller than its content at %s',
      async (path) => {
        await open(path);
        const gaps = `[...document.querySelectorAll('.column:first-child > .panel')]
          .map((panel) => panel.getBoundingClientRect().bottom -
            panel.lastElementChild.getBoundingClientRect().bottom)`;
        const found = await page.evaluate<number[]>(gaps);
        expect(found).toHaveLength(3);
        expect(Math.max(...found)).toBeLessThanOrEqual(2);
      },
    );

    test('formats numbers, dates and times the American way', async () => {
      const whole = await text('main');
      expect(whole).toMatch(/\$\d{2,3},\d{3}\.\d\d/);
      expect(whole).toMatch(/since Mon, Mar 18, 2024/);
      expect(await text('.market-clock')).toMatch(/^Mon, Mar 18, 2024 \d\d:\d\d:\d\d ET/);
      // Limit texts come from the server.
      const ours = await page.evaluate<string>(
        `[...document.querySelectorAll('main, header, .attention')]
          .map((part) => part.cloneNode(true))
          .map((part) => { part.querySelector('.limits')?.remove(); return part.textContent; })
          .join(' ')`,
      );
      // A thin space, a narrow no-break space and a wide minus sign.
      const foreign = [0x2009, 0x202f, 0x2212].map((code) => String.fromCodePoint(code));
      expect(foreign.filter((sign) => ours.includes(sign))).toEqual([]);
      expect(ours).not.toMatch(/\d %/);
    });

    test("has a table with the chart's values", async () => {
      await page.locator('.plot').focus();
      await page.keyboard.press('d');
      await page.locator('.plot-table tbody tr').first().waitFor();
      expect(await text('.plot-table tbody tr')).toMatch(/\$[\d,.]+\s+-?[\d.]+%/);
      await page.locator('.equity .pill').click();
      await page.locator('.plot').waitFor();
    });
  });

  describe('a panel', () => {
    const answer = async (route: Route, status: number): Promise<void> => {
      const detail = 'The journal is being verified.';
      await route.fulfill({
        status,
        contentType: 'application/problem+json',
        headers: { 'quipu-request-id': 'rq_test' },
        body: JSON.stringify({ code: 'app.test', detail, next: 'Wait a moment.' }),
      });
    };

    test('holds its place while it loads', async () => {
      let release = (): void => undefined;
      const held = new Promise<void>((resolve) => {
        release = resolve;
      });
      await page.route('**/v1/risk', async (route) => {
        await held;
        await route.continue();
      });
      await open('/');
      await page.locator('.limits .skeleton.shown .skeleton-row').first().waitFor();
      release();
      await page.locator('.limits .limit').first().waitFor();
      await page.unroute('**/v1/risk');
    });

    test('reports an error with operation, reason, retry and request, and recovers', async () => {
      await page.route('**/v1/risk', (route) => answer(route, 503));
      await open('/');
      const state = page.locator('.limits .state');
      await state.waitFor();
      const words = await state.innerText();
      expect(words).toContain('Risk limits could not be loaded');
      expect(words).toContain('risk.show: The journal is being verified. Wait a moment. Retry in');
      expect(words).toContain('Request rq_test.');
      expect(await page.locator('.positions tbody tr').count()).toBeGreaterThan(0);
      await page.unroute('**/v1/risk');
      await state.locator('button', { hasText: 'Retry' }).click();
      await page.locator('.limits .limit').first().waitFor();
      faults.length = 0; // the expected 503
    });

    test('names a missing permission instead of hiding itself', async () => {
      await page.route('**/v1/risk', (route) => answer(route, 403));
      await open('/');
      await page.locator('.limits .state', { hasText: 'no permission' }).waitFor();
      expect(await text('.limits .state')).toContain('signed in as owner');
      await page.unroute('**/v1/risk');
      faults.length = 0;
    });

    test('names the filters where nothing matches, and clears them', async () => {
      await open('/?orders=all');
      await page.keyboard.press('f');
      await page.keyboard.type('zzzz');
      await page.locator('.orders .state-title', { hasText: 'No order matches' }).waitFor();
      expect(await text('.orders .state')).toMatch(/Status all, text zzzz\. Without .*\d+ orders/);
      await page.locator('.orders .state .button').click();
      await page.locator('.orders tbody tr').first().waitFor();
    });

    test('offers its rows as CSV', async () => {
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.locator('.filter-bar .link-button', { hasText: 'CSV' }).click(),
      ]);
      expect(download.suggestedFilename()).toBe('orders.csv');
    });
  });

  describe('a halt', () => {
    test('has a bar that stays visible while the page scrolls', async () => {
      await open('/?orders=all');
      await page.keyboard.press('Shift+H');
      await page.locator('.halt-panel input').fill('testing the switch');
      await page.keyboard.press('Enter');
      await page.locator('.halted-bar').waitFor();
      await page.evaluate('scrollTo(0, 500)');
      await expect.poll(() => page.evaluate<number>('scrollY'), PATIENCE).toBeGreaterThan(100);
      expect(await topOf('.halted-bar')).toBe(HEADER);
      expect(await topOf('.stripe')).toBe(0);
      expect(await text('.halted-long')).toMatch(
        /^since \d\d:\d\d:\d\d ET by owner .*: testing the switch\. New orders are blocked, /,
      );
      expect(await text('.halt > .halt-button')).toBe('HALTED');
      expect(await text('.books .status')).toBe('running, blocked');
    });

    test('is on a phone in the bottom bar, which resumes through a sheet', async () => {
      await page.setViewportSize({ width: 390, height: 844 });
      await expect.poll(() => text('.bottom-bar .halt-button'), PATIENCE).toContain('HALTED');
      expect(await page.locator('.halted-short').isVisible()).toBe(true);
      await page.locator('.bottom-bar .halt-button').click();
      await page.locator('.halt-panel input').fill('checked');
      await page.locator('.halt-panel button[type=submit]').click();
      await page.locator('.halted-bar').waitFor({ state: 'detached' });
      await expect.poll(() => text('.bottom-bar .halt-button small'), PATIENCE).toBe('running');
      await page.setViewportSize({ width: 1440, height: 900 });
    });

    test('of increases only has an amber row with its reason', async () => {
      await page.keyboard.press('Shift+H');
      await page.locator('.halt-panel .button', { hasText: 'Reduce only' }).click();
      const row = page.locator('.attention .warning', { hasText: 'Reduce only' });
      await row.waitFor();
      expect(await row.innerText()).toContain('Only orders that reduce a position are sent.');
      expect(await text('.engine')).toContain('reduce only');
      await page.locator('.halt > .halt-button').click();
      await page.locator('.halt-panel .button', { hasText: /^Resume$/ }).click();
      await page.locator('.engine.running').waitFor();
    });
  });

  test('has no failures, policy violations or requests to other hosts', () => {
    expect(faults).toEqual([]);
  });

  describe('a server that does not respond', () => {
    test('makes prices stale after ten seconds, and the engine unknown', async () => {
      await open('/');
      demo.pause();
      await page.locator('.chip.stale').waitFor({ timeout: 20_000 });
      await page.locator('.attention .warning', { hasText: 'Prices are' }).waitFor();
      expect(await page.locator('.content.stale').count()).toBe(1);
      await page.locator('.engine.unknown').waitFor();
    }, 40_000);

    test('is offline: an unknown engine, dimmed figures, a past state with its time', async () => {
      await page.locator('.chip.offline').waitFor({ timeout: 40_000 });
      expect(await text('.engine')).toMatch(/^engine unknown \(running at \d\d:\d\d:\d\d ET\)$/);
      expect(
        await page.locator('.engine.running, .status.done:visible >> text=running').count(),
      ).toBe(0);
      const dot = `getComputedStyle(document.querySelector('.engine .dot')).backgroundColor`;
      expect(await page.evaluate(dot)).toBe('rgba(0, 0, 0, 0)');
      expect(await text('.attention .alarm')).toMatch(
        /Offline.*No response from Quipu for .*Figures are from \d\d:\d\d:\d\d ET.*quipu halt/s,
      );
      expect(
        Number(await page.evaluate(`getComputedStyle(document.querySelector('.tiles')).opacity`)),
      ).toBeLessThan(1);
      expect(await page.title()).toContain('OFFLINE');
    }, 60_000);

    test('leaves HALT active, which tries ten seconds and names the command', async () => {
      await page.keyboard.press('Shift+H');
      await page.keyboard.press('Enter');
      await page.locator('.halt-panel .button', { hasText: 'Halting…' }).waitFor();
      const report = page.locator('.halt-panel .refusal');
      await report.waitFor({ timeout: 20_000 });
      expect(await report.innerText()).toContain('did not respond for 10 s');
      expect(await report.innerText()).toContain('quipu halt');
    }, 40_000);

    test('is live again once it responds, halted by what it received meanwhile', async () => {
      await page.keyboard.press('Escape');
      demo.resume();
      await page.locator('.attention .button', { hasText: 'Try now' }).click();
      await page.locator('.chip.live').waitFor({ timeout: 30_000 });
      await page.locator('.halted-bar').waitFor(PATIENCE);
    }, 60_000);
  });
});
