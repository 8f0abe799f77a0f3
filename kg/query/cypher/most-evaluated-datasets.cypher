// The datasets that most papers evaluate on.
// With the number of methods that they evaluate.
// param limit: integer = 1000
MATCH (m:Method)-[r:EVALUATED_WITH]->(d:Dataset)
RETURN d.name AS dataset, count(DISTINCT r.paper) AS papers, count(DISTINCT m.iri) AS methods
ORDER BY papers DESC, methods DESC, dataset
LIMIT $limit
