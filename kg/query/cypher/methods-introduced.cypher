// Which methods papers propose.
// param task: concept = a task, by any of its names; empty for all
MATCH (p:Paper)-[r:PROPOSES]->(x:Method)
WHERE $task = '' OR EXISTS { MATCH (p)-[:ADDRESSES]->(t:Task) WHERE $task IN t.keys }
RETURN x.name AS method, p.title AS title, p.id AS paper, r.sentence AS sentence
ORDER BY method, title, paper
