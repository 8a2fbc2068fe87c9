// SPDX-License-Identifier: GPL-3.0-or-later
// A server of our own, and browsers that visit it.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync, openSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const webFolder = process.env.REMIRAI_WEB ?? '';
export const chromiumPath = process.env.REMIRAI_CHROMIUM ?? '/usr/bin/chromium';
export const phone = { width: 390, height: 844 };
export const desktop = { width: 1280, height: 900 };

async function freePort() {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address();
  probe.close();
  await once(probe, 'close');
  return port;
}

// `remirai serve` over a temporary folder. Restarted, it keeps folder and port.
export class Server {
  static async start(config = '') {
    const server = new Server();
    server.folder = mkdtempSync(join(tmpdir(), 'remirai-web-'));
    server.port = await freePort();
    server.url = `http://127.0.0.1:${server.port}`;
    await server.run(config);
    return server;
  }

  async run(config) {
    const file = join(this.folder, 'test.toml');
    writeFileSync(file, `[server]\npublic_url = "${this.url}"\n${config}`);
    const log = openSync(join(this.folder, 'server.log'), 'a');
    this.process = spawn(process.env.REMIRAI_EXECUTABLE,
      ['serve', '--config', file, '--data-dir', this.folder, '--listen', `127.0.0.1:${this.port}`],
      { stdio: ['ignore', log, log] });
    for (let tries = 0; tries < 400; tries++) {
      if (this.process.exitCode !== null) break;
      const ready = await fetch(`${this.url}/readyz`).then((answer) => answer.ok, () => false);
      if (ready) return;
      await new Promise((resolve) => { setTimeout(resolve, 50); });
    }
    throw new Error(`the server did not start:\n${readFileSync(join(this.folder, 'server.log'), 'utf8')}`);
  }

  async end() {
    this.process.kill('SIGTERM');
    if (this.process.exitCode === null) await once(this.process, 'exit');
  }

  async restart(config) {
    await this.end();
    await this.run(config);
  }

  async stop() {
    await this.end();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

export async function launch() {
  const { chromium } = createRequire(`${webFolder}/`)('playwright-core');
  const isRoot = process.getuid() === 0; // the sandbox refuses root
  return chromium.launch({ executablePath: chromiumPath, args: isRoot ? ['--no-sandbox'] : [] });
}

// A person with a browser of their own. A message of the page's console that is an error fails the test: it is how a
// blocked script or style shows.
export async function person(browser, server, options = {}) {
  const context = await browser.newContext({ baseURL: server.url, viewport: phone, reducedMotion: 'reduce', ...options });
  context.setDefaultTimeout(15000);
  const page = await context.newPage();
  page.mistakes = [];
  page.on('pageerror', (error) => page.mistakes.push(String(error)));
  page.on('console', (message) => {
    const expected = /status of (401|404|409|410|422|429|503)|ERR_INTERNET_DISCONNECTED/.test(message.text());
    if (message.type() === 'error' && !expected) page.mistakes.push(message.text());
  });
  return page;
}

export function noMistakes(...pages) {
  for (const page of pages) assert.deepEqual(page.mistakes, []);
}

export async function signIn(page, name) {
  await page.goto('/');
  await page.getByLabel('Your first name').fill(name);
  await page.getByLabel('Your e-mail address').fill(`${name.toLowerCase()}@example.org`);
  await page.getByRole('button', { name: 'Start' }).click();
  await page.waitForURL('**/me');
}

export async function getLink(page) {
  await page.getByRole('button', { name: 'Get my link' }).click();
  return page.getByLabel('Send this address to your friends').inputValue();
}

export async function answer(page, link, humor, { stress = 'Calm', energy = 'Introverted', striking = '', quotes = false } = {}) {
  await page.goto(link);
  await page.getByLabel('How would you describe their sense of humor?').fill(humor);
  await page.getByLabel(stress, { exact: true }).check();
  await page.getByLabel(energy, { exact: true }).check();
  if (striking) await page.getByLabel("What's the most striking thing about them?").fill(striking);
  if (quotes) await page.getByRole('checkbox').check();
  await page.getByRole('button', { name: 'Send my answers' }).click();
}

// An owner whose persona is ready; their page is open.
export async function readyOwner(browser, server, name, options) {
  const owner = await person(browser, server, options);
  await signIn(owner, name);
  const link = await getLink(owner);
  const friends = ['dry, with perfect timing', 'puns, loud ones', 'silly dances at weddings'];
  for (const [i, humor] of friends.entries()) {
    const friend = await person(browser, server);
    await answer(friend, link, humor, { striking: 'plays the guitar and bakes bread', quotes: i === 0 });
    await friend.getByRole('heading', { name: 'Thank you!' }).waitFor();
    await friend.context().close();
  }
  await owner.locator('#live[data-status="ready"]').waitFor({ timeout: 30000 });
  return { owner, link };
}

export async function picture(page, name) {
  const folder = join(webFolder, 'pictures');
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
}

// axe-core's rules for WCAG 2.2 AA and good practice: none may be broken. Evaluated through the debugger, which the
// page's policy does not forbid.
export async function accessible(page, what) {
  const source = readFileSync(join(webFolder, 'node_modules/axe-core/axe.min.js'), 'utf8');
  await page.evaluate(source);
  const result = await page.evaluate(() => globalThis.axe.run());
  const broken = result.violations.map((rule) => `${what}: ${rule.id}: ${rule.help}: ${rule.nodes.map((node) => node.html).join(' | ')}`);
  assert.deepEqual(broken, []);
}

export async function fitsItsWidth(page, what) {
  const [inside, shown] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
  assert.ok(inside <= shown, `${what}: ${inside} px of content in ${shown} px`);
}
