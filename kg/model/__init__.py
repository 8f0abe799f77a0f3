"""The values that pass between stages: small, frozen, without behavior beyond their own consistency."""

__all__ = [
    "TOO_LONG",
    "Author",
    "AuthorityEntry",
    "Cluster",
    "Concept",
    "Decision",
    "Edge",
    "Evidence",
    "Extraction",
    "Link",
    "Mention",
    "MentionRelation",
    "Metadata",
    "NameRelation",
    "Node",
    "NodeRef",
    "Paper",
    "PropertyValue",
    "Rejected",
    "Relation",
    "RepositoryMention",
    "Resolution",
    "ResultMention",
    "SourceClaim",
    "SourceFile",
    "Span",
    "Statement",
    "file_names",
]

from kg.model.extraction import (
    Cluster,
    Extraction,
    Mention,
    MentionRelation,
    Relation,
    RepositoryMention,
    ResultMention,
    Span,
)
from kg.model.graph import Edge, Evidence, Node, NodeRef, PropertyValue, Statement
from kg.model.metadata import Author, Metadata
from kg.model.papers import TOO_LONG, Paper, Rejected, SourceClaim, SourceFile, file_names
from kg.model.resolution import AuthorityEntry, Concept, Decision, Link, NameRelation, Resolution
