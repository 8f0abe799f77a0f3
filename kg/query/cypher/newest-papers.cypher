// The newest papers on a task.
// param task: concept = a task, by any of its names; empty for all
MATCH (p:Paper)-[:ADDRESSES]->(t:Task)
WHERE $task = '' OR $task IN t.keys
RETURN coalesce(p.year, 0) AS year, p.title AS title, p.id AS paper, t.name AS task
ORDER BY year DESC, title, paper, task
