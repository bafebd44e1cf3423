-- What all revisions together make of an empty file: see tm.store.new_sqlite_file.

CREATE TABLE segment (
    id INTEGER NOT NULL,
    "key" BLOB NOT NULL,
    locale TEXT NOT NULL,
    text TEXT NOT NULL,
    codes TEXT,
    folded TEXT,
    tokens INTEGER,
    match_key BLOB,
    CONSTRAINT pk_segment PRIMARY KEY (id)
);
CREATE INDEX ix_segment_locale_tokens ON segment (locale, tokens);
CREATE INDEX ix_segment_match_key ON segment (match_key);
CREATE UNIQUE INDEX uq_segment_key ON segment ("key");

CREATE TABLE origin (
    id INTEGER NOT NULL,
    "key" BLOB NOT NULL,
    article TEXT,
    page_url TEXT,
    source_url TEXT,
    headline TEXT,
    source_headline TEXT,
    source_headline_status TEXT,
    publisher TEXT,
    published TEXT,
    article_author TEXT,
    article_place TEXT,
    CONSTRAINT pk_origin PRIMARY KEY (id),
    CONSTRAINT uq_origin_key UNIQUE ("key")
);
CREATE INDEX ix_origin_article ON origin (article);

CREATE TABLE unit (
    id INTEGER NOT NULL,
    "key" BLOB NOT NULL,
    memory TEXT NOT NULL,
    source_id INTEGER NOT NULL,
    target_id INTEGER NOT NULL,
    "before" BLOB,
    "after" BLOB,
    origin_id INTEGER NOT NULL,
    position INTEGER,
    extent INTEGER NOT NULL,
    kind TEXT,
    score FLOAT,
    method TEXT,
    tuid TEXT,
    author TEXT,
    created TEXT,
    changed TEXT,
    state TEXT NOT NULL,
    note TEXT,
    withheld TEXT,
    properties TEXT,
    CONSTRAINT pk_unit PRIMARY KEY (id),
    CONSTRAINT fk_unit_source_id FOREIGN KEY (source_id) REFERENCES segment (id),
    CONSTRAINT fk_unit_target_id FOREIGN KEY (target_id) REFERENCES segment (id),
    CONSTRAINT fk_unit_origin_id FOREIGN KEY (origin_id) REFERENCES origin (id)
);
CREATE INDEX ix_unit_origin_id ON unit (origin_id);
CREATE INDEX ix_unit_source_id ON unit (source_id);
CREATE INDEX ix_unit_target_id ON unit (target_id);
CREATE INDEX ix_unit_withheld ON unit (withheld) WHERE withheld IS NOT NULL;
CREATE UNIQUE INDEX uq_unit_key ON unit ("key");

CREATE TABLE article_version (
    id INTEGER NOT NULL,
    article TEXT NOT NULL,
    version BLOB NOT NULL,
    locale TEXT NOT NULL,
    headline TEXT NOT NULL,
    lead TEXT,
    publisher TEXT,
    published TEXT,
    url TEXT,
    source_url TEXT,
    source_headline TEXT,
    source_headline_status TEXT,
    source_article TEXT,
    folded TEXT NOT NULL,
    is_part BOOLEAN DEFAULT 0 NOT NULL,
    author TEXT,
    place TEXT,
    CONSTRAINT pk_article_version PRIMARY KEY (id),
    CONSTRAINT uq_article_version_article_version UNIQUE (article, version)
);
CREATE INDEX ix_article_version_source_url ON article_version (source_url);
CREATE INDEX ix_article_version_source_article ON article_version (source_article);

CREATE TABLE article (
    "key" TEXT NOT NULL,
    version_id INTEGER,
    CONSTRAINT pk_article PRIMARY KEY ("key"),
    CONSTRAINT fk_article_version_id FOREIGN KEY (version_id) REFERENCES article_version (id)
);

CREATE TABLE article_segment (
    version_id INTEGER NOT NULL,
    position INTEGER NOT NULL,
    block INTEGER NOT NULL,
    kind TEXT NOT NULL,
    segment_id INTEGER NOT NULL,
    CONSTRAINT pk_article_segment PRIMARY KEY (version_id, position),
    CONSTRAINT fk_article_segment_version_id FOREIGN KEY (version_id) REFERENCES article_version (id),
    CONSTRAINT fk_article_segment_segment_id FOREIGN KEY (segment_id) REFERENCES segment (id)
);
CREATE INDEX ix_article_segment_segment_id ON article_segment (segment_id);

CREATE TABLE change_set (
    id INTEGER NOT NULL,
    at TEXT NOT NULL,
    who TEXT NOT NULL,
    command TEXT NOT NULL,
    detail TEXT,
    undoes TEXT,
    CONSTRAINT pk_change_set PRIMARY KEY (id)
);

CREATE TABLE change (
    id INTEGER NOT NULL,
    set_id INTEGER NOT NULL,
    kind TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "before" TEXT,
    "after" TEXT,
    first_id INTEGER,
    last_id INTEGER,
    CONSTRAINT pk_change PRIMARY KEY (id),
    CONSTRAINT fk_change_set_id FOREIGN KEY (set_id) REFERENCES change_set (id)
);
CREATE INDEX ix_change_kind_key ON change (kind, "key");
CREATE INDEX ix_change_set_id ON change (set_id);
CREATE INDEX ix_change_first_id_last_id ON change (first_id, last_id) WHERE first_id IS NOT NULL;

CREATE TABLE import_file (
    id INTEGER NOT NULL,
    content TEXT NOT NULL,
    options TEXT NOT NULL,
    set_id INTEGER,
    at TEXT NOT NULL,
    entries INTEGER NOT NULL,
    report TEXT NOT NULL,
    finished BOOLEAN NOT NULL,
    CONSTRAINT pk_import_file PRIMARY KEY (id),
    CONSTRAINT fk_import_file_set_id FOREIGN KEY (set_id) REFERENCES change_set (id)
);
CREATE INDEX ix_import_file_content ON import_file (content);

CREATE TABLE selection (
    name TEXT NOT NULL,
    wanted TEXT NOT NULL,
    CONSTRAINT pk_selection PRIMARY KEY (name)
);

CREATE TABLE concept (
    id TEXT NOT NULL,
    subject_field TEXT,
    definition TEXT,
    note TEXT,
    confidence TEXT,
    valid_from TEXT,
    valid_to TEXT,
    relations TEXT,
    termbase TEXT,
    CONSTRAINT pk_concept PRIMARY KEY (id)
);

CREATE TABLE term (
    concept_id TEXT NOT NULL,
    ordinal INTEGER NOT NULL,
    locale TEXT NOT NULL,
    text TEXT NOT NULL,
    folded TEXT NOT NULL,
    status TEXT NOT NULL,
    forbidden BOOLEAN NOT NULL,
    shared BOOLEAN NOT NULL,
    part_of_speech TEXT,
    case_sensitive BOOLEAN,
    valid_from TEXT,
    valid_to TEXT,
    note TEXT,
    source TEXT,
    CONSTRAINT pk_term PRIMARY KEY (concept_id, ordinal),
    CONSTRAINT fk_term_concept_id FOREIGN KEY (concept_id) REFERENCES concept (id)
);
CREATE INDEX ix_term_locale_folded ON term (locale, folded);

CREATE TABLE meta (
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    CONSTRAINT pk_meta PRIMARY KEY (name)
);

CREATE TABLE alembic_version (
    version_num VARCHAR(32) NOT NULL,
    CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);

INSERT INTO alembic_version (version_num) VALUES ('0012');
