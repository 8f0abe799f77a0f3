// Which datasets papers introduce.
// param task: concept = a task, by any of its names; empty for all
MATCH (p:Paper)-[r:INTRODUCES]->(x:Dataset)
WHERE $task = '' OR EXISTS { MATCH (p)-[:ADDRESSES]->(t:Task) WHERE $task IN t.keys }
RETURN x.name AS dataset, p.title AS title, p.id AS paper, r.sentence AS sentence
ORDER BY dataset, title, paper
