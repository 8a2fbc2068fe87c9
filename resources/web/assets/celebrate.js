// SPDX-License-Identifier: GPL-3.0-or-later
// A persona arrives. Whoever asked for less motion gets the card and the words, without the rest.
const colors = ['#e2467a', '#f6a5c0', '#7a2c95', '#ffb84d', '#4fb7a5', '#5b6ee1'];

export function celebrate(live) {
  if (matchMedia('(prefers-reduced-motion: reduce)').matches) return;
  live.classList.add('arriving');
  const sky = document.createElement('div');
  sky.className = 'confetti';
  sky.setAttribute('aria-hidden', 'true');
  for (let i = 0; i < 70; i++) {
    const piece = document.createElement('i');
    piece.style.left = `${Math.random() * 100}%`;
    piece.style.background = colors[i % colors.length];
    sky.append(piece);
    const sway = (Math.random() - 0.5) * 240;
    const turns = (Math.random() - 0.5) * 1800;
    piece.animate(
      [{ transform: 'none' }, { transform: `translate(${sway}px, 110vh) rotate(${turns}deg)` }],
      { duration: 2200 + Math.random() * 1800, delay: Math.random() * 500, easing: 'cubic-bezier(.2,.6,.6,1)', fill: 'both' });
  }
  document.body.append(sky);
  setTimeout(() => { sky.remove(); live.classList.remove('arriving'); }, 5000);
}
