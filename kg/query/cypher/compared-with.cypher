// The methods that a method is compared with.
// In either direction, most papers first.
// param method: concept Method = ""
// param limit: integer = 1000
MATCH (a:Method)-[r:COMPARED_WITH]-(b:Method)
WHERE $method = '' OR $method IN a.keys
RETURN a.name AS method, b.name AS rival, count(DISTINCT r.paper) AS papers
ORDER BY papers DESC, method, rival
LIMIT $limit
