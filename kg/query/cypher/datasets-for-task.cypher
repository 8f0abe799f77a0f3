// The datasets that are benchmarks for a task.
// Most papers first.
// param task: concept Task = ""
// param limit: integer = 1000
MATCH (d:Dataset)-[r:BENCHMARK_FOR]->(t:Task)
WHERE $task = '' OR $task IN t.keys
RETURN t.name AS task, d.name AS dataset, count(DISTINCT r.paper) AS papers
ORDER BY papers DESC, task, dataset
LIMIT $limit
