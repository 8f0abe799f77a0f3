// The methods that papers introduce, with the sentence.
// Of all papers, or of those that address a task.
// param task: concept Task = ""
// param min_confidence: number = 0
// param limit: integer = 1000
MATCH (p:Paper)-[r:PROPOSES]->(x:Method)
WITH * WHERE r.confidence >= $min_confidence
  AND ($task = '' OR EXISTS { MATCH (p)-[:ADDRESSES]->(t:Task) WHERE $task IN t.keys })
RETURN x.name AS method, p.title AS title, p.id AS paper, r.sentence AS sentence
ORDER BY method, title, paper, sentence
LIMIT $limit
