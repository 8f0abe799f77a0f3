// The methods that are used for a task.
// Ranked by papers, then by confidence, the highest of their evidence, then by name.
// param task: concept Task = ""
// param min_confidence: number = 0
// param limit: integer = 1000
MATCH (m:Method)-[r:USED_FOR]->(t:Task)
WITH * WHERE r.confidence >= $min_confidence AND ($task = '' OR $task IN t.keys)
RETURN t.name AS task, m.name AS method, count(DISTINCT r.paper) AS papers, max(r.confidence) AS confidence
ORDER BY papers DESC, confidence DESC, task, method
LIMIT $limit
