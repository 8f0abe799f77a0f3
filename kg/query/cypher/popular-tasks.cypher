// The tasks that most papers work on.
// Ranked by papers, then by confidence, the highest of their evidence, then by name.
// param min_confidence: number = 0
// param limit: integer = 1000
MATCH (p:Paper)-[r:ADDRESSES]->(t:Task)
WHERE r.confidence >= $min_confidence
RETURN t.name AS task, count(DISTINCT r.paper) AS papers, max(r.confidence) AS confidence
ORDER BY papers DESC, confidence DESC, task
LIMIT $limit
