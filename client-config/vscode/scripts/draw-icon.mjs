// Draws icon.png: a flame over an open book, 128 × 128 pixels. Usage: node draw-icon.mjs FILE
import { writeFileSync } from 'node:fs';
import { crc32, deflateSync } from 'node:zlib';

const SIZE = 128;
const SAMPLES = 4; // per pixel and axis, for smooth edges

const inside = {
  card: (x, y) => Math.hypot(Math.max(Math.abs(x - 64) - 40, 0), Math.max(Math.abs(y - 64) - 40, 0)) < 24,
  // A drop: a circle that narrows to a point at the top.
  drop: (x, y, top, middle, radius) => {
    if (y > middle) return Math.hypot(x - 64, y - middle) < radius;
    if (y < top) return false;
    const rise = (y - top) / (middle - top);
    return Math.abs(x - 64 - 6 * Math.sin(Math.PI * rise)) < radius * rise ** 1.4;
  },
  // Two pages that bend down to the spine.
  book: (x, y) => {
    const across = Math.abs(x - 64);
    const bend = 8 * Math.cos((across / 42) * (Math.PI / 2)) ** 2;
    return across > 1.5 && across < 42 && y > 82 + bend && y < 100 + bend;
  },
};

function colour(x, y) {
  if (!inside.card(x, y)) return [0, 0, 0, 0];
  if (inside.book(x, y)) return [244, 241, 234, 255];
  if (inside.drop(x, y, 42, 66, 10)) return [255, 209, 102, 255];
  if (inside.drop(x, y, 16, 58, 23)) return [238, 76, 44, 255];
  return [31, 36, 48, 255];
}

function pixel(column, row) {
  const sum = [0, 0, 0, 0];
  for (let i = 0; i < SAMPLES * SAMPLES; i++) {
    const x = column + ((i % SAMPLES) + 0.5) / SAMPLES;
    const y = row + (Math.floor(i / SAMPLES) + 0.5) / SAMPLES;
    const [red, green, blue, alpha] = colour(x, y);
    sum[0] += red * alpha;
    sum[1] += green * alpha;
    sum[2] += blue * alpha;
    sum[3] += alpha;
  }
  const weight = sum[3] || 1;
  return [sum[0] / weight, sum[1] / weight, sum[2] / weight, sum[3] / SAMPLES ** 2].map(Math.round);
}

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type), data]);
  const size = Buffer.alloc(4);
  const check = Buffer.alloc(4);
  size.writeUInt32BE(data.length);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([size, body, check]);
}

const rows = Array.from({ length: SIZE }, (_, row) => [0, ...Array.from({ length: SIZE }, (_, column) => pixel(column, row)).flat()]);
const header = Buffer.alloc(13);
header.writeUInt32BE(SIZE, 0);
header.writeUInt32BE(SIZE, 4);
header.set([8, 6, 0, 0, 0], 8); // 8 bits, RGBA, no interlacing
const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const image = [signature, chunk('IHDR', header), chunk('IDAT', deflateSync(Buffer.from(rows.flat()), { level: 9 })), chunk('IEND', Buffer.alloc(0))];
writeFileSync(process.argv[2], Buffer.concat(image));
