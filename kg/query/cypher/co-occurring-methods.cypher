// The methods that papers propose, use or compare together with a method.
// Most papers first; without a method, each pair once.
// param method: concept Method = ""
// param limit: integer = 1000
MATCH (a:Method)<-[:PROPOSES|USES|COMPARES]-(p:Paper)-[:PROPOSES|USES|COMPARES]->(b:Method)
WHERE a.iri <> b.iri AND (($method = '' AND a.iri < b.iri) OR $method IN a.keys)
RETURN a.name AS method, b.name AS other, count(DISTINCT p.id) AS papers
ORDER BY papers DESC, method, other
LIMIT $limit
