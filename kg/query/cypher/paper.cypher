// One paper in full: every statement that it makes, with the sentence.
// By its id or its title, as they stand.
// param paper: text = ""
// param limit: integer = 1000
MATCH (p:Paper)-[*0..1]->(s)-[r]->(o)
WHERE ($paper = '' OR p.id = $paper OR p.title = $paper) AND r.paper = p.id
RETURN DISTINCT p.id AS paper, coalesce(s.title, s.name, s.raw) AS subject, type(r) AS says, coalesce(o.name, o.raw) AS object,
       r.sentence AS sentence, r.rule AS rule, r.confidence AS confidence
ORDER BY paper, subject, says, object, sentence, rule, confidence
LIMIT $limit
