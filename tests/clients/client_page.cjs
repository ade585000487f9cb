// The page of `ramal contract --html` as a person sees it: nothing else is loaded, both languages can be chosen with the
// keyboard, nothing is wider than the window. Pictures of it go to PICTURES.
const { chromium } = require('playwright-core');
const assert = require('assert');

async function main() {
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
                                          args: ['--no-sandbox'] });
  try {
    for (const [name, width, colorScheme] of [['wide', 1280, 'light'], ['dark', 1280, 'dark'], ['narrow', 390, 'light']]) {
      const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme });
      const asked = [], said = [];
      page.on('request', (request) => asked.push(request.url()));
      page.on('console', (message) => said.push(message.text()));
      await page.goto(process.env.PAGE);
      const heading = () => page.locator('h1').innerText();
      assert.strictEqual(await heading(), 'answers 1 of 2');
      await page.screenshot({ path: `${process.env.PICTURES}/contract-${name}-en.png`, fullPage: true });
      await page.locator('#en').focus();
      await page.keyboard.press('ArrowRight');
      assert.strictEqual(await heading(), 'responde 1 de 2');
      assert(await page.getByText('Esperado', { exact: true }).isVisible());
      assert(!(await page.getByText('Expected', { exact: true }).isVisible()));
      await page.screenshot({ path: `${process.env.PICTURES}/contract-${name}-pt.png`, fullPage: true });
      await page.locator('label[for=en]').click();
      assert.strictEqual(await heading(), 'answers 1 of 2');
      const text = await page.locator('main').innerText();
      for (const part of ['a wrong one', 'no call is there & nothing <else>', '{"status":"closed"}', '{"status":"ok"}'])
        assert(text.includes(part), `the page lacks ${part}`);
      const details = page.locator('details', { hasText: 'not safe' });
      await details.locator('summary').click();
      assert(await details.getByText('shop: one that is not sent').isVisible());
      const beyond = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      assert(beyond <= 0, `${beyond} px wider than the window (${name})`);
      assert.deepStrictEqual(asked, [process.env.PAGE]);
      assert.deepStrictEqual(said, []);
      await page.close();
    }
  } finally {
    await browser.close();
  }
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
