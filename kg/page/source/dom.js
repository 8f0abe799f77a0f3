// Elements and links. Texts only ever become text nodes, so that no name or sentence is read as HTML.

const SVG = new Set(["svg", "g", "circle", "path", "line", "text", "title", "rect", "polygon"]);
const INVISIBLE = /[\0-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g;

/** Return an element; attributes that are functions listen to the event of their name, false and null ones are left out. */
export function h(tag, attributes, ...children) {
  const inSvg = SVG.has(tag) && !(tag === "title" && attributes?.of === "page");
  const element = inSvg ? document.createElementNS("http://www.w3.org/2000/svg", tag) : document.createElement(tag);
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (typeof value === "function") element.addEventListener(name, value);
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat(Infinity).filter(child => child !== null && child !== undefined && child !== false).map(shown));
  return element;
}

function shown(child) {
  return child instanceof Node ? child : clean(String(child));
}

/** Return a text without characters that change how it is seen. */
export function clean(text) {
  return text.replace(INVISIBLE, "");
}

/** Return a link to an address outside, or its text where it is none of the web. */
export function outside(url, ...children) {
  const label = children.length ? children : [url];
  return /^https?:\/\//i.test(url) ? h("a", { href: url, rel: "noopener noreferrer" }, label) : h("span", null, label);
}

/** Return the fragment of a view: a path, and the values of its query that are not empty. */
export function route(path, query = {}) {
  const found = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    for (const one of Array.isArray(value) ? value : [value]) if (one !== "" && one !== null && one !== undefined) found.append(name, one);
  }
  const text = found.toString();
  return `#/${path}${text ? `?${text}` : ""}`;
}

/** Return the plural of a noun. */
export function plural(noun) {
  const small = noun.toLowerCase();
  return small.endsWith("y") ? `${small.slice(0, -1)}ies` : `${small}s`;
}

/** Return "1 paper", "2 papers". */
export function many(count, noun) {
  return `${count.toLocaleString("en")} ${count === 1 ? noun : plural(noun)}`;
}
