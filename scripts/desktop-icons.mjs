// @ts-check
// Draws the application icons from resources/icons/icon.svg: `node scripts/desktop-icons.mjs`.
// The results are in the repository, so that a build needs no browser; run this after changing the drawing.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from '@playwright/test';

const folder = join(import.meta.dirname, '..', 'resources', 'icons');
const svg = readFileSync(join(folder, 'icon.svg'), 'utf8');

/** What Windows asks for, from the title bar to the desktop at 200 %. Unit: pixels. */
const ICO_SIZES = [16, 24, 32, 48, 64, 256];
/** The types of macOS that hold a PNG, and their pixels. */
const ICNS_TYPES = /** @type {const} */ ([
  ['ic07', 128],
  ['ic08', 256],
  ['ic09', 512],
  ['ic10', 1024],
  ['ic11', 32],
  ['ic12', 64],
]);
/** For Linux, and the window itself. */
const PNG_SIZE = 512;

/**
 * @param {import('@playwright/test').Page} page
 * @param {number} size
 */
async function draw(page, size) {
  await page.setViewportSize({ width: size, height: size });
  // Windows and Linux have no margin of their own around icons, and at small sizes every pixel counts.
  const box = size <= 64 ? '92 92 840 840' : '0 0 1024 1024';
  const drawing = svg.replace('viewBox="0 0 1024 1024"', `viewBox="${box}" width="${size}" height="${size}"`);
  await page.setContent(`<style>html,body{margin:0}svg{display:block}</style>${drawing}`);
  return page.screenshot({ omitBackground: true });
}

/**
 * One directory entry and one PNG per size.
 * @see https://learn.microsoft.com/en-us/previous-versions/ms997538(v=msdn.10)
 * @param {readonly { size: number, png: Buffer }[]} images
 */
function toIco(images) {
  const header = Buffer.alloc(6 + 16 * images.length);
  header.writeUInt16LE(1, 2);
  header.writeUInt16LE(images.length, 4);
  let offset = header.length;
  for (const [index, { size, png }] of images.entries()) {
    const entry = 6 + 16 * index;
    // One byte each for width and height: 256 is written as 0.
    header.writeUInt8(size % 256, entry);
    header.writeUInt8(size % 256, entry + 1);
    header.writeUInt16LE(1, entry + 4);
    header.writeUInt16LE(32, entry + 6);
    header.writeUInt32LE(png.length, entry + 8);
    header.writeUInt32LE(offset, entry + 12);
    offset += png.length;
  }
  return Buffer.concat([header, ...images.map(({ png }) => png)]);
}

/**
 * Blocks of type, length and PNG.
 * @param {readonly { type: string, png: Buffer }[]} images
 */
function toIcns(images) {
  const blocks = images.map(({ type, png }) => block(type, png));
  return block('icns', Buffer.concat(blocks));
}

/** @param {string} type @param {Buffer} content */
function block(type, content) {
  const head = Buffer.alloc(8);
  head.write(type, 'latin1');
  head.writeUInt32BE(content.length + 8, 4);
  return Buffer.concat([head, content]);
}

const executablePath = process.env['CHROMIUM_PATH'];
const browser = await chromium.launch({
  ...(executablePath === undefined ? {} : { executablePath }),
  args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
});
const page = await browser.newPage();
const sizes = new Set([PNG_SIZE, ...ICO_SIZES, ...ICNS_TYPES.map(([, size]) => size)]);
/** @type {Map<number, Buffer>} */
const drawn = new Map();
for (const size of sizes) drawn.set(size, await draw(page, size));
await browser.close();

/** @param {number} size */
const pngOf = (size) => drawn.get(size) ?? Buffer.alloc(0);
const files = {
  'icon.png': pngOf(PNG_SIZE),
  'icon.ico': toIco(ICO_SIZES.map((size) => ({ size, png: pngOf(size) }))),
  'icon.icns': toIcns(ICNS_TYPES.map(([type, size]) => ({ type, png: pngOf(size) }))),
};
for (const [name, content] of Object.entries(files)) {
  writeFileSync(join(folder, name), content);
  console.log(`resources/icons/${name}  ${Math.ceil(content.length / 1024)} KB`);
}
