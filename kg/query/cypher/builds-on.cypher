// What a method is part of, what it is a kind of, and what builds on it.
// Ranked by papers, then by confidence, the highest of their evidence, then by name.
// param method: concept Method = ""
// param min_confidence: number = 0
// param limit: integer = 1000
MATCH (a:Method)-[r:PART_OF|SUBCLASS_OF]->(b:Method)
WITH * WHERE r.confidence >= $min_confidence AND ($method = '' OR $method IN a.keys OR $method IN b.keys)
RETURN a.name AS method, CASE type(r) WHEN 'PART_OF' THEN 'part of' ELSE 'kind of' END AS relation, b.name AS whole,
       count(DISTINCT r.paper) AS papers, max(r.confidence) AS confidence
ORDER BY papers DESC, confidence DESC, method, relation, whole
LIMIT $limit
