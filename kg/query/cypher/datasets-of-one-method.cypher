// The datasets on which one method alone is evaluated, with the tasks.
// The tasks are those that the papers address which evaluate it there. Ranked by papers, then by confidence, the highest of their
// evidence, then by name. A row rests on two statements of a paper; its confidence is that of the less sure one.
// param task: concept Task = ""
// param min_confidence: number = 0
// param limit: integer = 1000
MATCH (m:Method)-[r:EVALUATED_WITH]->(d:Dataset)
WITH * WHERE r.confidence >= $min_confidence
WITH d, count(DISTINCT m.iri) AS methods
WHERE methods = 1
MATCH (d)<-[r:EVALUATED_WITH]-(m:Method)<-[:PROPOSES|USES|COMPARES|MENTIONS]-(p:Paper)-[a:ADDRESSES]->(t:Task)
WITH d, m, p, r, t, CASE WHEN r.confidence < a.confidence THEN r.confidence ELSE a.confidence END AS c
WHERE r.paper = p.id AND c >= $min_confidence AND ($task = '' OR $task IN t.keys)
RETURN d.name AS dataset, m.name AS method, t.name AS task, count(DISTINCT p.id) AS papers, max(c) AS confidence
ORDER BY papers DESC, confidence DESC, dataset, method, task
LIMIT $limit
