// SPDX-License-Identifier: GPL-3.0-or-later
// What an owner meets when things go wrong: a model that fails, a server that restarts, a dead spot.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Server, accessible, answer, getLink, launch, noMistakes, person, picture, signIn } from './harness.mjs';

test('trouble', async (t) => {
  const server = await Server.start('[local]\nfailure_rate = 1.0\n[queue]\nmax_receive_count = 1\n');
  const browser = await launch();
  t.after(async () => { await browser.close(); await server.stop(); });
  const owner = await person(browser, server);
  await signIn(owner, 'Cleo');
  const link = await getLink(owner);
  for (const humor of ['wry', 'warm', 'odd']) {
    const friend = await person(browser, server);
    await answer(friend, link, humor);
    await friend.getByRole('heading', { name: 'Thank you!' }).waitFor();
    await friend.context().close();
  }

  await t.test('answers outlive a gateway that fails', async () => {
    const friend = await person(browser, server);
    const gateway = '<html><head><title>504</title></head><body><main id="main">Time-out</main></body></html>';
    const replies = [{ status: 502, contentType: 'application/json', body: '{}' }, { status: 504, contentType: 'text/html', body: gateway },
      { status: 413, contentType: 'application/problem+json', body: '{}' }];
    await friend.route('**/s/*', (route) => {
      if (route.request().method() !== 'POST' || replies.length === 0) return route.continue();
      return route.fulfill(replies.shift());
    });
    await answer(friend, link, 'sly');
    const humor = friend.getByLabel('How would you describe their sense of humor?');
    const send = friend.getByRole('button', { name: 'Send my answers' });
    while (replies.length > 0) {
      await friend.getByText('That did not get through.').waitFor();
      assert.equal(await humor.inputValue(), 'sly');
      await send.click();
    }
    await friend.getByText('That did not get through.').waitFor();
    await friend.reload(); // and even a closed page
    assert.equal(await humor.inputValue(), 'sly');
    await send.click();
    await friend.getByRole('heading', { name: 'Thank you!' }).waitFor();
    await friend.context().close();
  });

  await t.test('a failed persona says so, and is made after all', async () => {
    const again = owner.getByRole('button', { name: 'Try again' });
    await again.waitFor({ timeout: 30000 });
    await accessible(owner, 'failed');
    await picture(owner, 'me-failed-phone');
    await server.restart('[local]\nlatency = "300ms"\n');
    await again.click(); // signed in as before: the session outlives the server
    await owner.locator('#live[data-status="ready"]').waitFor({ timeout: 30000 });
    assert.equal(await owner.locator('.confetti').count(), 0); // less motion was asked for
  });

  await t.test('a busy model: the message is sent again by itself', async () => {
    let refusals = 0;
    await owner.route('**/me/chat', (route) => {
      if (refusals++ > 0) return route.continue();
      return route.fulfill({ status: 503, headers: { 'Retry-After': '1' }, contentType: 'application/json', body: '{}' });
    });
    await owner.getByLabel('Your message').fill('are you there?');
    await owner.getByRole('button', { name: 'Send', exact: true }).click();
    await owner.getByText('Many are talking right now').waitFor();
    await owner.locator('.messages .theirs').waitFor();
    await owner.unroute('**/me/chat');
  });

  await t.test('a message into a dead spot is kept', async () => {
    await owner.context().setOffline(true);
    await owner.getByLabel('Your message').fill('hello from the tunnel');
    await owner.getByRole('button', { name: 'Send', exact: true }).click();
    await owner.getByText('That did not get through.').waitFor();
    assert.equal(await owner.getByLabel('Your message').inputValue(), 'hello from the tunnel');
    await owner.context().setOffline(false);
    noMistakes(owner);
  });

  await t.test('waiting owners ask seldom, and nobody asks for a hidden page', async () => {
    const waiting = await person(browser, server);
    await signIn(waiting, 'Dora');
    await getLink(waiting);
    const looks = [];
    waiting.on('response', (response) => {
      if (response.url().endsWith('/me/live')) looks.push([response.status(), Date.now()]);
    });
    await waiting.waitForResponse((response) => response.url().endsWith('/me/live') && response.status() === 304, { timeout: 40000 });
    const [first, second] = looks;
    assert.ok(second[1] - first[1] > 6000, `asked again after ${second[1] - first[1]} ms`);
  });
});
