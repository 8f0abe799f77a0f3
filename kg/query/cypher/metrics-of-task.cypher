// The metrics that papers on a task report.
// Ranked by papers, then by confidence, the highest of their evidence, then by name.
// A row rests on two statements of a paper; its confidence is that of the less sure one.
// param task: concept Task = ""
// param min_confidence: number = 0
// param limit: integer = 1000
MATCH (t:Task)<-[r:ADDRESSES]-(p:Paper)-[s:MEASURES]->(k:Metric)
WITH t, k, p, CASE WHEN r.confidence < s.confidence THEN r.confidence ELSE s.confidence END AS c
WHERE c >= $min_confidence AND ($task = '' OR $task IN t.keys)
RETURN t.name AS task, k.name AS metric, k.direction AS direction, count(DISTINCT p.id) AS papers, max(c) AS confidence
ORDER BY papers DESC, confidence DESC, task, metric, direction
LIMIT $limit
