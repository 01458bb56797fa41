// Draws the app's icons: the house's drawing of a call plan, in white on blue. Rectangles only, so no library is needed.
import { deflateSync } from "node:zlib";

const GRID = 24;
const SHAPES = [[9, 3, 15, 7], [3, 17, 9, 21], [15, 17, 21, 21], [11.5, 7, 12.5, 12], [5.5, 11.5, 18.5, 12.5],
  [5.5, 12, 6.5, 17], [17.5, 12, 18.5, 17]]; // left, top, right, bottom on the grid
const BLUE = [6, 111, 209, 255];
const WHITE = [255, 255, 255, 255];
const CLEAR = [255, 255, 255, 0];
const SAFE = 0.6; // of the icon's width: what every mask leaves uncut

const table = Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
  return value >>> 0;
});

const check = (content) => {
  let value = 0xffffffff;
  for (const byte of content) value = table[(value ^ byte) & 255] ^ (value >>> 8);
  return (value ^ 0xffffffff) >>> 0;
};

const chunk = (kind, content) => {
  const body = Buffer.concat([Buffer.from(kind), content]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(content.length, 0);
  frame.writeUInt32BE(check(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
};

const inside = (x, y) => SHAPES.some(([left, top, right, bottom]) => x >= left && x < right && y >= top && y < bottom);

// One PNG (RFC 2083): RGBA of 8 bits, no filter.
export const icon = (size, { background = BLUE, share = SAFE } = {}) => {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(size, 0);
  head.writeUInt32BE(size, 4);
  head.set([8, 6, 0, 0, 0], 8);
  const place = (at) => ((at + 0.5) / size - 0.5) / share * GRID + GRID / 2;
  const lines = [];
  for (let y = 0; y < size; y += 1) {
    lines.push(0);
    for (let x = 0; x < size; x += 1) lines.push(...(inside(place(x), place(y)) ? WHITE : background));
  }
  const signature = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);
  const pixels = deflateSync(Buffer.from(lines), { level: 9 });
  return Buffer.concat([signature, chunk("IHDR", head), chunk("IDAT", pixels), chunk("IEND", Buffer.alloc(0))]);
};

export const icons = () => ({
  "icon-180.png": icon(180), "icon-192.png": icon(192), "icon-512.png": icon(512),
  "badge-96.png": icon(96, { background: CLEAR, share: 0.9 }), // notifications use its shape only
});
