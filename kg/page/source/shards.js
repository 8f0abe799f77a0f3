// The search of pages that do not carry all names: it asks the server, or loads shards of a site, also from disk.

import { finder, folded, nearest } from "./find.js";

const FOUND = 12;

/** Return a search that asks the server: typed -> a promise of {found, total, href}. */
export function liveSearch(root) {
  return async typed => {
    const reply = await fetch(`${root}search?${new URLSearchParams({ q: typed })}`, { headers: { Accept: "application/json" } });
    const found = reply.ok ? (await reply.json()).map(entry => ({ ...entry, href: root + entry.address })) : [];
    return { found, total: found.length + 1, href: `${root}search?${new URLSearchParams({ q: typed })}` };
  };
}

/** Return a search over the shards of a site: scripts that call two global functions, since a page from disk may fetch nothing. */
export function shardSearch(root, load) {
  const shards = new Map(), loading = new Map();
  let index;
  globalThis.papergraphShards = beginnings => { index = new Map(Object.entries(beginnings)); };
  globalThis.papergraphShard = (number, rows) => shards.set(number, rows);
  const once = name => {
    if (!loading.has(name)) loading.set(name, load(`search/${name}.js`));
    return loading.get(name);
  };
  return async typed => {
    const words = folded(typed).split(" ").filter(Boolean);
    if (!words.length) return { found: [] };
    await once("index");
    const keys = words.map(word => beginning(word, index)).sort((one, other) => other.length - one.length);
    const numbers = index.get(keys[0]) ?? [];
    await Promise.all(numbers.map(once));
    const rows = new Map(numbers.flatMap(number => shards.get(number)).map(row => [row[2], row]));
    const entries = [...rows.values()].flatMap(([, name, link, others, papers]) => [name, ...others].map(each => ({ node: link, name: each, papers })));
    const shown = ({ node, name }) => {
      const [label, own, link, , papers] = rows.get(node);
      return { label, name: own, also: name === own ? "" : name, papers, href: root + link };
    };
    const all = finder(entries)(typed, Infinity);
    return { found: all.slice(0, FOUND).map(shown), near: all.length ? [] : nearest(entries)(typed).map(shown), total: all.length };
  };
}

/** Return the longest beginning of a word that is in the index. */
function beginning(word, index) {
  const letters = [...word];
  for (let length = letters.length; length > 0; length--) {
    const key = letters.slice(0, length).join("");
    if (index.has(key)) return key;
  }
  return "";
}
