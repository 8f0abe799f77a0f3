// On which tasks most papers work.
MATCH (p:Paper)-[r:ADDRESSES]->(t:Task)
RETURN t.name AS task, count(DISTINCT r.paper) AS papers
ORDER BY papers DESC, task
