// The papers that share methods, tasks or datasets with a paper.
// The paper by its id or its title, as it stands. A concept that n papers have counts 1/n, so what few papers share counts most; metrics
// and what a paper only mentions do not count. Ranked by weight, then by title; `shared` names the first five, the rarest first.
// param paper: text = ""
// param min_confidence: number = 0
// param limit: integer = 1000
MATCH (p:Paper)-[r:PROPOSES|USES|COMPARES|INTRODUCES|ADDRESSES]->(c)
WITH * WHERE (p.id = $paper OR p.title = $paper) AND r.confidence >= $min_confidence
WITH DISTINCT c
MATCH (c)<-[r:PROPOSES|USES|COMPARES|INTRODUCES|ADDRESSES]-(:Paper)
WITH * WHERE r.confidence >= $min_confidence
WITH c, count(DISTINCT r.paper) AS n
MATCH (c)<-[s:PROPOSES|USES|COMPARES|INTRODUCES|ADDRESSES]-(q:Paper)
WITH * WHERE s.confidence >= $min_confidence AND q.id <> $paper AND q.title <> $paper
WITH DISTINCT q, c, n
WITH q.title AS title, q.id AS paper, sum(CASE WHEN c.iri =~ '.*/method/[^/]*' THEN 1 ELSE 0 END) AS methods,
     sum(CASE WHEN c.iri =~ '.*/task/[^/]*' THEN 1 ELSE 0 END) AS tasks,
     sum(CASE WHEN c.iri =~ '.*/dataset/[^/]*' THEN 1 ELSE 0 END) AS datasets,
     sum(1000000 / n) AS millionths, collect({n: n, name: c.name, iri: c.iri}) AS concepts
ORDER BY millionths DESC, title, paper LIMIT $limit
  // Sorting a list is written differently in each store: a name is placed by how many are not after it.
UNWIND concepts AS one
UNWIND concepts AS other
WITH title, paper, methods, tasks, datasets, millionths, one.name AS name, one.iri AS iri,
     sum(CASE WHEN other.n < one.n OR (other.n = one.n AND (other.name < one.name OR (other.name = one.name AND other.iri <= one.iri)))
         THEN 1 ELSE 0 END) AS place
WITH title, paper, methods, tasks, datasets, millionths, min(CASE WHEN place = 1 THEN name END) AS a, min(CASE WHEN place = 2 THEN name END) AS b,
     min(CASE WHEN place = 3 THEN name END) AS c, min(CASE WHEN place = 4 THEN name END) AS d, min(CASE WHEN place = 5 THEN name END) AS e,
     max(place) AS last
RETURN title, paper, methods, tasks, datasets, millionths / 1000000.0 AS weight,
       a + CASE WHEN last > 1 THEN ', ' + b ELSE '' END + CASE WHEN last > 2 THEN ', ' + c ELSE '' END
         + CASE WHEN last > 3 THEN ', ' + d ELSE '' END + CASE WHEN last > 4 THEN ', ' + e ELSE '' END
         + CASE WHEN last > 5 THEN ', …' ELSE '' END AS shared
ORDER BY weight DESC, title, paper
