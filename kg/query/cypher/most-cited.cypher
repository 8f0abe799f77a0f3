// The papers that others in this graph cite most.
// Ranked by the papers of the graph that cite them, then by year and title; `citations` is what a source counted anywhere.
// param limit: integer = 1000
MATCH (q:Paper)-[:CITES]->(p:Paper)
RETURN p.title AS title, p.id AS paper, p.year AS year, count(DISTINCT q.id) AS papers, p.citationCount AS citations
ORDER BY papers DESC, coalesce(year, 0) DESC, title, paper
LIMIT $limit
