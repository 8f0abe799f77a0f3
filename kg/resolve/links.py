"""Links from concepts to entries of authority files, each with a reason and a score."""

__all__ = ["links", "namesakes"]

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from types import MappingProxyType

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


def links(
    concepts: Iterable[Concept],
    entries: Iterable[tuple[str, AuthorityEntry]],
    labels: Mapping[str, Sequence[str]] = MappingProxyType({}),
) -> Iterator[Link]:
    """Yield a link for each concept and (authority, entry) that share a name, by concept and target.

    A link is exact if the shared name belongs to one concept only and has more than three letters, or stands beside a
    shared long form, the types do not differ, and the authority has no other entry that fits as well or better.
    Otherwise it is close. There is none if all that is shared is an abbreviation, and both have long forms, which differ.
    Mappings stated in SSSOM are taken as they are. For an authority in `labels`, only concepts of these labels count.
    """
    every = list(concepts)
    known = cache(lambda only: _known(each for each in every if not only or each.label in only))
    links_of: dict[tuple[str, str, str], Link] = {}
    for source, entry in entries:
        by_iri, named = known(tuple(labels.get(source, ())))
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


def _known(concepts: Iterable[Concept]) -> tuple[dict[str, Concept], dict[str, list[Concept]]]:
    """Return concepts by IRI, and by the normal forms of their names."""
    by_iri, named = {}, defaultdict[str, list[Concept]](list)
    for concept in concepts:
        by_iri[concept.iri] = concept
        for form in concept.keys:
            named[form].append(concept)
    return by_iri, named


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
    names = (entry.name, *entry.aliases)
    shared: dict[str, list[str]] = defaultdict(list)
    for name in dict.fromkeys(names):
        for concept in named.get(normal_form(name), ()):
            shared[concept.iri].append(name)
    for name in names:
        form = normal_form(name)
        for concept in named.get(form, ()):
            short = [_is_abbreviation(each) for each in shared[concept.iri]]
            if all(short) and _has_long_form(names) and _has_long_form((concept.name, *concept.aliases)):
                continue  # LDA, which is latent Dirichlet allocation here and linear discriminant analysis there
            is_name = form in (concept.key, normal_form(concept.name))
            score = _SCORES[is_name, name == entry.name]
            reason = (
                f"its {'name' if name == entry.name else 'alias'} {name!r} is "
                f"{'the name' if is_name else 'an alias'}"
            )
            plain = len(form.replace(" ", "")) > _VAGUE or (any(short) and not all(short))
            exact = len(named[form]) == 1 and plain
            if entry.label and entry.label.casefold() != concept.label.casefold():
                score, exact, reason = score * _OTHER_TYPE, False, f"{reason}; there it is a {entry.label}"
            predicate = "exactMatch" if exact else "closeMatch"
            yield Link(concept.iri, predicate, entry.iri, entry.name, score, reason, source)


def _is_abbreviation(name: str) -> bool:
    """Return whether a name is one word, at least half of capitals and digits: LDA, GPT-3, SciBERT, but not Adam."""
    letters = [letter for letter in name if letter.isalnum()]
    capitals = sum(letter.isupper() or letter.isdigit() for letter in letters)
    return " " not in name.strip() and capitals >= 2 and 2 * capitals >= len(letters)


def _has_long_form(names: Iterable[str]) -> bool:
    """Return whether one of the names has two words or more."""
    return any(" " in normal_form(name) for name in names)
