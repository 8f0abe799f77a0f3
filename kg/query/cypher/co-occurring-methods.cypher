// Which methods stand together in papers, most often first.
// param method: concept = a method, by any of its names; empty for all
MATCH (a:Method)<-[:PROPOSES|USES|COMPARES]-(p:Paper)-[:PROPOSES|USES|COMPARES]->(b:Method)
WHERE a.iri <> b.iri AND (($method = '' AND a.iri < b.iri) OR $method IN a.keys)
RETURN a.name AS method, b.name AS other, count(DISTINCT p.id) AS papers
ORDER BY papers DESC, method, other
