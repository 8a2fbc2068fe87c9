// SPDX-License-Identifier: GPL-3.0-or-later
// The survey is a plain form. With a script it also survives a dead spot and a rush: answers stay on the page, and are
// sent when that is possible again.
const form = document.getElementById('survey');
const said = document.getElementById('said');
const button = form.querySelector('button.big');
const draftKey = `draft:${location.pathname}`;
let waiting = false; // for the network
let sending = false;

function saveDraft() {
  try {
    sessionStorage.setItem(draftKey, JSON.stringify([...new FormData(form)]));
  } catch { /* a private window may refuse */ }
}

function restoreDraft() {
  let draft = [];
  try {
    draft = JSON.parse(sessionStorage.getItem(draftKey) ?? '[]');
  } catch { /* as above */ }
  for (const [name, value] of draft) {
    const field = form.elements.namedItem(name);
    if (field instanceof RadioNodeList) field.value = value;
    else if (field?.type === 'checkbox') field.checked = true;
    else if (field && !field.value) field.value = value;
  }
}

function show(page) {
  document.title = page.title;
  const main = document.getElementById('main');
  main.replaceChildren(...page.getElementById('main').childNodes);
  scrollTo(0, 0);
  main.focus();
}

function pause(message) {
  said.textContent = message;
  sending = false;
  button.removeAttribute('aria-disabled');
}

async function send() {
  if (sending) return;
  sending = true;
  waiting = false;
  button.setAttribute('aria-disabled', 'true');
  said.textContent = form.dataset.sending;
  let answer;
  try {
    answer = await fetch(location.href, { method: 'POST', body: new URLSearchParams(new FormData(form)) });
  } catch {
    waiting = true;
    return pause(form.dataset.offline);
  }
  if (answer.status === 503 || answer.status === 429) {
    pause(form.dataset.busy);
    setTimeout(send, Number(answer.headers.get('Retry-After') ?? 2) * 1000 * (1 + Math.random()));
    return;
  }
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  // A server in trouble, or the page of some proxy: what was written must not go with the form.
  if (answer.status >= 500 || !page.getElementById('main')) return pause(form.dataset.failed);
  const problem = page.querySelector('#survey .error');
  if (answer.status === 422 && problem) return pause(problem.textContent);
  try {
    sessionStorage.removeItem(draftKey);
  } catch { /* as above */ }
  show(page);
}

form.addEventListener('submit', (event) => {
  event.preventDefault();
  send();
});
form.addEventListener('input', saveDraft);
addEventListener('online', () => { if (waiting) send(); });
restoreDraft();
