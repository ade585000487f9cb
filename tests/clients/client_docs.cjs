// The page /docs of the admin interface with Swagger UI, at DOCS: every route is described, nothing is loaded from elsewhere,
// nothing can be sent from it, and the page's policy refuses nothing. A picture goes to PICTURES.
const { chromium } = require('playwright-core');
const assert = require('assert');

async function main() {
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
                                          args: ['--no-sandbox'] });
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    const asked = [], said = [];
    page.on('request', (request) => asked.push(request.url()));
    page.on('console', (message) => message.type() === 'error' && said.push(message.text()));
    page.on('pageerror', (problem) => said.push(String(problem)));
    await page.addInitScript(() => {
      window.refused = [];
      addEventListener('securitypolicyviolation', (event) => window.refused.push(`${event.violatedDirective} ${event.blockedURI}`));
    });
    await page.goto(process.env.DOCS);
    await page.locator('.opblock').first().waitFor({ timeout: 30000 });
    assert(!(await page.locator('#missing').isVisible()));
    const text = await page.locator('#swagger').innerText();
    for (const route of ['/call/start', '/call/answer', '/call/hangup', '/call/media/realtime/session', '/server/ok'])
      assert(text.replace(/\u200b/g, '').includes(route), `no ${route}`);
    await page.locator('.opblock', { hasText: 'start' }).first().locator('.opblock-summary-control').click();
    await page.locator('.opblock-body').first().waitFor({ timeout: 10000 });
    await page.locator('.responses-table').first().waitFor({ timeout: 10000 });
    assert.strictEqual(await page.locator('button', { hasText: /try it out|execute/i }).count(), 0);
    await page.screenshot({ path: `${process.env.PICTURES}/docs.png` });
    const elsewhere = asked.filter((url) => new URL(url).origin !== new URL(process.env.DOCS).origin && !url.startsWith('data:'));
    assert.deepStrictEqual(elsewhere, []);
    assert.deepStrictEqual(await page.evaluate(() => window.refused), []);
    assert.deepStrictEqual(said, []);
  } finally {
    await browser.close();
  }
}

main().catch((problem) => {
  console.error(problem);
  process.exit(1);
});
