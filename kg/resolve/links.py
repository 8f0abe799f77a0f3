"""Links from concepts to entries of authority files, each with a reason and a score."""

__all__ = ["links", "namesakes"]

from collections import defaultdict
from collections.abc import Iterable, Iterator

from kg.entries import OURS
from kg.model import AuthorityEntry, Concept, Link
from kg.names import normal_form

_SCORES = {
    (True, True): 0.95,
    (True, False): 0.85,
    (False, True): 0.85,
    (False, False): 0.75,
}  # (the name or an alias of the concept, of the entry)
_VAGUE = 3  # letters; so short a name is ambiguous elsewhere
_OTHER_TYPE = 0.5  # factor on the score if the types differ
_NAMESAKE = 0.5


def namesakes(concepts: Iterable[Concept]) -> Iterator[Link]:
    """Yield close links, both ways, between concepts of the same name and different labels."""
    named: dict[str, list[Concept]] = defaultdict(list)
    for concept in concepts:
        named[concept.key].append(concept)
    for same in named.values():
        for one in same:
            for other in same:
                if one != other:
                    yield Link(
                        one.iri,
                        "closeMatch",
                        other.iri,
                        other.name,
                        _NAMESAKE,
                        f"a {other.label} of the same name",
                        OURS,
                    )


def links(concepts: Iterable[Concept], entries: Iterable[tuple[str, AuthorityEntry]]) -> Iterator[Link]:
    """Yield a link for each concept and (authority, entry) that share a name, by concept and target.

    A link is exact if the shared name belongs to one concept only and has more than three letters, the types
    do not differ, and the authority has no other entry that fits as well or better. Otherwise it is close.
    Mappings stated in SSSOM are taken as they are.
    """
    named: dict[str, list[Concept]] = defaultdict(list)
    by_iri = {}
    for concept in concepts:
        by_iri[concept.iri] = concept
        for form in concept.keys:
            named[form].append(concept)
    links_of: dict[tuple[str, str, str], Link] = {}
    for source, entry in entries:
        for link in (
            _stated(source, entry, by_iri, named) if entry.predicate else _named(source, entry, named)
        ):
            triple = link.source, link.concept, link.target
            if triple not in links_of or link.score > links_of[triple].score:
                links_of[triple] = link
    best: dict[tuple[str, str], list[float]] = defaultdict(list)  # the two best scores, the lower one first
    for link in links_of.values():
        scores = best[link.source, link.concept]
        scores[:] = sorted((*scores, link.score))[-2:]
    for link in sorted(links_of.values(), key=lambda link: (link.concept, link.target, link.source)):
        rivals = best[link.source, link.concept]
        beaten = len(rivals) == 2 and (link.score < rivals[1] or rivals[0] == rivals[1])
        yield (
            link._replace(predicate="closeMatch", reason=f"{link.reason}; not the only entry")
            if beaten and not link.stated
            else link
        )


def _stated(
    source: str, entry: AuthorityEntry, by_iri: dict[str, Concept], named: dict[str, list[Concept]]
) -> Iterator[Link]:
    concept = by_iri.get(entry.subject)
    if concept is not None:
        yield Link(
            concept.iri,
            entry.predicate,
            entry.iri,
            entry.name,
            entry.score,
            f"stated by {source}",
            source,
            True,
        )
    elif entry.of:
        for concept in named.get(normal_form(entry.of), ()):
            score = round(entry.score * _SCORES[normal_form(entry.of) == concept.key, True], 4)
            yield Link(
                concept.iri,
                "closeMatch",
                entry.iri,
                entry.name,
                score,
                f"{source} states it of {entry.of!r}",
                source,
                True,
            )


def _named(source: str, entry: AuthorityEntry, named: dict[str, list[Concept]]) -> Iterator[Link]:
    for name in (entry.name, *entry.aliases):
        form = normal_form(name)
        for concept in named.get(form, ()):
            is_name = form in (concept.key, normal_form(concept.name))
            score = _SCORES[is_name, name == entry.name]
            reason = (
                f"its {'name' if name == entry.name else 'alias'} {name!r} is "
                f"{'the name' if is_name else 'an alias'}"
            )
            exact = len(named[form]) == 1 and len(form.replace(" ", "")) > _VAGUE
            if entry.label and entry.label.casefold() != concept.label.casefold():
                score, exact, reason = score * _OTHER_TYPE, False, f"{reason}; there it is a {entry.label}"
            yield Link(
                concept.iri,
                "exactMatch" if exact else "closeMatch",
                entry.iri,
                entry.name,
                score,
                reason,
                source,
            )
