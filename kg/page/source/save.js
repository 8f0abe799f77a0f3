// What is shown, as a file: CSV, Markdown, LaTeX, BibTeX.

import { clean, h } from "./dom.js";

const TEX = {
  "\\": "\\textbackslash{}", "{": "\\{", "}": "\\}", $: "\\$", "&": "\\&", "%": "\\%", "#": "\\#", _: "\\_",
  "^": "\\textasciicircum{}", "~": "\\textasciitilde{}", "<": "\\textless{}", ">": "\\textgreater{}", "|": "\\textbar{}",
};
const flat = text => clean(String(text ?? "")).replace(/\s+/g, " ").trim();

/** Return rows of texts, the first of which has the names of the columns, as CSV (RFC 4180) that no spreadsheet runs. */
export function csv(rows) {
  const cell = value => {
    const text = flat(texted(value)), safe = /^[=+\-@\t\r]/.test(text) && !/^[+-]?[\d.,]+ ?%?$/.test(text) ? `'${text}` : text;
    return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  };
  return rows.map(row => `${row.map(cell).join(",")}\r\n`).join("");
}

/** A cell of a table: a text, whether it is the best of its column, and the citation keys of the papers behind it. */
const texted = value => (value !== null && typeof value === "object" ? value.text : value);

/** Return rows as a table in Markdown. */
export function markdown(rows) {
  const plain = value => flat(texted(value)).replace(/([\\`*_{}[\]#+!|~$])/g, "\\$1").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  const cell = value => (value?.best ? `**${plain(value)}**` : plain(value)) + (value?.cite ?? []).map(key => ` [@${key}]`).join("");
  const [head, ...body] = rows.map(row => `| ${row.map(cell).join(" | ")} |\n`);
  return `${head}|${" --- |".repeat(rows[0].length)}\n${body.join("")}`;
}

/** Return rows as a table in LaTeX, with booktabs; columns of numbers are aligned to the right. */
export function latex(rows) {
  const plain = value => flat(texted(value)).replace(/[\\{}$&%#_^~<>|]/g, sign => TEX[sign]);
  const cell = value => (value?.best ? `\\textbf{${plain(value)}}` : plain(value) || "--") + (value?.cite?.length ? `~\\cite{${value.cite.join(",")}}` : "");
  const aligned = rows[0].map((_, at) => (at && rows.slice(1).every(row => /^$|^[+\-−]?\d/.test(flat(texted(row[at])))) ? "r" : "l")).join("");
  const [head, ...body] = rows.map(row => `${row.map(cell).join(" & ")} \\\\\n`);
  return `% \\usepackage{booktabs}\n\\begin{tabular}{${aligned}}\n\\toprule\n${head}\\midrule\n${body.join("")}\\bottomrule\n\\end{tabular}\n`;
}

/** Let the browser save a text as a file. */
export function download(name, text, type = "text/plain") {
  const url = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }));
  h("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** Return rows without the columns in which nothing stands. */
function filled(rows) {
  const kept = rows[0].map((_, at) => rows.slice(1).some(row => flat(texted(row[at])) !== ""));
  return rows.map(row => row.filter((_, at) => kept[at]));
}

/**
 * Return buttons that save what is shown. `rows()` makes all of it, for CSV; `printed()` the tables [{title, rows}] of a text, by default one of
 * the same rows; `bibtex()`, if given, the entries of their papers.
 */
export function savers(name, rows, bibtex, printed = () => [{ title: "", rows: rows() }]) {
  const markdowns = () => printed().map(({ title, rows: table }) => `${title ? `**${title}**\n\n` : ""}${markdown(filled(table))}`).join("\n");
  const latexes = () => printed().map(({ title, rows: table }) => `${title ? `% ${title.replace(/\s+/g, " ")}\n` : ""}${latex(filled(table))}`).join("\n");
  const button = (label, save) => h("button", { type: "button", click: save, "aria-label": `Save as ${label}` }, label);
  return h("div", { class: "tools", role: "group", "aria-label": "Save what is shown" },
    button("CSV", () => download(`${name}.csv`, csv(rows()), "text/csv")),
    button("Markdown", () => download(`${name}.md`, markdowns(), "text/markdown")),
    button("LaTeX", () => download(`${name}.tex`, latexes(), "application/x-tex")),
    bibtex && button("BibTeX", async () => download(`${name}.bib`, await bibtex(), "application/x-bibtex")));
}
