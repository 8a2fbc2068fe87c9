// SPDX-License-Identifier: GPL-3.0-or-later
// What friends meet besides the survey itself: doors that are shut, dead spots, a rush, and no script at all.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Server, answer, getLink, launch, noMistakes, person, picture, signIn } from './harness.mjs';

test('friends', async (t) => {
  const server = await Server.start();
  const browser = await launch();
  t.after(async () => { await browser.close(); await server.stop(); });
  const owner = await person(browser, server);
  await signIn(owner, 'Ben');
  const link = await getLink(owner);

  await t.test('answering twice', async () => {
    const friend = await person(browser, server);
    await answer(friend, link, 'quick');
    await friend.getByRole('heading', { name: 'Thank you!' }).waitFor();
    await picture(friend, 'thanks-phone');
    await friend.goto(link);
    await friend.getByRole('heading', { name: 'You have answered already' }).waitFor();
    noMistakes(friend);
  });

  await t.test('two tabs of one friend', async () => {
    const friend = await person(browser, server);
    await friend.goto(link);
    const second = await friend.context().newPage();
    await answer(second, link, 'once');
    await second.getByRole('heading', { name: 'Thank you!' }).waitFor();
    await friend.getByLabel('How would you describe their sense of humor?').fill('twice');
    await friend.getByRole('button', { name: 'Send my answers' }).click();
    await friend.getByRole('heading', { name: 'You have answered already' }).waitFor();
  });

  await t.test('a slip is explained, and nothing is lost', async () => {
    const friend = await person(browser, server);
    await friend.goto(link);
    await friend.getByRole('button', { name: 'Send my answers' }).click();
    await friend.getByText('answer at least one question').waitFor();
    await friend.getByLabel('How would you describe their sense of humor?').fill('kind');
    await friend.getByRole('button', { name: 'Send my answers' }).click();
    await friend.getByRole('heading', { name: 'Thank you!' }).waitFor();
  });

  await t.test('offline, and back', async () => {
    const friend = await person(browser, server);
    await friend.goto(link);
    await friend.context().setOffline(true);
    await friend.getByLabel('How would you describe their sense of humor?').fill('from a tunnel');
    await friend.getByRole('button', { name: 'Send my answers' }).click();
    await friend.getByText('You seem to be offline.').waitFor();
    await picture(friend, 'offline-phone');
    await friend.context().setOffline(false); // no click: it goes by itself
    await friend.getByRole('heading', { name: 'Thank you!' }).waitFor();
    noMistakes(friend);
  });

  await t.test('a reload keeps what was written', async () => {
    const friend = await person(browser, server);
    await friend.goto(link);
    await friend.getByLabel("What's the most striking thing about them?").fill('half a sentence');
    await friend.getByLabel('Calm', { exact: true }).check();
    await friend.reload();
    assert.equal(await friend.getByLabel("What's the most striking thing about them?").inputValue(), 'half a sentence');
    assert.ok(await friend.getByLabel('Calm', { exact: true }).isChecked());
  });

  await t.test('a rush', async () => {
    const friend = await person(browser, server);
    let refusals = 0;
    await friend.route(link, (route) => {
      if (route.request().method() !== 'POST' || refusals++ > 0) return route.continue();
      return route.fulfill({ status: 503, headers: { 'Retry-After': '1' }, contentType: 'text/html', body: '' });
    });
    await answer(friend, link, 'patient');
    await friend.getByText('Very many friends are answering right now.').waitFor();
    await friend.getByRole('heading', { name: 'Thank you!' }).waitFor();
  });

  await t.test('by keyboard alone', async () => {
    const friend = await person(browser, server);
    await friend.goto(link);
    await friend.keyboard.press('Tab');
    assert.equal(await friend.evaluate(() => document.activeElement.className), 'skip');
    await friend.getByLabel('How would you describe their sense of humor?').focus();
    await friend.keyboard.type('typed');
    await friend.keyboard.press('Tab');
    await friend.keyboard.press('ArrowRight');
    const chosen = await friend.evaluate(() => document.querySelector('input[name=q2]:checked')?.value);
    assert.ok(chosen);
    for (let i = 0; i < 4; i++) await friend.keyboard.press('Tab');
    assert.equal(await friend.evaluate(() => document.activeElement.textContent), 'Send my answers');
    await friend.keyboard.press('Enter');
    await friend.getByRole('heading', { name: 'Thank you!' }).waitFor();
    assert.equal(await friend.evaluate(() => document.activeElement.id), 'main'); // what is new is read out
  });

  await t.test('without a script', async () => {
    const friend = await person(browser, server, { javaScriptEnabled: false });
    await friend.goto(link);
    await friend.getByRole('button', { name: 'Send my answers' }).click();
    await friend.getByRole('alert').waitFor();
    await answer(friend, link, 'plain and simple', { quotes: true });
    await friend.getByRole('heading', { name: 'Thank you!' }).waitFor();
    const ownerWithout = await person(browser, server, { javaScriptEnabled: false });
    await signIn(ownerWithout, 'Noa');
    await getLink(ownerWithout);
    await ownerWithout.getByRole('button', { name: 'Close this survey' }).click();
    await ownerWithout.getByText('this survey is closed').waitFor();
  });

  await t.test('no such survey, and a closed one', async () => {
    const friend = await person(browser, server);
    await friend.goto('/s/01890000-0000-7000-8000-000000000000');
    await friend.getByRole('heading', { name: 'There is no such survey' }).waitFor();
    await friend.goto(link);
    await owner.reload();
    await owner.getByRole('button', { name: 'Close this survey' }).click();
    await owner.getByText('this survey is closed').waitFor();
    await friend.getByLabel('How would you describe their sense of humor?').fill('too late');
    await friend.getByRole('button', { name: 'Send my answers' }).click();
    await friend.getByRole('heading', { name: 'This survey is closed' }).waitFor();
    await friend.reload();
    await friend.getByRole('heading', { name: 'This survey is closed' }).waitFor();
  });
});
