// Which papers name no repository.
// param task: concept = a task, by any of its names; empty for all
MATCH (p:Paper)
WHERE NOT EXISTS { MATCH (p)-[:HAS_REPOSITORY]->(:Repository) }
  AND ($task = '' OR EXISTS { MATCH (p)-[:ADDRESSES]->(t:Task) WHERE $task IN t.keys })
RETURN p.title AS title, p.id AS paper
ORDER BY title, paper
