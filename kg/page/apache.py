"""The rules by which Apache answers at the IRIs of a site's graph, as a page or as Turtle."""

__all__ = ["write_rules"]

from collections import defaultdict
from pathlib import Path

from kg.page.addresses import address_of
from kg.page.known import Known

_RULES = r"""
# Apache answers at the IRIs of the graph with the page or the Turtle, whichever the Accept header of the request prefers.
# The folder needs mod_rewrite and "AllowOverride FileInfo Indexes Options=MultiViews"; IRIs with a slash in a name (%2F)
# need "AllowEncodedSlashes NoDecode" in the configuration of the server.
<IfModule mod_negotiation.c>
Options -MultiViews
</IfModule>
<IfModule mod_dir.c>
DirectoryIndex index.html
</IfModule>
<IfModule mod_mime.c>
AddType text/turtle;charset=utf-8 .ttl
</IfModule>
<IfModule mod_headers.c>
Header merge Vary Accept
</IfModule>
<IfModule mod_rewrite.c>
RewriteEngine On

# How much Turtle and HTML are wanted: 1, a fraction, or 0 where a form is not named. As texts these compare like numbers.
RewriteRule ^ - [E=TURTLE:0,E=HTML:0,E=FORM:html]
RewriteCond %{HTTP_ACCEPT} text/turtle [NC]
RewriteRule ^ - [E=TURTLE:1]
RewriteCond %{HTTP_ACCEPT} "text/turtle[^,]*;\s*q=(0(?:\.\d*[1-9])?)" [NC]
RewriteRule ^ - [E=TURTLE:%1]
RewriteCond %{HTTP_ACCEPT} "text/html|application/xhtml\+xml" [NC]
RewriteRule ^ - [E=HTML:1]
RewriteCond %{HTTP_ACCEPT} "(?:text/html|application/xhtml\+xml)[^,]*;\s*q=(0(?:\.\d*[1-9])?)" [NC]
RewriteRule ^ - [E=HTML:%1]
RewriteCond expr "reqenv('TURTLE') > reqenv('HTML')"
RewriteRule ^ - [E=FORM:ttl]

# The address of a node, as the request has it: Apache itself sees it only without its escapes.
RewriteCond %{ENV:NODE} ^$
RewriteCond %{THE_REQUEST} \
  "^[A-Z]+ [^ ?]*?/((?:paper|author|venue|task|method|dataset|metric|repository)/[^ ?/]+?|about|concepts|ontology|shapes)[? ]"
RewriteCond %1 !\.(?:html|ttl)$
RewriteRule ^ - [E=NODE:%1]
# Its file is called the same, with = for each %.
RewriteCond %{ENV:NODE} ^([^%]*)%(.*)$
RewriteRule ^ - [E=NODE:%1=%2,N=1000]

# The graph itself, and what has no page of its own.
RewriteCond %{ENV:FORM} =ttl
RewriteRule ^$ about.ttl [L]
RewriteCond %{ENV:NODE}.%{ENV:FORM} =concepts.html
RewriteRule ^ index.html [L]
RewriteCond %{ENV:NODE}.%{ENV:FORM} =shapes.html
RewriteRule ^ ontology.html [L]
RewriteCond %{ENV:NODE}.%{ENV:FORM} =shapes.ttl
RewriteRule ^ shapes-full.ttl [L]

RewriteCond %{ENV:NODE} .
RewriteRule ^ %{ENV:NODE}.%{ENV:FORM} [L]

# Results, evidence and links to authorities: the folder "elsewhere" says on which page they are.
RewriteRule ^(?:evidence|match|result)/([0-9a-f]{2})([0-9a-f]+)$ elsewhere/$1/$1$2 [L]
</IfModule>
"""
# A folder for each two digits that keys begin with, so that Apache reads few rules for a request.
_ELSEWHERE = r"""
<IfModule mod_rewrite.c>
RewriteEngine On
RewriteCond %{REQUEST_URI} ^(.*/)elsewhere/
RewriteRule ^ - [E=TOP:%1]
"""


def write_rules(known: Known, folder: Path) -> None:
    """Write the rules of a site, and those that lead from a result, evidence or a link to the page that shows it."""
    (folder / ".htaccess").write_text(_RULES.lstrip(), encoding="utf-8")
    shards: dict[str, list[str]] = defaultdict(list)
    for key, address in sorted(_elsewhere(known).items()):
        target = address.replace("%", r"\%")
        shards[key[:2]].append(f"RewriteRule ^{key}$ %{{ENV:TOP}}{target} [R=303,NE,L]\n")
    for start, rules in shards.items():
        path = folder / "elsewhere" / start / ".htaccess"
        path.parent.mkdir(parents=True)
        path.write_text(f"{_ELSEWHERE.lstrip()}{''.join(rules)}</IfModule>\n", encoding="utf-8")


def _elsewhere(known: Known) -> dict[str, str]:
    """Return the address that shows what has no page in a site, by its key."""
    found = {key: known.paper_address(paper) for key, (_, paper) in known.stated.items()}
    for key, link in known.matched.items():
        found[key] = address_of(link.concept, known.base)
    for iri, result in known.result.items():
        found[iri.rpartition("/")[2]] = known.result_address(iri, result.paper)
    return found
