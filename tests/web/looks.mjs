// SPDX-License-Identifier: GPL-3.0-or-later
// Every page: accessible in light and dark, whole at every width, light enough for a slow phone. Its pictures are kept.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Server, accessible, desktop, fitsItsWidth, getLink, launch, noMistakes, person, phone, picture, readyOwner, signIn } from './harness.mjs';

const widths = [320, 390, 600, 768, 1280, 2560];
const mostBytes = 60 * 1024;

async function weigh(page, path) {
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  await session.send('Network.setCacheDisabled', { cacheDisabled: true });
  let bytes = 0;
  session.on('Network.loadingFinished', (event) => { bytes += event.encodedDataLength; });
  await page.goto(path, { waitUntil: 'networkidle' });
  await session.detach();
  return bytes;
}

test('looks', async (t) => {
  const server = await Server.start();
  const browser = await launch();
  t.after(async () => { await browser.close(); await server.stop(); });
  const { owner, link } = await readyOwner(browser, server, 'Ida', {});
  await owner.getByLabel('Your message').fill('What do you do when it rains?');
  await owner.getByRole('button', { name: 'Send', exact: true }).click();
  await owner.locator('.messages .theirs').waitFor();
  await owner.getByRole('button', { name: 'Publish the card' }).click();
  const card = await owner.getByLabel("The card's address").inputValue();
  const cookies = await owner.context().cookies();
  const beginner = await person(browser, server);
  await signIn(beginner, 'Kim');
  const early = await beginner.context().cookies();
  await getLink(beginner);
  const pages = [
    { name: 'home', path: '/', cookies: [] },
    { name: 'survey', path: link, cookies: [] },
    { name: 'missing', path: '/s/none', cookies: [] },
    { name: 'card', path: card, cookies: [] },
    { name: 'me-ready', path: '/me', cookies },
    { name: 'me-collecting', path: '/me', cookies: early },
    { name: 'chat-earlier', path: '/me/chat', cookies },
  ];
  for (const colorScheme of ['light', 'dark']) {
    for (const { name, path, cookies: given } of pages) {
      await t.test(`${name}, ${colorScheme}`, async () => {
        const visitor = await person(browser, server, { colorScheme });
        await visitor.context().addCookies(given);
        await visitor.goto(path);
        for (const width of widths) {
          await visitor.setViewportSize({ width, height: 800 });
          await fitsItsWidth(visitor, `${name} at ${width} px`);
        }
        await visitor.setViewportSize({ width: 320, height: 800 });
        await visitor.evaluate(() => { for (const part of document.querySelectorAll('details')) part.open = true; });
        await fitsItsWidth(visitor, `${name}, opened, at 320 px`);
        await accessible(visitor, `${name}, ${colorScheme}`);
        await visitor.goto(path);
        for (const [where, size] of [['phone', phone], ['desktop', desktop]]) {
          await visitor.setViewportSize(size);
          await picture(visitor, `${name}-${colorScheme}-${where}`);
        }
        noMistakes(visitor);
        await visitor.context().close();
      });
    }
  }
  await t.test('weight', async () => {
    for (const { name, path, cookies: given } of pages) {
      const visitor = await person(browser, server);
      await visitor.context().addCookies(given);
      const bytes = await weigh(visitor, path);
      console.log(`# ${name}: ${(bytes / 1024).toFixed(1)} KiB in all`);
      assert.ok(bytes > 1000 && bytes < mostBytes, `${name} has ${bytes} bytes`);
      await visitor.context().close();
    }
  });
});
