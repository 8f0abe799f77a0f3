// The datasets that papers introduce, with the sentence.
// Of all papers, or of those that address a task.
// param task: concept Task = ""
// param min_confidence: number = 0
// param limit: integer = 1000
MATCH (p:Paper)-[r:INTRODUCES]->(x:Dataset)
WITH * WHERE r.confidence >= $min_confidence
  AND ($task = '' OR EXISTS { MATCH (p)-[:ADDRESSES]->(t:Task) WHERE $task IN t.keys })
RETURN x.name AS dataset, p.title AS title, p.id AS paper, r.sentence AS sentence
ORDER BY dataset, title, paper, sentence
LIMIT $limit
