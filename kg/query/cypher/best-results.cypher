// The best results on a dataset or for a task.
// Only absolute values, no gains; best first by the direction of their metric. A result is for the tasks that it names and for those
// that its paper addresses.
// param dataset: concept Dataset = ""
// param task: concept Task = ""
// param metric: concept Metric = ""
// param method: concept Method = ""
// param min_confidence: number = 0
// param limit: integer = 1000
MATCH (p:Paper)-[:REPORTS]->(r:Result)
WHERE r.kind = 'absolute' AND r.confidence >= $min_confidence
OPTIONAL MATCH (r)-[:ON_DATASET]->(d:Dataset)
OPTIONAL MATCH (r)-[:MEASURED_BY]->(k:Metric)
OPTIONAL MATCH (r)-[:OF_METHOD]->(m:Method)
WITH p, r, d, k, m
WHERE ($dataset = '' OR $dataset IN d.keys) AND ($metric = '' OR $metric IN k.keys) AND ($method = '' OR $method IN m.keys)
  AND ($task = '' OR EXISTS { MATCH (r)-[:FOR_TASK]->(t:Task) WHERE $task IN t.keys }
       OR EXISTS { MATCH (p)-[:ADDRESSES]->(t:Task) WHERE $task IN t.keys })
RETURN d.name AS dataset, k.name AS metric, m.name AS method, r.value AS value, r.raw AS raw, r.unit AS unit,
       p.title AS title, p.id AS paper, r.confidence AS confidence, r.sentence AS sentence
ORDER BY coalesce(d.name, ''), coalesce(k.name, ''), CASE WHEN k.direction = 'lower' THEN r.value ELSE -r.value END,
         coalesce(m.name, ''), paper, raw, unit, sentence
LIMIT $limit
