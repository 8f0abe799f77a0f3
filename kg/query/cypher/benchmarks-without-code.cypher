// The tasks and datasets on which methods are evaluated, but in no paper with code.
// A paper counts for the tasks that it addresses and the datasets on which it evaluates a method. Ranked by papers, then by confidence,
// the highest of their evidence, then by name. A row rests on two statements of a paper; its confidence is that of the less sure one.
// param task: concept Task = ""
// param min_confidence: number = 0
// param limit: integer = 1000
MATCH (p:Paper)-[:PROPOSES|USES|COMPARES|MENTIONS]->(m:Method)-[r:EVALUATED_WITH]->(d:Dataset)
WITH p, m, d, r WHERE r.paper = p.id
WITH p, m, d, max(r.confidence) AS sure
MATCH (p)-[a:ADDRESSES]->(t:Task)
WITH t, p, m, d, CASE WHEN sure < a.confidence THEN sure ELSE a.confidence END AS c, $task = '' OR $task IN t.keys AS asked
WHERE c >= $min_confidence AND asked
OPTIONAL MATCH (p)-[:HAS_REPOSITORY]->(code:Repository)
WITH t, d, count(DISTINCT p.id) AS papers, count(DISTINCT m.iri) AS methods, max(c) AS confidence, count(code) AS repositories
WHERE repositories = 0
RETURN t.name AS task, d.name AS dataset, methods, papers, confidence
ORDER BY papers DESC, confidence DESC, task, dataset
LIMIT $limit
