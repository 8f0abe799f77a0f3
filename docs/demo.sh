#!/bin/sh
# What `make demo` shows: the main job on the sample pages, then questions. Usage: demo.sh KG FOLDER
set -eu
kg=$1
folder=$2
store=$folder/graph.kg
strong='' usual=''
if [ -t 1 ]; then strong=$(printf '\033[1m') usual=$(printf '\033[0m'); else export COLUMNS=110; fi

say() { # the command as one would type it
    printf '\n%s$ kg' "$strong"
    for word; do case $word in *[!A-Za-z0-9_./=-]*) printf " '%s'" "$word" ;; *) printf ' %s' "$word" ;; esac; done
    printf '%s\n' "$usual"
}
ask() { say "$@"; "$kg" "$@" --store "$store" --format table; }

say run pipelines/sample.toml --store "$store"
"$kg" run pipelines/sample.toml --store "$store" || [ $? -eq 1 ]
ask leaderboard --dataset CIFAR-10
ask query methods-for-task -p task="image classification"
ask query 'MATCH (a:Method)-[r:COMPARED_WITH]->(b:Method) RETURN a.name AS method, b.name AS rival, r.sentence AS sentence ORDER BY method, rival LIMIT 3'
ask sparql 'SELECT ?name (COUNT(DISTINCT ?paper) AS ?papers) { ?paper pg:addresses ?task . ?task skos:prefLabel ?name } GROUP BY ?name ORDER BY DESC(?papers) ?name LIMIT 5'
"$kg" export nquads --store "$store" -o "$folder/graph.nq"
say export html --store "$store" -o "$folder/graph.html"
"$kg" export html --store "$store" -o "$folder/graph.html"
printf '\nOpen %s/graph.html in a browser. The pages are in pipelines/sample/, the graph and its export in %s/; the command is %s.\n' "$folder" "$folder" "$kg"
