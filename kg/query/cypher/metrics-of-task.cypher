// Which metrics papers on a task report, most often first.
// param task: concept = a task, by any of its names; empty for all
MATCH (t:Task)<-[:ADDRESSES]-(p:Paper)-[:MEASURES]->(k:Metric)
WHERE $task = '' OR $task IN t.keys
RETURN t.name AS task, k.name AS metric, k.direction AS direction, count(DISTINCT p.id) AS papers
ORDER BY papers DESC, task, metric
