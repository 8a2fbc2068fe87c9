// SPDX-License-Identifier: GPL-3.0-or-later
// Looks again while something is under way, as seldom as the server says (Retry-After grows with the queue), less and
// less often while nothing changes, and not at all while nobody is looking.
import { celebrate } from './celebrate.js';

const slowest = 60000;

function openDetails(root) {
  return [...root.querySelectorAll('details[open][id]')].map((part) => part.id);
}

function replace(live, html, enliven) {
  const open = openDetails(live);
  const focused = document.activeElement && live.contains(document.activeElement) ? document.activeElement.id : '';
  live.innerHTML = html; // our own server's part of this page, escaped there
  for (const id of open) document.getElementById(id)?.setAttribute('open', '');
  if (focused) document.getElementById(focused)?.focus();
  enliven();
}

function announce(live) {
  const message = document.getElementById('progress-message')?.textContent ?? '';
  document.getElementById('announce').textContent = navigator.onLine ? message : live.dataset.offline;
}

export function watch(live, enliven) {
  let pause = Number(live.dataset.again);
  let etag = '';
  let timer = 0;
  let status = live.dataset.status;

  function plan(milliseconds) {
    clearTimeout(timer);
    if (milliseconds > 0) timer = setTimeout(look, milliseconds * (0.9 + Math.random() * 0.2));
  }

  function arrived() {
    celebrate(live);
    document.getElementById('card')?.scrollIntoView({ block: 'center' });
  }

  async function look() {
    if (document.hidden) return; // visibilitychange goes on
    let answer;
    try {
      answer = await fetch('/me/live', { headers: etag ? { 'If-None-Match': etag } : {}, cache: 'no-store' });
    } catch {
      announce(live);
      return plan(Math.min((pause = pause * 2), slowest)); // 'online' goes on sooner
    }
    if (answer.redirected) return location.reload(); // signed out meanwhile
    const wait = Number(answer.headers.get('Retry-After') ?? 10) * 1000;
    if (answer.status === 200) {
      etag = answer.headers.get('ETag') ?? '';
      pause = wait;
      const before = status;
      status = answer.headers.get('X-Status') ?? status;
      live.dataset.status = status;
      replace(live, await answer.text(), enliven);
      announce(live);
      if (before !== 'ready' && status === 'ready') arrived();
    } else if (answer.status !== 204 && wait > 0) {
      pause = Math.min(Math.max(wait, pause * 1.3), slowest); // 304, or the server is busy
    } else {
      pause = wait;
    }
    plan(pause);
  }

  document.addEventListener('visibilitychange', () => { if (!document.hidden && pause > 0) plan(200); });
  addEventListener('online', () => { if (pause > 0) plan(200); });
  plan(pause);
}
