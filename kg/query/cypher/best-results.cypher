// The best results on a dataset or for a task, best first by the direction of their metric.
// param dataset: concept = a dataset, by any of its names; empty for all
// param task: concept = a task, by any of its names; empty for all
// param metric: concept = a metric, by any of its names; empty for all
MATCH (p:Paper)-[:REPORTS]->(r:Result)
WHERE r.kind = 'absolute'
OPTIONAL MATCH (r)-[:ON_DATASET]->(d:Dataset)
OPTIONAL MATCH (r)-[:MEASURED_BY]->(k:Metric)
OPTIONAL MATCH (r)-[:OF_METHOD]->(m:Method)
WITH p, r, d, k, m
WHERE ($dataset = '' OR $dataset IN d.keys) AND ($metric = '' OR $metric IN k.keys)
  AND ($task = '' OR EXISTS { MATCH (r)-[:FOR_TASK]->(t:Task) WHERE $task IN t.keys }
       OR EXISTS { MATCH (p)-[:ADDRESSES]->(t:Task) WHERE $task IN t.keys })
RETURN coalesce(m.name, '') AS method, r.value AS value, r.unit AS unit, coalesce(k.name, '') AS metric, coalesce(d.name, '') AS dataset,
       p.title AS title, r.sentence AS sentence, p.id AS paper, r.raw AS raw
ORDER BY dataset, metric, CASE WHEN k.direction = 'lower' THEN r.value ELSE -r.value END, method, paper, raw, sentence, r.iri
