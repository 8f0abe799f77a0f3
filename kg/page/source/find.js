// Search: a plain scan over folded names.

/** Return a text as it is compared: in NFKC, in lower case, runs of other characters than letters and digits as one space. */
export function folded(text) {
  return text.normalize("NFKC").toLowerCase().replace(/[^\p{L}\p{N}]+/gu, " ").trim();
}

/**
 * Return a function from what is typed to the entries that match, the best first: names that begin so, then words that begin so, then names
 * with it anywhere; each group by the number of papers, then by name. `entries` are [{name, papers, …}] with names as they are shown; an entry
 * with `of` is another name of that entry.
 */
export function finder(entries) {
  const forms = entries.map(entry => ` ${folded(entry.name)}`);
  return (typed, limit = 12) => {
    const wanted = folded(typed);
    if (!wanted) return [];
    const groups = [[], [], []], word = ` ${wanted}`;
    for (let at = 0; at < forms.length; at++) {
      const place = forms[at].indexOf(wanted);
      if (place < 0) continue;
      groups[place === 1 ? 0 : forms[at].includes(word) ? 1 : 2].push(at);
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
