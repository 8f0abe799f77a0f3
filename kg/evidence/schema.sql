-- The truth.
CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS record (
    id TEXT, source TEXT, title TEXT NOT NULL, abstract TEXT, year INTEGER, url TEXT, same_as TEXT NOT NULL, claims TEXT NOT NULL,
    metadata TEXT NOT NULL, PRIMARY KEY (id, source)
) WITHOUT ROWID;
-- The absolute path of each file that was read, by the name that starts the sources of its records.
CREATE TABLE IF NOT EXISTS file (name TEXT PRIMARY KEY, path BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS extraction (
    paper TEXT PRIMARY KEY, content_hash TEXT NOT NULL, model TEXT NOT NULL, value TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS reject (
    key TEXT PRIMARY KEY, source TEXT NOT NULL, code TEXT NOT NULL, reason TEXT NOT NULL, record TEXT NOT NULL,
    "offset" INTEGER
) WITHOUT ROWID;
-- Ids of papers that are kept out of every run, each with the id that named its paper, and its title.
CREATE TABLE IF NOT EXISTS forgotten (id TEXT PRIMARY KEY, paper TEXT NOT NULL, title TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS decision (name TEXT, other TEXT, kind TEXT NOT NULL, PRIMARY KEY (name, other)) WITHOUT ROWID;

-- What authority files call things, one row an entry; `value` is an Entry as JSON.
CREATE TABLE IF NOT EXISTS authority (source TEXT, number INTEGER, value TEXT NOT NULL, PRIMARY KEY (source, number)) WITHOUT ROWID;

-- Derived from the records whenever they have changed: which of them are one paper, under which ids.
CREATE TABLE IF NOT EXISTS paper (id TEXT PRIMARY KEY, same_as TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS member (paper TEXT, id TEXT, source TEXT, PRIMARY KEY (paper, id, source)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS known_as (id TEXT PRIMARY KEY, paper TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS clash (
    id TEXT NOT NULL, title TEXT NOT NULL, source TEXT NOT NULL, other_title TEXT NOT NULL, other_source TEXT NOT NULL
);

-- Derived from what the papers say, and replaced as a whole.
CREATE TABLE IF NOT EXISTS concept (iri TEXT PRIMARY KEY, label TEXT NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL, direction TEXT NOT NULL, unit TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS sense (key TEXT NOT NULL, short TEXT NOT NULL, long TEXT NOT NULL, papers INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS link (
    concept TEXT, predicate TEXT NOT NULL, target TEXT, name TEXT NOT NULL, score REAL NOT NULL, reason TEXT NOT NULL, source TEXT,
    stated INTEGER NOT NULL, PRIMARY KEY (concept, target, source)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS concept_key (key TEXT, iri TEXT, PRIMARY KEY (key, iri)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS repository (iri TEXT PRIMARY KEY, url TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS result (
    iri TEXT PRIMARY KEY, paper TEXT NOT NULL, value REAL NOT NULL, raw TEXT NOT NULL, unit TEXT NOT NULL, kind TEXT NOT NULL,
    sentence TEXT NOT NULL, start INTEGER NOT NULL, "end" INTEGER NOT NULL, confidence REAL NOT NULL, rule TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS statement (
    key TEXT PRIMARY KEY, subject_label TEXT NOT NULL, subject TEXT NOT NULL, predicate TEXT NOT NULL,
    object_label TEXT NOT NULL, object TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS evidence (
    key TEXT, statement TEXT, paper TEXT NOT NULL, sentence TEXT NOT NULL, start INTEGER NOT NULL,
    "end" INTEGER NOT NULL, rule TEXT NOT NULL, model TEXT NOT NULL, confidence REAL NOT NULL, qualifier TEXT NOT NULL,
    PRIMARY KEY (statement, paper, key)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS wrote (
    paper TEXT, position INTEGER, author TEXT NOT NULL, name TEXT NOT NULL, family TEXT, given TEXT, orcid TEXT, id TEXT,
    PRIMARY KEY (paper, position)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS published (paper TEXT PRIMARY KEY, venue TEXT NOT NULL, name TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS cites (paper TEXT, cited TEXT, PRIMARY KEY (paper, cited)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS statement_subject ON statement (subject);
CREATE INDEX IF NOT EXISTS statement_object ON statement (object);
CREATE INDEX IF NOT EXISTS evidence_paper ON evidence (paper);
CREATE INDEX IF NOT EXISTS wrote_author ON wrote (author);
CREATE INDEX IF NOT EXISTS published_venue ON published (venue);
