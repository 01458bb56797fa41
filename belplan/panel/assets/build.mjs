// Bundles the panel's style sheet and scripts into ../static/built: only what the templates use of Tabler's styles,
// names with a hash of the content, and manifest.json saying which name stands for which.
import { build } from "esbuild";
import { icons } from "./icons.mjs";
import { PurgeCSS } from "purgecss";
import { createHash } from "node:crypto";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, gzipSync } from "node:zlib";

const assets = dirname(fileURLToPath(import.meta.url));
const panel = dirname(assets);
const built = join(panel, "static", "built");
const entries = ["panel.css", "panel.js", "theme.js", "app.js", "editor.js", "service-worker.js"];

const bundle = async (name) => {
  const result = await build({
    entryPoints: [join(assets, name)], bundle: true, minify: true, write: false, outfile: name,
    format: "iife", target: ["es2022", "chrome120", "firefox120", "safari17"], legalComments: "inline", logLevel: "warning",
  });
  return result.outputFiles[0].text;
};

const used = async (css) => {
  const [result] = await new PurgeCSS().purge({
    content: [`${panel}/**/*.html`, `${panel}/**/*.py`, `${assets}/*.js`],
    css: [{ raw: css }],
    safelist: { greedy: [/digits-/, /data-(js|open|bs-theme|dragging|moving)/] }, // attributes that only scripts set
    variables: false,
  });
  return result.css;
};

const store = async (name, text) => {
  const hash = createHash("sha256").update(text).digest("hex").slice(0, 8).toUpperCase();
  const stored = name.replace(".", `-${hash}.`);
  await writeFile(join(built, stored), text);
  await writeFile(join(built, `${stored}.gz`), gzipSync(text, { level: 9 }));
  await writeFile(join(built, `${stored}.br`), brotliCompressSync(text));
  return stored;
};

await rm(built, { recursive: true, force: true });
await mkdir(built, { recursive: true });
const manifest = {};
for (const name of entries) {
  const text = await bundle(name);
  manifest[name] = await store(name, name.endsWith(".css") ? await used(text) : text);
}
for (const [name, picture] of Object.entries(icons())) await writeFile(join(built, name), picture);
await writeFile(join(built, "manifest.json"), JSON.stringify(manifest, null, 1));
const sizes = await Promise.all(Object.values(manifest).map(async (f) => `${f} ${(await readFile(join(built, f))).length}`));
console.log(sizes.join("\n"));
