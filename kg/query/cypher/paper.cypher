// One paper in full: all that it says, with the sentences.
// param paper: text = the id or the title of a paper
MATCH (p:Paper)-[r]->(x)
WHERE p.id = $paper OR p.title = $paper
RETURN p.title AS title, type(r) AS says, coalesce(x.name, x.raw) AS what, r.sentence AS sentence, r.rule AS rule
ORDER BY title, says, what, sentence, rule
