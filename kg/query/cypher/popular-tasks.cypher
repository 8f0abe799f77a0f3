// The tasks that most papers work on.
// param limit: integer = 1000
MATCH (p:Paper)-[r:ADDRESSES]->(t:Task)
RETURN t.name AS task, count(DISTINCT r.paper) AS papers
ORDER BY papers DESC, task
LIMIT $limit
