// Search: a plain scan over folded names.

const PLAIN = { "ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "ı": "i" }; // letters that have no accent to take off

/** Return a text as it is compared: without accents, in lower case, runs of other characters than letters and digits as one space. */
export function folded(text) {
  return text.normalize("NFKD").replace(/\p{Mn}/gu, "").normalize("NFKC").toLowerCase().replace(/[øłđæœı]/g, letter => PLAIN[letter]).replace(/[^\p{L}\p{N}]+/gu, " ").trim();
}

/**
 * Return a function from what is typed to the entries that match, the best first: names that begin so, then words that begin so, then names
 * with it anywhere, then those with a word that begins like each of the words; each group by the number of papers, then by name. `entries` are [{name, papers, …}] with names as they are shown; an entry
 * with `of` is another name of that entry.
 */
export function finder(entries) {
  const forms = entries.map(entry => ` ${folded(entry.name)}`);
  return (typed, limit = 12) => {
    const wanted = folded(typed);
    if (!wanted) return [];
    const groups = [[], [], [], []], word = ` ${wanted}`, words = wanted.split(" ").map(each => ` ${each}`);
    for (let at = 0; at < forms.length; at++) {
      const place = forms[at].indexOf(wanted);
      if (place >= 0) groups[place === 1 ? 0 : forms[at].includes(word) ? 1 : 2].push(at);
      else if (words.length > 1 && words.every(each => forms[at].includes(each))) groups[3].push(at);
    }
    const found = new Map();
    for (const [group, same] of groups.entries()) {
      const exact = at => (forms[at] === word ? 0 : 1);
      same.sort((one, other) => (group ? 0 : exact(one) - exact(other)) || entries[other].papers - entries[one].papers || (forms[one] < forms[other] ? -1 : 1));
      for (const at of same) {
        const node = entries[at].node;
        if (!found.has(node)) found.set(node, entries[at]);
        if (found.size === limit) return [...found.values()];
      }
    }
    return [...found.values()];
  };
}

/**
 * Return a function from what is typed to the entries with names most like it, for a word that nothing has. Likeness is Dice's coefficient of
 * the pairs of letters (Dice 1945).
 */
export function nearest(entries, least = 0.6) {
  const forms = entries.map(entry => folded(entry.name));
  return (typed, limit = 6) => {
    const wanted = folded(typed);
    if (wanted.length < 4) return [];
    const pairs = pairsOf(wanted), found = [];
    for (let at = 0; at < forms.length; at++) {
      const form = forms[at];
      if (form.length < wanted.length * 0.6 || form.length > wanted.length * 1.6) continue;
      const left = new Map(pairs);
      let shared = 0;
      for (let place = 1; place < form.length; place++) {
        const pair = form.slice(place - 1, place + 1), count = left.get(pair) ?? 0;
        if (count > 0) { shared++; left.set(pair, count - 1); }
      }
      const likeness = (2 * shared) / (wanted.length + form.length - 2);
      if (likeness >= least) found.push([likeness, at]);
    }
    found.sort(([one, left], [other, right]) => other - one || entries[right].papers - entries[left].papers || left - right);
    return [...new Map(found.map(([, at]) => [entries[at].node, entries[at]])).values()].slice(0, limit);
  };
}

function pairsOf(text) {
  const pairs = new Map();
  for (let place = 1; place < text.length; place++) pairs.set(text.slice(place - 1, place + 1), (pairs.get(text.slice(place - 1, place + 1)) ?? 0) + 1);
  return pairs;
}
