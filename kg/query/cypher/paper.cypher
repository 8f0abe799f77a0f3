// One paper in full: every statement that it makes, with the sentence.
// The paper by its id or its title, as it stands.
// param paper: text = ""
// param min_confidence: number = 0
// param limit: integer = 1000
MATCH (p:Paper)
WHERE p.id = $paper OR p.title = $paper
MATCH (s)-[r]->(o)
WITH * WHERE r.paper = p.id AND r.confidence >= $min_confidence
RETURN DISTINCT p.id AS paper, coalesce(s.title, s.name, s.raw) AS subject, type(r) AS says, coalesce(o.name, o.raw) AS object,
       r.sentence AS sentence, r.rule AS rule, r.confidence AS confidence
ORDER BY paper, subject, says, object, sentence, rule, confidence
LIMIT $limit
