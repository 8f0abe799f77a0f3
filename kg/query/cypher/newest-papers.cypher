// The newest papers on a task.
// By year, then by title; papers without a year come last.
// param task: concept Task = ""
// param min_confidence: number = 0
// param limit: integer = 1000
MATCH (p:Paper)-[r:ADDRESSES]->(t:Task)
WITH * WHERE r.confidence >= $min_confidence AND ($task = '' OR $task IN t.keys)
RETURN p.year AS year, p.title AS title, p.id AS paper, t.name AS task
ORDER BY coalesce(p.year, 0) DESC, title, paper, task
LIMIT $limit
