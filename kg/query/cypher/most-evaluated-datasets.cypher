// On which datasets most papers evaluate.
MATCH (m:Method)-[r:EVALUATED_WITH]->(d:Dataset)
RETURN d.name AS dataset, count(DISTINCT r.paper) AS papers, count(DISTINCT m.iri) AS methods
ORDER BY papers DESC, methods DESC, dataset
