// The papers that name no repository.
// param task: concept Task = ""
// param limit: integer = 1000
MATCH (p:Paper)
WHERE NOT EXISTS { MATCH (p)-[:HAS_REPOSITORY]->(:Repository) }
  AND ($task = '' OR EXISTS { MATCH (p)-[:ADDRESSES]->(t:Task) WHERE $task IN t.keys })
RETURN p.title AS title, p.id AS paper
ORDER BY title, paper
LIMIT $limit
