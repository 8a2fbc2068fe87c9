// SPDX-License-Identifier: GPL-3.0-or-later
// The chat without leaving the page.
const patience = 5; // tries while the model is busy

function add(list, side, speaker, text) {
  const item = document.createElement('li');
  item.className = side;
  const who = document.createElement('span');
  who.className = 'visually-hidden';
  who.textContent = `${speaker}: `;
  item.append(who, text);
  list.append(item);
  list.scrollTop = list.scrollHeight;
  return item;
}

async function ask(form, message, say) {
  for (let tries = 0; tries < patience; tries++) {
    const answer = await fetch(form.action, {
      method: 'POST',
      headers: { Accept: 'application/json' },
      body: new URLSearchParams({ message }),
    });
    if (answer.redirected) location.reload(); // signed out meanwhile
    if (answer.ok) return (await answer.json()).response;
    if (answer.status !== 503 && answer.status !== 429) break;
    say(form.dataset.wait);
    const wait = Number(answer.headers.get('Retry-After') ?? 2) * 1000;
    await new Promise((resolve) => { setTimeout(resolve, wait); });
  }
  throw new Error('no answer');
}

async function send(form) {
  const button = form.querySelector('button');
  const field = form.elements.namedItem('message');
  const message = field.value.trim();
  if (!message || button.getAttribute('aria-disabled') === 'true') return;
  const list = document.getElementById('messages');
  const said = document.getElementById('chat-said');
  const say = (text) => { said.textContent = text; };
  button.setAttribute('aria-disabled', 'true');
  const mine = add(list, 'mine', form.dataset.you, message);
  field.value = '';
  say(form.dataset.thinking);
  try {
    const reply = await ask(form, message, say);
    add(list, 'theirs', form.dataset.name, reply);
    say('');
  } catch {
    mine.remove();
    field.value = message;
    say(form.dataset.failed);
  }
  button.removeAttribute('aria-disabled');
  field.focus();
}

async function showEarlier(link) {
  const answer = await fetch(link.href);
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  const list = document.getElementById('messages');
  const top = list.scrollHeight;
  list.prepend(...page.querySelectorAll('.messages > li'));
  list.scrollTop = list.scrollHeight - top;
  const next = page.getElementById('earlier');
  if (next) link.href = next.getAttribute('href');
  else link.closest('p').remove();
}

export function enableChat() {
  const list = document.getElementById('messages');
  if (list) list.scrollTop = list.scrollHeight;
}

document.addEventListener('submit', (event) => {
  if (event.target.id !== 'chat-form') return;
  event.preventDefault();
  send(event.target);
});
document.addEventListener('keydown', (event) => {
  if (event.target.id !== 'message' || event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  event.target.form.requestSubmit();
});
document.addEventListener('click', (event) => {
  const link = event.target.closest('#earlier');
  if (!link) return;
  event.preventDefault();
  showEarlier(link);
});
