// Where the papers on a task were published.
// Ranked by papers, then by name.
// param task: concept Task = ""
// param min_confidence: number = 0
// param limit: integer = 1000
MATCH (v:Venue)<-[:PUBLISHED_IN]-(p:Paper)-[r:ADDRESSES]->(t:Task)
WITH * WHERE r.confidence >= $min_confidence AND ($task = '' OR $task IN t.keys)
RETURN v.name AS venue, t.name AS task, count(DISTINCT p.id) AS papers
ORDER BY papers DESC, venue, task
LIMIT $limit
