'use strict';
// node page_test.js FOLDER CHROMIUM: looks at the reports that report_test.py made, as a browser
// without a network shows them. Prints a line a check; exit code 1 when one fails.

const fs = require('node:fs');
const path = require('node:path');
const { chromium } = require('playwright-core');

const [, , folder, program] = process.argv;
const axeSource = fs.readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
let passed = 0;
let failed = 0;

function check(what, good, detail) {
  if (good) passed += 1;
  else {
    failed += 1;
    console.log(`FAILED: ${what}${detail === undefined ? '' : `: ${JSON.stringify(detail)}`}`);
  }
}

// A page that tells what it complains of and what it asks for.
async function open(browser, name, options = {}) {
  const context = await browser.newContext({
    viewport: { width: options.width || 1280, height: 900 }, offline: true,
    colorScheme: options.scheme || 'light', javaScriptEnabled: options.script !== false,
  });
  const page = await context.newPage();
  page.faults = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) page.faults.push(message.text());
  });
  page.on('pageerror', (error) => page.faults.push(error.message));
  page.on('request', (request) => {
    if (!/^(file|data):/.test(request.url())) page.faults.push(`asked for ${request.url()}`);
  });
  page.on('dialog', (dialog) => { page.faults.push('a dialog'); dialog.dismiss(); });
  await page.goto(`file://${path.join(folder, name)}${options.hash || ''}`);
  return page;
}

const openEverything = (page) => page.evaluate(() => {
  for (const one of document.querySelectorAll('details')) one.open = true;
  return new Promise((done) => setTimeout(() => {
    for (const one of document.querySelectorAll('details')) one.open = true;
    done();
  }, 100));
});

async function looksRight(browser) {
  for (const name of ['one', 'several', 'whole', 'fleet']) {
    for (const scheme of ['light', 'dark']) {
      const page = await open(browser, `${name}/index.html`, { scheme });
      await openEverything(page);
      await page.evaluate(axeSource);
      const found = await page.evaluate(async () => (await window.axe.run()).violations.map((one) =>
        ({ id: one.id, nodes: one.nodes.slice(0, 2).map((node) => node.html.slice(0, 160)) })));
      check(`axe finds nothing in ${name}, ${scheme}`, found.length === 0, found);
      check(`no complaints of ${name}, ${scheme}`, page.faults.length === 0, page.faults);
      await page.context().close();
    }
    for (const width of [390, 1280]) {
      const page = await open(browser, `${name}/index.html`, { width });
      await openEverything(page);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth);
      check(`${name} fits ${width} pixels`, wide <= width, wide);
      await page.context().close();
    }
  }
}

async function hostileNamesAreText(browser) {
  const page = await open(browser, 'whole/index.html');
  await openEverything(page);
  check('no picture was made', (await page.locator('img').count()) === 0);
  check('the name is shown', (await page.locator('main').textContent()).includes('</script><img src=x onerror=alert(1)>'));
  await page.context().close();
}

const rules = (page) => page.locator('details.rule').count();

async function filtersWork(browser) {
  const page = await open(browser, 'several/index.html');
  const all = await rules(page);
  check('there are rules', all > 20, all);
  await page.getByRole('button', { name: /^deprecated \d+$/ }).click();
  const some = await rules(page);
  check('a class filters', some > 0 && some < all, some);
  check('its button is pressed', (await page.locator('#classes [aria-pressed="true"]').count()) === 1);
  await page.getByRole('button', { name: 'Only what blocks' }).click();
  const badges = await page.locator('details.rule .badge:not(.muted)').allTextContents();
  check('only what blocks', badges.length > 0 && badges.every((one) => one.startsWith('blocks')), badges);
  await page.getByRole('button', { name: 'Clear' }).click();
  await page.locator('#finding-text').fill('copy_files');
  const matching = await rules(page);
  check('search finds an object', matching > 0 && matching < 4, matching);
  check('the address keeps it', page.url().endsWith('#find?text=copy_files'), page.url());
  await page.reload();
  await page.waitForTimeout(100);
  check('a link brings it back', (await rules(page)) === matching &&
    (await page.locator('#finding-text').inputValue()) === 'copy_files');
  await page.locator('details.rule summary').first().click();
  check('only places that match', (await page.locator('.places > li').allTextContents()).every((one) => one.includes('copy_files')));
  await page.locator('#finding-text').fill('no such thing');
  check('nothing says so', (await page.locator('#rule-list').textContent()).includes('Nothing matches'));
  await page.getByRole('button', { name: 'Clear' }).click();
  await page.locator('#finding-subject').selectOption({ label: await page.locator('#finding-subject option').nth(1).textContent() });
  check('one database filters', (await rules(page)) < all);
  await page.getByRole('button', { name: 'Clear' }).click();
  await page.locator('#finding-sort').selectOption('id');
  const ids = await page.locator('details.rule').evaluateAll((found) => found.map((one) => one.id));
  check('sorted by id', ids.join() === [...ids].sort().join());
  await page.context().close();
}

