// The papers of an author, the newest first.
// An author by a name, an ORCID or an id of a source (`openalex:A5023888391`); authors of one name may be several.
// param author: name = ""
// param limit: integer = 1000
MATCH (a:Author)-[w:WROTE]->(p:Paper)
WITH * WHERE $author = '' OR $author IN a.keys
RETURN a.name AS author, p.year AS year, p.title AS title, p.id AS paper, w.position AS position
ORDER BY coalesce(p.year, 0) DESC, title, paper, position, author
LIMIT $limit
