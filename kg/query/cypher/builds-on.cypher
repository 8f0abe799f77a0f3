// What a method is part of, what it is a kind of, and what builds on it.
// Most papers first.
// param method: concept Method = ""
// param limit: integer = 1000
MATCH (a:Method)-[r:PART_OF|SUBCLASS_OF]->(b:Method)
WHERE $method = '' OR $method IN a.keys OR $method IN b.keys
RETURN a.name AS method, CASE type(r) WHEN 'PART_OF' THEN 'part of' ELSE 'kind of' END AS relation, b.name AS whole,
       count(DISTINCT r.paper) AS papers
ORDER BY papers DESC, method, relation, whole
LIMIT $limit
