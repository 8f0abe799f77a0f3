// The metrics that papers on a task report.
// Most papers first.
// param task: concept Task = ""
// param limit: integer = 1000
MATCH (t:Task)<-[:ADDRESSES]-(p:Paper)-[:MEASURES]->(k:Metric)
WHERE $task = '' OR $task IN t.keys
RETURN t.name AS task, k.name AS metric, k.direction AS direction, count(DISTINCT p.id) AS papers
ORDER BY papers DESC, task, metric, direction
LIMIT $limit
