// The methods that the papers of an author propose.
// Ranked by papers, then by confidence, the highest of their evidence, then by name.
// param author: name = ""
// param min_confidence: number = 0
// param limit: integer = 1000
MATCH (a:Author)-[:WROTE]->(p:Paper)-[r:PROPOSES]->(m:Method)
WITH * WHERE r.confidence >= $min_confidence AND ($author = '' OR $author IN a.keys)
WITH a, m, count(DISTINCT p) AS papers, max(r.confidence) AS confidence
RETURN a.name AS author, m.name AS method, papers, confidence
ORDER BY papers DESC, confidence DESC, author, method
LIMIT $limit
