"""The forms of names in all papers, and which follow others: the table of the resolution rules."""

__all__ = ["Form", "Forms", "letters", "most"]

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple, TypeVar

from kg.model import Cluster
from kg.names import normal_form, readable

_Name = TypeVar("_Name", str, "Form")


class Form(NamedTuple):
    """A label and a normal form: a name before it is resolved to a concept."""

    label: str
    name: str


def most(counts: Mapping[_Name, int]) -> tuple[_Name, int]:
    """Return the most frequent item, the first in order on a tie, and its count."""
    return min(counts.items(), key=lambda each: (-each[1], each[0]))


def letters(name: str) -> str:
    """Return a normal form without spaces: `cnn daily mail` and `cnn dailymail` have the same letters."""
    return name.replace(" ", "")


class Forms:
    """The forms with papers, spellings and the form that each follows: at most one, never in a cycle."""

    def __init__(self, clusters: Iterable[tuple[str, Cluster]]) -> None:
        self.spellings: dict[Form, Counter[str]] = defaultdict(Counter)
        self.papers: Counter[Form] = Counter()
        self.clusters: list[
            tuple[str, str, tuple[Form, ...]]
        ] = []  # paper, key of the cluster, its forms in order
        self._alike: dict[Form, Form] = {}  # label and letters -> the most used form that has them
        self._longer: dict[Form, list[Form]] = defaultdict(list)  # label and words but the last -> forms
        self._parent: dict[Form, Form] = {}
        self._apart: list[tuple[Form, Form]] = []
        self._reason: dict[Form, str] = {}
        for paper, cluster in clusters:
            of_cluster = set()
            for mention in cluster.mentions:
                form = Form(cluster.label, normal_form(mention))
                self.spellings[form][readable(mention)] += 1
                of_cluster.add(form)
            self.papers.update(of_cluster)
            self.clusters.append((paper, cluster.key, tuple(sorted(of_cluster))))
        self._order = sorted(self.spellings)

    def __iter__(self) -> Iterator[Form]:
        """Yield the forms in order."""
        return iter(self._order)

    def __contains__(self, form: Form) -> bool:
        """Return whether a paper uses the form."""
        return form in self.spellings

    def keep_apart(self, one: Form, other: Form) -> None:
        """Never let two forms have the same root; they must not have it already."""
        self._apart.append((one, other))

    def find(self, label: str, name: str) -> Form | None:
        """Return the most used form with a label and the letters of a name, or None."""
        if not self._alike:
            for form in sorted(self.spellings, key=lambda form: (self.papers[form], form)):
                self._alike[Form(form.label, letters(form.name))] = form
        return self._alike.get(Form(label, letters(name)))

    def ending(self, label: str, start: str) -> list[Form]:
        """Return the forms with a label that consist of these words and one more, the most used first."""
        if not self._longer:
            for form in sorted(self.spellings, key=lambda form: (-self.papers[form], form)):
                self._longer[Form(form.label, form.name.rpartition(" ")[0])].append(form)
        return self._longer.get(Form(label, start), [])

    def written(self, form: Form) -> str:
        """Return the most frequent spelling, the first by alphabet on a tie."""
        return most(self.spellings[form])[0]

    def root(self, form: Form) -> Form:
        """Return the form at the end of the chain that a form follows."""
        while form in self._parent:
            form = self._parent[form]
        return form

    def follow(self, form: Form, other: Form, reason: str) -> None:
        """Let a form follow another, unless it follows one, a cycle would form, or split forms would meet."""
        if form in self._parent or self.root(other) == form:
            return
        self._parent[form] = other
        if any(self.root(one) == self.root(two) for one, two in self._apart):
            del self._parent[form]
        else:
            self._reason[form] = reason

    def follows(self, form: Form) -> bool:
        """Return whether a form follows another one."""
        return form in self._parent

    def reason(self, form: Form) -> str | None:
        """Return why a form follows another one."""
        return self._reason.get(form)
