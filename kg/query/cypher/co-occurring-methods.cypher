// The methods that papers propose, use or compare together with a method.
// Without a method, each pair once. Ranked by papers, then by confidence, the highest of their evidence, then by name.
// A row rests on two statements of a paper; its confidence is that of the less sure one.
// param method: concept Method = ""
// param min_confidence: number = 0
// param limit: integer = 1000
MATCH (a:Method)<-[r:PROPOSES|USES|COMPARES]-(p:Paper)-[s:PROPOSES|USES|COMPARES]->(b:Method)
WITH a, b, p, CASE WHEN r.confidence < s.confidence THEN r.confidence ELSE s.confidence END AS c
WHERE c >= $min_confidence AND a.iri <> b.iri AND (($method = '' AND a.iri < b.iri) OR $method IN a.keys)
RETURN a.name AS method, b.name AS other, count(DISTINCT p.id) AS papers, max(c) AS confidence
ORDER BY papers DESC, confidence DESC, method, other
LIMIT $limit
