// Which methods a method is compared with, most often first.
// param method: concept = a method, by any of its names; empty for all
MATCH (a:Method)-[r:COMPARED_WITH]-(b:Method)
WHERE $method = '' OR $method IN a.keys
RETURN a.name AS method, b.name AS rival, count(DISTINCT r.paper) AS papers
ORDER BY papers DESC, method, rival
