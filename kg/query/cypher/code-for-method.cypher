// Where the code of a method is, and whether it is the paper's own.
// param method: concept Method = ""
// param limit: integer = 1000
MATCH (p:Paper)-[h:HAS_REPOSITORY]->(c:Repository)-[i:IMPLEMENTS]->(m:Method)
WHERE $method = '' OR $method IN m.keys
WITH * WHERE i.paper = p.id
RETURN m.name AS method, c.url AS url, h.official AS official, p.title AS title, p.id AS paper
ORDER BY method, url, title, paper, official
LIMIT $limit
