// Build the scripts and the style sheet of the pages: `node build.mjs [FOLDER]`. The same sources give the same bytes.

import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

import { build } from "esbuild";

const SOURCE = dirname(fileURLToPath(import.meta.url));
const BUNDLE = resolve(process.argv[2] ?? join(SOURCE, "..", "bundle"));
const MOST = 120; // KB of all files together, gzipped
const ENTRIES = [
  { name: "app.js", entry: "app.js", format: "iife" },
  { name: "site.js", entry: "site.js", format: "iife" },
  { name: "query.js", entry: "query.js", format: "iife" },
  { name: "graph.js", entry: "graph/index.js", format: "iife", globalName: "papergraphGraph" },
  { name: "style.css", entry: "style.css" },
];

/** Build one file; return the names of the packages that went into it. */
async function bundle({ name, entry, ...options }) {
  const { outputFiles, metafile } = await build({
    ...options,
    absWorkingDir: SOURCE,
    entryPoints: [entry],
    bundle: true,
    charset: "utf8",
    legalComments: "none", // NOTICE has them
    metafile: true,
    minify: true,
    outfile: name,
    target: "es2022",
    write: false,
  });
  writeFileSync(join(BUNDLE, name), outputFiles[0].contents);
  const used = Object.keys(metafile.outputs[name].inputs);
  return used.flatMap((path) => /^node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1] ?? []);
}

/** Return the licences of packages, by name. */
function notice(packages) {
  const parts = packages.map((name) => {
    const folder = join(SOURCE, "node_modules", name);
    const { version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
    if (file === undefined) throw new Error(`${name} has no licence file`);
    const text = readFileSync(join(folder, file), "utf8").replaceAll("\r\n", "\n").trim();
    return `${name} ${version} (${license})\n\n${text}\n`;
  });
  return `The scripts in this folder contain these packages.\n\n${parts.join(`\n${"-".repeat(72)}\n\n`)}`;
}

/** Return one hash of all sources: of a line for each, its SHA-256 and its name, sorted by name. */
function hashOfSources() {
  const names = readdirSync(SOURCE, { recursive: true })
    .map((name) => name.replaceAll("\\", "/"))
    .filter((name) => /\.(js|mjs|css|json)$/.test(name) && !/\.test\.js$|(^|\/)node_modules\//.test(name))
    .sort();
  const lines = names.map((name) => `${sha256(readFileSync(join(SOURCE, name)))}  ${name}\n`);
  return `${sha256(lines.join(""))}\n`;
}

function sha256(content) {
  return createHash("sha256").update(content).digest("hex");
}

mkdirSync(BUNDLE, { recursive: true });
const packages = new Set();
let total = 0;
for (const entry of ENTRIES) {
  if (!existsSync(join(SOURCE, entry.entry))) {
    console.log(`${entry.name.padEnd(10)} left out: there is no ${entry.entry}`);
    continue;
  }
  for (const name of await bundle(entry)) packages.add(name);
  const content = readFileSync(join(BUNDLE, entry.name));
  const kilobytes = gzipSync(content, { level: 9 }).length / 1024;
  total += kilobytes;
  console.log(`${entry.name.padEnd(10)} ${kilobytes.toFixed(1)} KB gzipped (${(content.length / 1024).toFixed(1)} KB)`);
}
writeFileSync(join(BUNDLE, "NOTICE"), notice([...packages].sort()));
writeFileSync(join(BUNDLE, "sources.sha256"), hashOfSources());
console.log(`${"together".padEnd(10)} ${total.toFixed(1)} KB gzipped, of at most ${MOST}`);
if (total > MOST) process.exitCode = 1;
