// SPDX-License-Identifier: GPL-3.0-or-later
// The card as a picture of 1080 × 1920, the shape of a story, drawn from what stands on the page.
const width = 1080;
const margin = 72;
const family = 'system-ui, -apple-system, "Segoe UI", Roboto, sans-serif';

function linesOf(canvas, text, room) {
  const lines = [];
  let line = '';
  for (const word of text.split(/\s+/)) {
    const longer = line ? `${line} ${word}` : word;
    if (line && canvas.measureText(longer).width > room) {
      lines.push(line);
      line = word;
    } else {
      line = longer;
    }
  }
  return line ? [...lines, line] : lines;
}

function background(canvas, height) {
  const glow = canvas.createLinearGradient(0, 0, width, height);
  glow.addColorStop(0, '#c02b63');
  glow.addColorStop(0.55, '#7a2c95');
  glow.addColorStop(1, '#46309c');
  canvas.fillStyle = glow;
  canvas.fillRect(0, 0, width, height);
}

function paragraph(canvas, text, y, size, weight, most) {
  canvas.font = `${weight} ${size}px ${family}`;
  const leading = size * 1.35;
  const lines = linesOf(canvas, text, width - 2 * margin).slice(0, most);
  lines.forEach((line, i) => canvas.fillText(line, margin, y + i * leading));
  return y + lines.length * leading;
}

// As large as it fits.
function fitted(canvas, text, x, y, size, weight, room) {
  let chosen = size;
  do canvas.font = `${weight} ${chosen}px ${family}`;
  while (canvas.measureText(text).width > room && --chosen > 20);
  canvas.fillText(text, x, y + (size - chosen) / 2, room);
}

function trait(canvas, x, y, room, label, value) {
  canvas.fillStyle = '#2b0f4599';
  canvas.beginPath();
  canvas.roundRect(x, y, room, 120, 28);
  canvas.fill();
  canvas.fillStyle = '#fff';
  fitted(canvas, label, x + 30, y + 20, 30, 400, room - 60);
  fitted(canvas, value, x + 30, y + 60, 36, 650, room - 60);
}

export async function drawCard(card) {
  const portrait = card.querySelector('.portrait');
  await portrait.decode();
  const text = (selector) => card.querySelector(selector)?.textContent ?? '';
  const traits = [...card.querySelectorAll('.traits div')];
  const sheet = document.createElement('canvas');
  sheet.width = width;
  sheet.height = 1920;
  const canvas = sheet.getContext('2d');
  canvas.textBaseline = 'top';
  background(canvas, sheet.height);
  canvas.drawImage(portrait, 0, 0, width, width);
  canvas.fillStyle = '#fff';
  let y = paragraph(canvas, text('.kicker').toUpperCase(), width + 60, 30, 650, 1);
  fitted(canvas, text('.card-name'), margin, y + 6, 84, 750, width - 2 * margin);
  y = paragraph(canvas, text('.motto'), y + 120, 42, 400, 4);
  const room = (width - 2 * margin - 24) / 2;
  traits.forEach((part, i) => trait(canvas, margin + (i % 2) * (room + 24), y + 28 + Math.floor(i / 2) * 144, room,
    part.querySelector('dt').textContent, part.querySelector('dd').textContent));
  canvas.fillStyle = '#fff';
  canvas.font = `650 30px ${family}`;
  canvas.textAlign = 'right';
  canvas.fillText(text('.made'), width - margin, sheet.height - 66);
  return new Promise((resolve) => { sheet.toBlob(resolve, 'image/png'); });
}
