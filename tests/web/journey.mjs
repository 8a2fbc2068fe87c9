// SPDX-License-Identifier: GPL-3.0-or-later
// From signing in to a published card, with three friends in browsers of their own.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Server, answer, desktop, getLink, launch, noMistakes, person, phone, picture, signIn, webFolder } from './harness.mjs';

const friends = [
  { humor: 'Laughs like a kettle on the hob', striking: 'Plays the guitar at every campfire', quotes: true, viewport: phone },
  { humor: 'Deadpan at the worst moments', striking: 'Bakes bread for the whole street', quotes: false, viewport: desktop },
  { humor: 'Dry as toast and twice as warm', striking: 'Remembers every birthday', quotes: false, viewport: phone },
];

test('the whole journey', async (t) => {
  const server = await Server.start('[local]\nlatency = "700ms"\n');
  const browser = await launch();
  t.after(async () => { await browser.close(); await server.stop(); });
  const owner = await person(browser, server, { reducedMotion: 'no-preference', permissions: ['clipboard-read', 'clipboard-write'] });
  await signIn(owner, 'Ann');
  const link = await getLink(owner);

  await t.test('sharing the survey', async () => {
    assert.match(link, /^http:\/\/127\.0\.0\.1:\d+\/s\/[0-9a-f-]{36}$/);
    await owner.getByRole('button', { name: 'Copy' }).click();
    await owner.getByRole('button', { name: 'Copied' }).waitFor();
    assert.equal(await owner.evaluate(() => navigator.clipboard.readText()), link);
    await owner.getByText('Show as QR code').click();
    await owner.getByRole('img', { name: "QR code of the survey's address" }).waitFor();
    await picture(owner, 'me-sharing-phone');
  });

  const seen = new Set();
  await owner.exposeFunction('sawMessage', (text) => seen.add(text));
  await owner.evaluate(() => {
    const tell = () => globalThis.sawMessage(document.getElementById('progress-message')?.textContent ?? '');
    new MutationObserver(tell).observe(document.getElementById('live'), { childList: true, subtree: true });
    tell();
  });

  await t.test('three friends answer', async () => {
    for (const [i, friend] of friends.entries()) {
      const page = await person(browser, server, { viewport: friend.viewport });
      await answer(page, link, friend.humor, friend);
      await page.getByRole('heading', { name: 'Thank you!' }).waitFor();
      if (i < 2) { // the owner sees it arrive, without doing anything
        const left = i === 0 ? '2 more answers, and it begins.' : 'One more answer, and it begins.';
        await owner.locator('#progress-message', { hasText: left }).waitFor();
      }
      noMistakes(page);
      await page.context().close();
    }
  });

  await t.test('the persona comes alive', async () => {
    await owner.locator('.confetti').waitFor({ state: 'attached', timeout: 30000 });
    await owner.locator('#live[data-status="ready"]').waitFor();
    const text = [...seen].join('\n');
    assert.match(text, /In the queue\. Expected wait: |Being written right now|being painted right now/);
    await owner.getByRole('img', { name: 'The persona card of Ann' }).waitFor();
    assert.ok(await owner.evaluate(() => document.querySelector('.portrait').naturalWidth > 100));
    assert.match(await owner.locator('.motto').textContent(), /^You are /);
  });

  await t.test('only what a friend allowed is quoted', async () => {
    const text = await owner.locator('main').innerText();
    assert.ok(text.includes(friends[0].humor));
    for (const friend of friends.slice(1)) {
      const html = await owner.content();
      assert.ok(!html.includes(friend.humor) && !html.includes(friend.striking));
    }
  });

  await t.test('the card as a picture', async () => {
    const [download] = await Promise.all([
      owner.waitForEvent('download'),
      owner.getByRole('button', { name: 'Download the card' }).click(),
    ]);
    assert.equal(download.suggestedFilename(), 'persona-card.png');
    const file = join(webFolder, 'pictures/card.png');
    await download.saveAs(file);
    const bytes = readFileSync(file);
    assert.equal(bytes.subarray(1, 4).toString(), 'PNG');
    assert.deepEqual([bytes.readUInt32BE(16), bytes.readUInt32BE(20)], [1080, 1920]);
  });

  await t.test('a conversation', async () => {
    await owner.getByLabel('Your message').fill('Hello, who are you?');
    await owner.getByLabel('Your message').press('Enter');
    await owner.locator('.messages .theirs').waitFor();
    await owner.getByText('Thinking …').waitFor({ state: 'hidden' });
    await owner.reload();
    assert.equal(await owner.locator('.messages li').count(), 2);
    assert.match(await owner.locator('.messages .mine').textContent(), /Hello, who are you\?/);
  });

  await t.test('publishing and taking back', async () => {
    const stranger = await person(browser, server, { viewport: desktop });
    await owner.getByRole('button', { name: 'Publish the card' }).click();
    const address = await owner.getByLabel("The card's address").inputValue();
    await stranger.goto(address);
    await stranger.getByRole('img', { name: 'The persona card of Ann' }).waitFor();
    const image = await stranger.locator('meta[property="og:image"]').getAttribute('content');
    assert.equal((await fetch(image)).headers.get('content-type'), 'image/png');
    await picture(stranger, 'public-card-desktop');
    await owner.getByRole('button', { name: 'Make it private again' }).click();
    await owner.getByRole('button', { name: 'Publish the card' }).waitFor();
    assert.equal((await stranger.goto(address)).status(), 404);
    noMistakes(stranger);
  });

  await t.test('data taken along, and taken back', async () => {
    const [download] = await Promise.all([
      owner.waitForEvent('download'),
      owner.getByRole('link', { name: 'Download my data' }).click(),
    ]);
    const data = JSON.parse(readFileSync(await download.path(), 'utf8'));
    assert.equal(data.account.display_name, 'Ann');
    assert.equal(data.chat.length, 2);
    const portrait = data.persona.illustration_url;
    await owner.getByText('Delete this survey').click();
    await owner.getByRole('button', { name: 'Delete for good' }).click();
    await owner.getByRole('button', { name: 'Get my link' }).waitFor();
    for (const gone of [link, portrait]) assert.equal((await fetch(gone)).status, 404);
    noMistakes(owner);
  });
});
