// SPDX-License-Identifier: GPL-3.0-or-later
// The owner's page works without any of this: here it becomes lively.
import { watch } from './live.js';
import { enableSharing } from './share.js';
import { enableChat } from './chat.js';
import { drawCard } from './card.js';

function enliven() {
  for (const button of document.querySelectorAll('button.script')) button.classList.add('on');
  enableSharing();
  enableChat();
}

async function download(button) {
  const blob = await drawCard(document.getElementById('card'));
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = button.dataset.download;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

document.addEventListener('click', (event) => {
  const button = event.target.closest('button[data-download]');
  if (button) download(button);
});

enliven();
watch(document.getElementById('live'), enliven);
