// Opens views of the explorer in a real Chromium and prints one JSON object about each, for a test to judge,
// and one about what can be done by keyboard alone.
//   node browse.mjs CHROMIUM SCREENSHOTS URL VIEW…      a view is what follows # in its address
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

const [executablePath, folder, url, ...views] = process.argv.slice(2);

/** Longest wait until a view has read what it shows, in ms. */
const TIMEOUT = 20_000;

const SIZES = { wide: { width: 1280, height: 800 }, phone: { width: 360, height: 740 } };

await mkdir(folder, { recursive: true });
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
try {
  for (const [name, viewport] of Object.entries(SIZES)) {
    const page = await browser.newPage({ viewport });
    let complaints = [];
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') {
        complaints.push(message.text());
      }
    });
    page.on('pageerror', (error) => complaints.push(String(error)));
    await page.goto(url);
    for (const [i, view] of views.entries()) {
      complaints = [];
      await go(page, view);
      // What is being read says so.
      await page.waitForFunction(
        () => document.querySelector('main h1') && !document.querySelector('main [role=status]'),
        undefined,
        { timeout: TIMEOUT },
      );
      const file = join(folder, `${String(i).padStart(2, '0')}-${name}.png`);
      await page.screenshot({ path: file, fullPage: true });
      const seen = await page.evaluate(() => ({
        title: document.querySelector('main h1').textContent,
        text: document.querySelector('main').innerText,
        problems: [...document.querySelectorAll('main [role=alert]')].map((each) => each.textContent),
        // Nothing sticks out to the right.
        overflow: document.documentElement.scrollWidth - document.documentElement.clientWidth,
      }));
      console.log(JSON.stringify({ view, size: name, file, ...seen, complaints, ...(await keyboard(page)) }));
    }
    complaints = [];
    console.log(JSON.stringify({ size: name, ...(await typed(page)), complaints }));
    await page.close();
  }
} finally {
  await browser.close();
}

/**
 * Ends when the page was told of the view: the event comes after the assignment, and until then the
 * view before it is shown, which has read all that it shows.
 */
async function go(page, view) {
  await page.evaluate(
    (hash) =>
      new Promise((told) => {
        const before = location.hash;
        addEventListener('hashchange', () => setTimeout(told), { once: true });
        location.hash = hash;
        if (location.hash === before) {
          told();
        }
      }),
    view,
  );
}

/** Whether the focus, moved by Tab from the page's first link, reaches the next ones and is seen there. */
async function keyboard(page) {
  await page.focus('a.skip');
  const reached = [];
  for (let i = 0; i < 3; i++) {
    await page.keyboard.press('Tab');
    reached.push(
      await page.evaluate(() => {
        const at = document.activeElement;
        return at === document.body ? null : `${at.tagName} ${at.textContent.trim()} ${getComputedStyle(at).outlineStyle}`;
      }),
    );
  }
  return { reached };
}

/** What has the focus: its element, its text, and the view's address. */
async function focused(page, title) {
  // What has it instead is told.
  await page
    .waitForFunction(
      (text) => document.activeElement === document.querySelector('main h1') && document.activeElement.textContent === text,
      title,
      { timeout: TIMEOUT / 4 },
    )
    .catch(() => undefined);
  return page.evaluate(() => `${document.activeElement.tagName} ${document.activeElement.textContent.trim()} ${location.hash}`.trim());
}

/** Skips the navigation, searches, is told that a search is none, follows a link: by Tab and Enter. */
async function typed(page) {
  await go(page, '');
  await page.waitForFunction(() => document.querySelector('main h1')?.textContent === 'Overview');
  await page.focus('a.skip');
  await page.keyboard.press('Enter');
  const skipped = await focused(page, 'Overview');
  const search = 'form[role=search] input';
  await page.focus(search);
  await page.keyboard.type('batch 0');
  await page.keyboard.press('Enter');
  const found = await focused(page, 'Batch 0');
  await page.focus(search);
  await page.keyboard.press('Control+A');
  await page.keyboard.type('nonsense');
  await page.keyboard.press('Enter');
  const told = await page.waitForSelector('form[role=search] [role=alert]');
  const refused = await page.evaluate(
    (alert) => `${document.activeElement.tagName} ${alert.textContent}`,
    told,
  );
  await page.focus('header nav a:last-child');
  await page.keyboard.press('Enter');
  const followed = await focused(page, 'Nodes');
  return { skipped, found, refused, followed };
}