async function linksAndKeys(browser) {
  const page = await open(browser, 'several/index.html', { hash: '#rule-XpCmdshell' });
  const rule = page.locator('#rule-XpCmdshell');
  await page.waitForTimeout(100);
  check('a link opens its rule', await rule.evaluate((one) => one.open));
  check('and gives it the focus', await rule.evaluate((one) => one.contains(document.activeElement)));
  check('code is shown', (await rule.locator('pre').count()) > 0);
  check('lines are numbered', (await rule.locator('.excerpt .line').count()) > 0);
  await page.keyboard.press('Enter');
  check('Enter closes it', !(await rule.evaluate((one) => one.open)));
  await page.locator('#subject-table tbody a').first().click();
  const subject = page.locator('#subjects details.subject[open]');
  await subject.waitFor({ timeout: 10000 }).catch(() => {});
  check('a name leads to its database', (await subject.count()) === 1);
  await page.locator('#theme').selectOption('dark');
  const dark = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  await page.locator('#theme').selectOption('light');
  const light = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  check('the theme changes', dark !== light, [dark, light]);
  await page.keyboard.press('Control+Home');
  await page.evaluate(() => document.activeElement.blur());
  check('no complaints', page.faults.length === 0, page.faults);
  const pdf = await page.pdf({ format: 'A4' });
  check('it prints', pdf.length > 20000, pdf.length);
  await page.context().close();
}

async function readableWithoutScript(browser) {
  const page = await open(browser, 'several/index.html', { script: false });
  const words = await page.locator('main').innerText();
  check('verdict without script', words.includes('ready with changes') && words.includes('Estimated effort'));
  check('table without script', (await page.locator('#subject-table tbody tr').count()) === 3);
  await page.context().close();
}

async function pictures(browser) {
  const page = await open(browser, 'whole/index.html');
  check('the graph has its nodes', (await page.locator('svg.graph .node').count()) === 12,
    await page.locator('svg.graph .node').count());
  check('and its edges', (await page.locator('svg.graph .edge').count()) === 7);
  check('a chart is drawn', (await page.locator('svg.chart path.line').count()) === 2);
  check('and the limit', (await page.locator('svg.chart .mark').count()) === 1);
  await page.context().close();
}

async function fleet(browser) {
  const page = await open(browser, 'fleet/index.html');
  const shown = () => page.locator('#subject-table tbody tr:not([hidden])').count();
  check('all are listed', (await shown()) === 30, await shown());
  await page.locator('#subject-text').fill('script07');
  check('search narrows the table', (await shown()) === 1, await shown());
  await page.locator('#subject-text').fill('');
  await page.locator('#subject-verdict').selectOption('ready');
  check('a verdict narrows it', (await shown()) === 20, await shown());
  await page.locator('#subject-verdict').selectOption('');
  const first = () => page.locator('#subject-table tbody tr').first().getAttribute('data-verdict');
  check('the readiest first', (await first()) === 'ready');
  await page.locator('#subject-table thead button', { hasText: 'Verdict' }).click();
  await page.locator('#subject-table thead button', { hasText: 'Verdict' }).click();
  check('sorted the other way', (await first()) !== 'ready');
  check('rules are counted over databases', /BulkInsert.*10/s.test(await page.locator('#findings').textContent()));
  await page.locator('#subject-table tbody a').first().click();
  await page.waitForURL(/databases/);
  check('each has its page', (await rules(page)) > 0);
  await page.locator('#back a').click();
  check('and leads back', page.url().endsWith('fleet/index.html'), page.url());
  check('no complaints of the fleet', page.faults.length === 0, page.faults);
  await page.context().close();
}

(async () => {
  const browser = await chromium.launch({ executablePath: program, args: ['--no-sandbox'] });
  for (const part of [looksRight, hostileNamesAreText, filtersWork, linksAndKeys, readableWithoutScript, pictures, fleet]) {
    try {
      await part(browser);
    } catch (error) {
      check(`${part.name} runs to its end`, false, error.message.slice(0, 500));
    }
  }
  await browser.close();
  console.log(`${passed} passed, ${failed} failed`);
  process.exit(failed === 0 ? 0 : 1);
})();
