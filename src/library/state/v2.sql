-- The articles that were opened, in order: the higher `at`, the later.
CREATE TABLE opened (content INTEGER PRIMARY KEY, at INTEGER NOT NULL);
