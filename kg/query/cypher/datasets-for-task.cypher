// Which datasets are benchmarks for a task, most supported first.
// param task: concept = a task, by any of its names; empty for all
MATCH (d:Dataset)-[r:BENCHMARK_FOR]->(t:Task)
WHERE $task = '' OR $task IN t.keys
RETURN t.name AS task, d.name AS dataset, count(DISTINCT r.paper) AS papers
ORDER BY papers DESC, task, dataset
