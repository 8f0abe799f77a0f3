// The papers that propose, use or compare a method, the oldest first.
// By year, then by title; papers without a year come last. A paper has a row for each thing that it does with the method.
// param method: concept Method = ""
// param min_confidence: number = 0
// param limit: integer = 1000
MATCH (p:Paper)-[r:PROPOSES|USES|COMPARES]->(m:Method)
WITH * WHERE r.confidence >= $min_confidence AND ($method = '' OR $method IN m.keys)
RETURN p.year AS year, p.title AS title, p.id AS paper, toLower(type(r)) AS does, m.name AS method, max(r.confidence) AS confidence
ORDER BY coalesce(year, 9999), title, paper, does, method
LIMIT $limit
