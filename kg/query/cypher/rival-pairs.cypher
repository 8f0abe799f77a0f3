// The pairs of methods that are compared.
// Each pair once, most papers first.
// param limit: integer = 1000
MATCH (a:Method)-[r:COMPARED_WITH]-(b:Method)
WHERE a.iri < b.iri
RETURN a.name AS method, b.name AS rival, count(DISTINCT r.paper) AS papers
ORDER BY papers DESC, method, rival
LIMIT $limit
