// SPDX-License-Identifier: GPL-3.0-or-later
// Copying and sharing addresses.

async function copy(button) {
  const field = document.getElementById(button.dataset.copy);
  try {
    await navigator.clipboard.writeText(field.value);
  } catch { // no permission, or not a secure origin
    field.select();
    document.execCommand('copy');
  }
  const label = button.textContent;
  button.textContent = button.dataset.done;
  document.getElementById('announce').textContent = button.dataset.done;
  setTimeout(() => { button.textContent = label; }, 2000);
}

async function share(button) {
  try {
    await navigator.share({ text: button.dataset.text, url: button.dataset.share });
  } catch { /* they thought better of it */ }
}

export function enableSharing() {
  for (const button of document.querySelectorAll('button[data-share]')) button.hidden = !navigator.share;
}

document.addEventListener('click', (event) => {
  const copying = event.target.closest('button[data-copy]');
  if (copying) copy(copying);
  const sharing = event.target.closest('button[data-share]');
  if (sharing) share(sharing);
});
