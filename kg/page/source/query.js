// The page on which one asks the server in Cypher or SPARQL.

import { cells, rows } from "./components.js";
import { h } from "./dom.js";

const form = document.getElementById("ask"), message = document.getElementById("message"), answer = document.getElementById("answer");
const shown = value => (typeof value === "object" && value ? JSON.stringify(value) : String(value ?? ""));

function table(columns, body) {
  const heads = columns.map(column => [column]);
  answer.replaceChildren(rows(heads, body.map(values => h("tr", null, cells(heads, values.map(shown))))));
  message.textContent = body.length ? "" : "no rows";
}

function showJson(value) {
  if ("error" in value) message.textContent = value.error;
  else if ("boolean" in value) table(["answer"], [[value.boolean]]);
  else if ("head" in value) {
    const columns = value.head.vars;
    table(columns, value.results.bindings.map(binding => columns.map(column => binding[column]?.value)));
  } else {
    table(value.columns, value.rows);
    if (value.more) message.textContent = `There are more rows; these are the first ${value.rows.length}.`;
  }
}

async function ask() {
  const { language, query } = form.elements;
  const headers = { Accept: "application/sparql-results+json, application/json, text/turtle;q=0.5" };
  const reply = await fetch(`/${language.value}`, { method: "POST", body: new URLSearchParams({ query: query.value }), headers });
  const text = await reply.text(); // fails where the server aborted the answer
  if ((reply.headers.get("Content-Type") ?? "").includes("json")) showJson(JSON.parse(text));
  else answer.replaceChildren(h("pre", null, text));
}

form.addEventListener("submit", async event => {
  event.preventDefault();
  answer.replaceChildren();
  message.textContent = "…";
  try {
    await ask();
    if (message.textContent === "…") message.textContent = "";
  } catch (error) {
    message.textContent = `The answer is incomplete: ${error.message}. Ask for less, or check that kg serve is still running.`;
  }
});
