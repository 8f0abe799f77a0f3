"""Tables of a survey as text: for a terminal, Markdown, LaTeX and CSV."""

__all__ = ["FORMATS", "rendered"]

import io
import re
from collections.abc import Mapping

from kg.answers.compare import Cell, Table
from kg.cli.layout import printable
from kg.export.csv import write_lines

FORMATS = ("table", "markdown", "latex", "csv", "jsonl")
_TEX = str.maketrans({
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "%": r"\%", "#": r"\#", "_": r"\_",
    "^": r"\textasciicircum{}", "~": r"\textasciitilde{}", "<": r"\textless{}", ">": r"\textgreater{}", "|": r"\textbar{}",
})  # fmt: skip
_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+!|~$])")
_Keys = Mapping[str, str]


def rendered(table: Table, form: str, keys: _Keys, *, evidence: bool, first: str = "method") -> str:
    """Return a table in a format; `keys` are the citation keys of its papers, `evidence` adds the sentences as footnotes."""
    render = {"markdown": _markdown, "latex": _latex, "csv": _csv, "jsonl": _jsonl}[form]
    return render(table, keys, first, evidence=evidence)


def _cited(cells: tuple[Cell, ...]) -> tuple[set[str], bool]:
    """Return the papers of a row, and whether they are cited once beside its name: where all cells have one paper."""
    papers = {paper for cell in cells for paper in cell.papers}
    return papers, len(papers) == 1


def _markdown(table: Table, keys: _Keys, first: str, *, evidence: bool) -> str:
    notes: list[str] = []

    def plain(text: str) -> str:
        return _MARKDOWN.sub(r"\\\1", printable(text)).replace("<", "&lt;").replace(">", "&gt;")

    def shown(cell: Cell, *, cite: bool) -> str:
        text = f"**{plain(cell.text)}**" if cell.best else plain(cell.text)
        text += "".join(f" [@{keys[paper]}]" for paper in cell.papers if cite and cell.text and paper in keys)
        for paper, sentence in cell.evidence if evidence else ():
            text += f"[^{_number(notes, f'{plain(sentence)} [@{keys.get(paper, paper)}]')}]"
        return text

    lines = [(first, *map(plain, table.columns)), ("---",) * (len(table.columns) + 1)]
    for name, cells in table.rows:
        papers, once = _cited(cells)
        head = plain(name) + "".join(f" [@{keys[paper]}]" for paper in papers if once and paper in keys)
        lines.append((head, *(shown(cell, cite=not once) for cell in cells)))
    text = "".join(f"| {' | '.join(line)} |\n" for line in lines)
    numbered = "".join(f"[^{number}]: {note}\n" for number, note in enumerate(notes, start=1))
    return f"{text}\n{numbered}" if notes else text


def _latex(table: Table, keys: _Keys, first: str, *, evidence: bool) -> str:
    notes: list[str] = []

    def plain(text: str) -> str:
        return printable(text).translate(_TEX)

    def cite(papers: "set[str] | tuple[str, ...]") -> str:
        known = [keys[paper] for paper in sorted(papers) if paper in keys]
        return f"~\\cite{{{','.join(known)}}}" if known else ""

    def shown(cell: Cell, *, cited: bool) -> str:
        text = f"\\textbf{{{plain(cell.text)}}}" if cell.best else plain(cell.text)
        text += cite(cell.papers) if cited and cell.text else ""
        for _, sentence in cell.evidence if evidence else ():
            text += f"\\textsuperscript{{{_number(notes, plain(sentence))}}}"
        return text

    lines = [r"% \usepackage{booktabs}", f"\\begin{{tabular}}{{l{'l' * len(table.columns)}}}", r"\toprule"]
    lines += [" & ".join((plain(first), *map(plain, table.columns))) + r" \\", r"\midrule"]
    for name, cells in table.rows:
        papers, once = _cited(cells)
        head = plain(name) + (cite(papers) if once else "")
        lines.append(" & ".join((head, *(shown(cell, cited=not once) for cell in cells))) + r" \\")
    lines += [r"\bottomrule", r"\end{tabular}"]
    footnotes = [f"\\textsuperscript{{{n}}} {note}" for n, note in enumerate(notes, start=1)]
    lines += (
        ["{\\par\\noindent\\footnotesize " + "\\par\\noindent\n".join(footnotes) + "\\par}"] if notes else []
    )
    return "\n".join(lines) + "\n"


def _number(notes: list[str], note: str) -> int:
    """Return the number of a footnote, which is added if it is new."""
    if note not in notes:
        notes.append(note)
    return notes.index(note) + 1


def _csv(table: Table, keys: _Keys, first: str, *, evidence: bool) -> str:
    del evidence
    stream = io.StringIO()
    rows = ((name, *(cell.text for cell in cells), _all_keys(cells, keys)) for name, cells in table.rows)
    write_lines(
        stream,
        [(first, *table.columns, "papers"), *([_formula(printable(text)) for text in row] for row in rows)],
    )
    return stream.getvalue()


def _formula(text: str) -> str:
    """Return a cell that no spreadsheet runs (OWASP, "CSV injection")."""
    return (
        f"'{text}"
        if text.startswith(("=", "+", "-", "@", "\t", "\r")) and not re.fullmatch(r"[+-]?[\d.,]+ ?%?", text)
        else text
    )


def _all_keys(cells: tuple[Cell, ...], keys: _Keys) -> str:
    return " ".join(sorted({keys.get(paper, paper) for cell in cells for paper in cell.papers}))


def _jsonl(table: Table, keys: _Keys, first: str, *, evidence: bool) -> str:
    from kg.jsontext import json_text

    lines = []
    for name, cells in table.rows:
        found: dict[str, object] = {first: name}
        for column, cell in zip(table.columns, cells, strict=True):
            found[column] = _object(cell, keys, evidence=evidence) if cell.text else None
        lines.append(json_text(found) + "\n")
    return "".join(lines)


def _object(cell: Cell, keys: _Keys, *, evidence: bool) -> dict[str, object]:
    papers, cited = list(cell.papers), [keys.get(paper, paper) for paper in cell.papers]
    found: dict[str, object] = {"text": cell.text, "best": cell.best, "papers": papers, "keys": cited}
    return found | ({"sentences": [sentence for _, sentence in cell.evidence]} if evidence else {})
