// Tables that sort by their columns.

/**
 * Make a table sort by the column whose heading is pressed. `chosen` is "Name" or "-Name" (descending) to begin with, and
 * `onSort(chosen)` is told of another. What cannot be sorted, as an empty cell, comes last.
 */
export function sortable(table, chosen = "", onSort = () => {}) {
  const heads = [...table.tHead.rows[0].cells];
  const original = [...table.tBodies[0].rows];
  const sort = wanted => {
    const down = wanted.startsWith("-"), column = heads.findIndex(head => head.dataset.column === wanted.replace(/^-/, ""));
    heads.forEach((head, at) => head.toggleAttribute("aria-sort", false) || (at === column && head.setAttribute("aria-sort", down ? "descending" : "ascending")));
    const rows = column < 0 ? original : ordered(original, column, down);
    table.tBodies[0].append(...rows);
  };
  heads.forEach(head => {
    if (!head.textContent) return;
    head.dataset.column = head.textContent;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "sort";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const now = head.getAttribute("aria-sort"), name = head.dataset.column;
      const first = head.classList.contains("number") && name !== "Rank" ? "descending" : "ascending";
      const wanted = now === null ? (first === "ascending" ? name : `-${name}`) : now === first ? (now === "ascending" ? `-${name}` : name) : "";
      sort(wanted);
      onSort(wanted);
    });
  });
  if (chosen) sort(chosen);
}

function ordered(rows, column, down) {
  const keys = new Map(rows.map(row => [row, key(row.cells[column])]));
  return [...rows].sort((one, other) => {
    const [left, right] = [keys.get(one), keys.get(other)];
    if ((left === "") !== (right === "")) return left === "" ? 1 : -1;
    const found = typeof left === "number" && typeof right === "number" ? left - right : String(left).localeCompare(String(right), "en");
    return down ? -found : found;
  });
}

/** Return what a cell is sorted by: its `data-sort`, a number where it begins with one, else its text. */
function key(cell) {
  const text = (cell.dataset.sort ?? cell.textContent).trim();
  const number = parseFloat(text.replaceAll(",", ""));
  return text === "" ? "" : cell.classList.contains("number") && !Number.isNaN(number) ? number : text.toLowerCase();
}
