// The methods that a method is compared with.
// In either direction. Ranked by papers, then by confidence, the highest of their evidence, then by name.
// param method: concept Method = ""
// param min_confidence: number = 0
// param limit: integer = 1000
MATCH (a:Method)-[r:COMPARED_WITH]-(b:Method)
WITH * WHERE r.confidence >= $min_confidence AND ($method = '' OR $method IN a.keys)
RETURN a.name AS method, b.name AS rival, count(DISTINCT r.paper) AS papers, max(r.confidence) AS confidence
ORDER BY papers DESC, confidence DESC, method, rival
LIMIT $limit
