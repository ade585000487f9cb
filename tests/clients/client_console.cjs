// The console as a person uses it, at CONSOLE (with its token). Pictures of every view go to PICTURES.
'use strict';
const assert = require('node:assert/strict');
const fs = require('node:fs');
const { chromium } = require('playwright-core');

const axe = fs.readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const address = new URL(process.env.CONSOLE);
const views = ['dialler', 'inspector', 'overview'];
const words = { en: ['Dialler', 'Inspector', 'Overview'], pt: ['Discador', 'Inspetor', 'Visão geral'] };
const within = { timeout: 15_000 };
const shot = (page, name) => page.screenshot({ path: `${process.env.PICTURES}/${name}.png` });

/** What goes over the media WebSocket, and what the page's policy refuses: noted before the page's own scripts run. */
function listenIn() {
  window.sentFrames = [];
  window.heardFrames = [];
  window.violations = [];
  addEventListener('securitypolicyviolation', (event) => window.violations.push(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`));
  const text = (bytes) => new Int16Array(bytes).join();
  const Real = window.WebSocket;
  window.WebSocket = class extends Real {
    constructor(url) {
      super(url);
      this.addEventListener('message', ({ data }) => window.heardFrames.push(text(data)));
    }
    send(bytes) {
      window.sentFrames.push(text(bytes));
      super.send(bytes);
    }
  };
}

async function judge(page, what) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }));
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map((one) => `${one.html} ${one.failureSummary}`).join('\n   ')}`);
  assert.deepEqual(serious, [], what);
  const beyond = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert(beyond <= 0, `${what}: ${beyond} px wider than the window`);
}

const show = async (page, view) => {
  await page.locator(`nav a[href="#${view}"]`).click();
  await page.locator(`ramal-${view} h1`).first().waitFor({ state: 'attached', ...within });
};

/** Tab until it is there, as somebody without a mouse does. */
async function tabTo(page, selector) {
  for (let i = 0; i < 60; i++) {
    if (await page.evaluate((wanted) => document.activeElement?.matches(wanted) ?? false, selector)) return;
    await page.keyboard.press('Tab');
  }
  assert.fail(`Tab does not lead to ${selector}`);
}

/** A call by the keyboard alone; what the microphone says comes back. */
async function call(page) {
  await page.locator('#call').waitFor(within);
  await page.keyboard.type('5511988887777');
  assert.equal(await page.locator('#number').inputValue(), '5511988887777');
  await tabTo(page, '#call');
  await page.keyboard.press('Enter');
  await page.locator('.line[data-state=ringing]').waitFor(within);
  await shot(page, 'ringing');
  await page.locator('.line[data-state=active]').waitFor(within);
  await page.waitForFunction(() => Number(document.querySelector('ramal-dialler').dataset.received) > 25, null, within);
  await page.waitForFunction(() => Number(document.querySelector('ramal-dialler').dataset.rms) > 0.05, null, within); // the tone
  await tabTo(page, '#speak');
  await page.keyboard.press('Space');
  await page.waitForFunction(() => window.sentFrames.length > 120, null, within);
  await page.locator('.line').screenshot({ path: `${process.env.PICTURES}/line.png` });
  await shot(page, 'call');
  await judge(page, 'a call');
  await page.waitForFunction(() => {
    const loud = window.sentFrames.slice(0, 100).filter((frame) => frame.split(',').some((sample) => Math.abs(sample) > 1_000));
    const heard = new Set(window.heardFrames);
    return loud.length > 0 && loud.filter((frame) => heard.has(frame)).length >= 0.8 * loud.length;
  }, null, within);
  await page.waitForFunction(() => Number(document.querySelector('ramal-dialler').dataset.rms) > 0.01, null, within);
  await tabTo(page, '#hangup');
  await page.keyboard.press('Enter');
  await page.locator('.line[data-state=ended]').waitFor(within);
}

async function incoming(page) {
  await page.locator('#incoming').click();
  await page.locator('#answer').waitFor(within);
  await shot(page, 'incoming');
  await page.locator('#answer').click();
  await page.locator('.line[data-state=active]').waitFor(within);
  const sounds = () => document.querySelector('ramal-dialler')?.phone.socket?.readyState === 1;
  await page.waitForFunction(sounds, null, within);
  await page.locator('#theme').click();
  assert(await page.evaluate(sounds), 'other colours end the sound');
  for (let i = 0; i < 2; i++) await page.locator('#theme').click();
  await show(page, 'overview');
  await show(page, 'dialler'); // the call is still in hand
  await page.locator('.line[data-state=active]').waitFor(within);
  await page.waitForFunction(sounds, null, within);
  await page.locator('#hangup').click();
  await page.locator('.line[data-state=ended]').waitFor(within);
}

async function inspect(page) {
  await show(page, 'inspector');
  await page.locator('#filter').fill('route:start');
  const row = page.locator('.list .entry').first();
  await row.waitFor(within);
  assert.match(await row.innerText(), /POST[\s\S]*\/call\/start[\s\S]*201/);
  await row.click();
  await page.locator('.panes').waitFor(within);
  for (const pane of ['bot_sent', 'engine_got', 'engine_said', 'bot_got']) {
    const text = await page.locator(`.pane.${pane}`).innerText();
    assert.match(text, /HTTP\/1\.1/, pane);
    assert(!text.includes('ps_demo'), `${pane} has a key`);
  }
  assert(await page.locator('.panes mark').count() >= 2, 'nothing is coloured');
  assert.match(await page.locator('.pane.bot_sent mark').getAttribute('title'), /^number → to: /);
  await page.locator('#curl').click();
  const curl = await page.evaluate(() => navigator.clipboard.readText());
  assert.match(curl, /^curl -i [\s\S]*-H "apikey: \$APIKEY"[\s\S]*\/call\/start'$/);
  await page.locator('#case').click();
  await page.waitForFunction(async () => (await navigator.clipboard.readText()).startsWith('format: 1\n=== start 201'), null, within);
  assert(!(await page.evaluate(() => navigator.clipboard.readText())).includes('*'), 'the case cannot be played');
  assert.equal(await page.locator('#replay').getAttribute('aria-disabled'), 'true');
  await shot(page, 'inspector');
  const saved = page.waitForEvent('download');
  await page.locator('#har').click();
  const har = JSON.parse(fs.readFileSync(await (await saved).path(), 'utf8'));
  assert(har.log.entries.length > 0 && har.log.entries[0].request.method === 'POST');
  await page.locator('#filter').fill('status:>=400');
  await page.waitForFunction(() => document.querySelectorAll('.list .entry').length === 0);
  await page.locator('#filter').fill('method:GET route:list');
  await page.locator('.list .entry').first().click();
  await page.locator('#replay:not([aria-disabled])').click();
  await page.waitForFunction(() => /200/.test(document.querySelector('ramal-inspector .said').textContent), null, within);
}

/** Orders for the outbox, by the keyboard: what is given up while it is paused is dropped, and only after one more question. */
async function orders(page) {
  await show(page, 'overview');
  await page.locator('#outbox-switch-0[data-verb=pause]').waitFor(within);
  await tabTo(page, '#outbox-switch-0[data-verb=pause]');
  await page.keyboard.press('Enter');
  await page.locator('#outbox-switch-0[data-verb=resume]').waitFor(within);
  await show(page, 'dialler');
  await page.locator('#incoming').click();
  await page.locator('#answer').click(within);
  await page.locator('.line[data-state=active]').waitFor(within);
  await page.locator('#hangup').click();
  await page.locator('.line[data-state=ended]').waitFor(within);
  await show(page, 'overview');
  await page.locator('#outbox-drop-0').waitFor(within);
  await judge(page, 'dead letters');
  await tabTo(page, '#outbox-drop-0');
  await page.keyboard.press('Enter');
  await page.locator('dialog[open]').waitFor(within);
  await judge(page, 'the question before something is dropped');
  await shot(page, 'drop');
  await page.keyboard.press('Enter'); // the button that does nothing has the focus
  await page.locator('dialog').waitFor({ state: 'detached', ...within });
  await page.locator('#outbox-drop-0').click();
  await page.locator('dialog .go').click();
  await page.locator('#outbox-drop-0').waitFor({ state: 'detached', ...within });
  await page.locator('#outbox-switch-0[data-verb=resume]').click();
  await page.locator('#outbox-switch-0[data-verb=pause]').waitFor(within);
  await show(page, 'inspector');
  await page.locator('#filter').fill('kind:event_out outcome:delivered');
  await page.locator('.list .entry').first().click();
  await page.locator('.detail .facts-list').waitFor(within);
  await judge(page, 'a delivery');
  await page.locator('#filter').fill('');
}

async function everyView(page, name) {
  for (const view of views) {
    await show(page, view);
    if (view === 'overview') await page.waitForFunction(() => /L/.test(document.querySelector('.trace')?.getAttribute('d') ?? ''), null, within);
    if (view === 'inspector' && name !== 'pt-narrow') await page.locator('.panes').waitFor(within);
    if (name !== 'pt') await judge(page, `${name}, ${view}`); // it is as in English
    await shot(page, `${view}-${name}`);
  }
}

/** README.md's picture: the call, small enough for a repository. It goes to PICTURES, and from there by hand to docs/images. */
async function picture(browser) {
  const png = fs.readFileSync(`${process.env.PICTURES}/call.png`).toString('base64');
  const page = await browser.newPage();
  const webp = await page.evaluate(async (bytes) => {
    const image = new Image();
    image.src = `data:image/png;base64,${bytes}`;
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = 1200;
    canvas.height = Math.round((1200 * image.height) / image.width);
    const context = canvas.getContext('2d');
    context.imageSmoothingQuality = 'high';
    context.drawImage(image, 0, 0, canvas.width, canvas.height);
    return canvas.toDataURL('image/webp', 0.82).split(',')[1];
  }, png);
  fs.writeFileSync(`${process.env.PICTURES}/console.webp`, Buffer.from(webp, 'base64'));
}

async function main() {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
    args: ['--no-sandbox', '--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream', '--autoplay-policy=no-user-gesture-required'],
  });
  try {
    const context = await browser.newContext({ viewport: { width: 1440, height: 920 }, locale: 'en-US', colorScheme: 'light', permissions: ['microphone', 'clipboard-read', 'clipboard-write'] });
    await context.addInitScript(listenIn);
    const page = await context.newPage();
    const said = [], elsewhere = [];
    page.on('console', (message) => ['error', 'warning'].includes(message.type()) && said.push(message.text()));
    page.on('pageerror', (error) => said.push(String(error)));
    page.on('request', (request) => new URL(request.url()).host !== address.host && !request.url().startsWith('blob:') && elsewhere.push(request.url()));
    await page.goto(address.href);
    assert.equal(new URL(page.url()).hash, '', 'the token stays in the address');
    await call(page);
    await incoming(page);
    await inspect(page);
    await orders(page);
    await everyView(page, 'en');
    await page.locator('#language').click();
    for (const [i, view] of views.entries()) assert.equal(await page.locator(`nav a[href="#${view}"]`).innerText(), words.pt[i]);
    assert.equal(await page.evaluate(() => document.documentElement.lang), 'pt-BR');
    const refused = await page.evaluate(async () => {
      const { refusal } = await import('/ui/i18n.js');
      return [refusal('UNKNOWN_KEY', 'no key'), refusal('OUTBOX_FAILED', 'the disk $& is full'), refusal('NEW_ONE', 'as it is')];
    });
    assert.match(refused[0], /^Nenhuma chave da configuração/);
    assert.match(refused[1], /^O outbox não pôde .*: the disk \$& is full$/);
    assert.equal(refused[2], 'as it is');
    const folded = await page.evaluate(async () => {
      const { fold } = await import('/ui/exchange.js');
      const look = { method: 'GET', path: '/call/get', key: 'shop', status: 200, kind: 'go' };
      return fold([{ ...look, skipped: 3 }, look, { ...look, skipped: 4 }, { ...look, method: 'POST', skipped: 5 }]);
    });
    assert.deepEqual(folded.map(({ count, skipped }) => [count, skipped]), [[3, 7], [1, 5]]);
    await everyView(page, 'pt');
    await page.emulateMedia({ colorScheme: 'dark' });
    await everyView(page, 'pt-dark');
    await page.setViewportSize({ width: 360, height: 740 });
    await everyView(page, 'pt-narrow');
    assert.deepEqual(await page.evaluate(() => window.violations), []);
    assert.deepEqual(said, []);
    assert.deepEqual(elsewhere, []);
    await page.evaluate(() => sessionStorage.clear());
    await page.goto(`${address.origin}/#overview`);
    await page.reload();
    await page.locator('#token').waitFor(within);
    await judge(page, 'without a token');
    await picture(browser);
  } finally {
    await browser.close();
  }
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
