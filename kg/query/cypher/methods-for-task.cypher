// Which methods are used for a task, most supported first.
// param task: concept = a task, by any of its names; empty for all
MATCH (m:Method)-[r:USED_FOR]->(t:Task)
WHERE $task = '' OR $task IN t.keys
RETURN t.name AS task, m.name AS method, count(DISTINCT r.paper) AS papers
ORDER BY papers DESC, task, method
