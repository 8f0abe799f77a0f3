// The datasets that most papers evaluate on.
// With the number of methods that they evaluate. Ranked by papers, then by confidence, the highest of their evidence, then by name.
// param min_confidence: number = 0
// param limit: integer = 1000
MATCH (m:Method)-[r:EVALUATED_WITH]->(d:Dataset)
WHERE r.confidence >= $min_confidence
RETURN d.name AS dataset, count(DISTINCT r.paper) AS papers, count(DISTINCT m.iri) AS methods, max(r.confidence) AS confidence
ORDER BY papers DESC, confidence DESC, dataset
LIMIT $limit
