// The search box: a combobox (WAI-ARIA Authoring Practices) that lists what is found as one types.

import { clean, h } from "./dom.js";

/**
 * Make an input search. `find(typed)` gives, or promises, {found: [{label, name, also, papers, href}], near, total, href}: what is found, or,
 * where nothing is, what is like it; how many there are in all, and where all are listed. `open(href)` goes to a view.
 */
export function searchBox(form, find, open) {
  const input = form.querySelector("input");
  const list = h("ul", { class: "found", role: "listbox", id: "found", "aria-label": "Found", hidden: true });
  const said = h("p", { class: "hidden", role: "status" });
  form.append(list, said);
  for (const [name, value] of Object.entries({ role: "combobox", "aria-expanded": "false", "aria-controls": "found", "aria-autocomplete": "list" })) {
    input.setAttribute(name, value);
  }
  let chosen = -1, asked = 0, everything = "", pending = null;

  const close = () => {
    list.hidden = true;
    chosen = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const choose = at => {
    const options = [...list.querySelectorAll("[role=option]")];
    if (!options.length) return;
    chosen = (at + options.length) % options.length;
    options.forEach((option, place) => option.setAttribute("aria-selected", place === chosen ? "true" : "false"));
    options[chosen].scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", options[chosen].id);
  };
  const show = ({ found, near = [], total = found.length, href = "" }) => {
    everything = href;
    const listed = found.length ? found : near;
    list.replaceChildren(...(found.length ? [] : [h("li", { class: "empty" }, near.length ? "nothing found; did you mean" : "nothing found")]), ...listed.map(option));
    if (total > found.length && href) list.append(h("li", { role: "option", id: "found-all", class: "all", "aria-selected": "false", "data-href": href, mousedown: event => { event.preventDefault(); go(href); } }, `all ${total.toLocaleString("en")} results`));
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
    input.removeAttribute("aria-activedescendant");
    said.textContent = found.length ? `${total} found` : near.length ? `nothing found, ${near.length} like it` : "nothing found";
    chosen = -1;
  };
  const option = ({ label, name, also, papers, href }, at) => h("li", { role: "option", id: `found-${at}`, "aria-selected": "false", "data-href": href, mousedown: event => { event.preventDefault(); go(href); } },
    h("span", { class: `type ${label.toLowerCase()}` }, label), " ", h("b", null, name), also ? h("span", { class: "meta" }, ` also ${clean(also)}`) : null, papers > 0 && label !== "Paper" ? h("span", { class: "count" }, ` ${papers.toLocaleString("en")}`) : null);
  const go = href => {
    close();
    input.value = "";
    open(href);
  };

  input.addEventListener("input", async () => {
    const mine = ++asked, typed = input.value.trim();
    pending = null;
    if (!typed) return close();
    pending = Promise.resolve(find(typed));
    const found = await pending;
    if (mine !== asked) return;
    pending = null;
    show(found);
  });
  input.addEventListener("keydown", event => {
    if (event.key === "Escape") {
      if (!list.hidden) event.preventDefault();
      close();
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && !list.hidden) {
      event.preventDefault();
      choose(event.key === "ArrowDown" ? chosen + 1 : chosen < 0 ? -1 : chosen - 1);
    }
  });
  form.addEventListener("submit", async event => {
    if (pending && !list.hidden && chosen < 0) { // the list is of what was typed before
      event.preventDefault();
      await pending.catch(() => {});
      pending = null;
      return form.requestSubmit();
    }
    const options = list.querySelectorAll("[role=option]"), option = options[Math.max(chosen, 0)];
    if (list.hidden || !option) {
      if (form.hasAttribute("action")) return;
      event.preventDefault();
      if (everything && input.value.trim()) go(everything);
      return;
    }
    event.preventDefault();
    go(option.dataset.href);
  });
  input.addEventListener("blur", close);
  input.addEventListener("focus", () => { if (input.value.trim()) input.dispatchEvent(new Event("input")); });
  document.addEventListener("keydown", event => {
    if (event.key === "/" && !event.ctrlKey && !event.metaKey && !/^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement?.tagName)) {
      event.preventDefault();
      input.focus();
    }
  });
}
