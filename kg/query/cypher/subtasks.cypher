// The tasks that are part of a task.
// Most papers first.
// param task: concept Task = ""
// param limit: integer = 1000
MATCH (s:Task)-[r:SUBTASK_OF]->(t:Task)
WHERE $task = '' OR $task IN t.keys
RETURN t.name AS task, s.name AS subtask, count(DISTINCT r.paper) AS papers
ORDER BY papers DESC, task, subtask
LIMIT $limit
