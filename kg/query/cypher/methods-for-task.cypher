// The methods that are used for a task.
// Most papers first.
// param task: concept Task = ""
// param limit: integer = 1000
MATCH (m:Method)-[r:USED_FOR]->(t:Task)
WHERE $task = '' OR $task IN t.keys
RETURN t.name AS task, m.name AS method, count(DISTINCT r.paper) AS papers
ORDER BY papers DESC, task, method
LIMIT $limit
