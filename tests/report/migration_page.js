'use strict';
// node migration_page.js CHROMIUM PAGE...: looks at reports of gantry migrate as a browser without a
// network shows them, light, dark and narrow. Prints what fails; exit code 1 then. With PICTURES set
// to a folder it leaves pictures there.

const fs = require('node:fs');
const path = require('node:path');
const { chromium } = require('playwright-core');

const [, , program, ...pages] = process.argv;
const axeSource = fs.readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const pictures = process.env.PICTURES;
let failed = 0;

function check(what, good, detail) {
  if (good) return;
  failed += 1;
  console.log(`FAILED: ${what}: ${JSON.stringify(detail)}`);
}

async function look(browser, file, scheme, width) {
  const what = `${path.basename(path.dirname(file))}, ${scheme}, ${width} pixels`;
  const context = await browser.newContext({
    viewport: { width, height: 900 }, offline: true, colorScheme: scheme,
  });
  const page = await context.newPage();
  const faults = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) faults.push(message.text());
  });
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('request', (request) => {
    if (!/^(file|data):/.test(request.url())) faults.push(`asked for ${request.url()}`);
  });
  await page.goto(`file://${file}`);
  await page.evaluate(() => {
    for (const one of document.querySelectorAll('details')) one.open = true;
  });
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  check(`${what}: fits`, wide <= width, wide);
  // The page's own policy forbids scripts: axe comes past it.
  const session = await context.newCDPSession(page);
  await session.send('Runtime.evaluate', { expression: axeSource });
  const found = await session.send('Runtime.evaluate', {
    expression: 'axe.run().then((r) => JSON.stringify(r.violations.map((one) => ({ id: one.id,'
      + ' nodes: one.nodes.slice(0, 3).map((node) => node.html.slice(0, 160)) }))))',
    awaitPromise: true, returnByValue: true,
  });
  const violations = JSON.parse(found.result.value);
  check(`${what}: axe`, violations.length === 0, violations);
  check(`${what}: no complaints`, faults.length === 0, faults);
  if (pictures) {
    await page.screenshot({ path: path.join(pictures, `${scheme}-${width}-${failed}.png`) });
  }
  await context.close();
}

(async () => {
  const browser = await chromium.launch({ executablePath: program, args: ['--no-sandbox'] });
  for (const file of pages) {
    for (const scheme of ['light', 'dark']) {
      for (const width of [390, 1280]) await look(browser, file, scheme, width);
    }
  }
  await browser.close();
  console.log(failed === 0 ? 'ok' : `${failed} failed`);
  process.exit(failed === 0 ? 0 : 1);
})();
