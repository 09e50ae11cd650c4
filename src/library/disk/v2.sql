-- What grouping remembers, so that a change after a start costs no more than one while the reader runs. Of every article
-- looked into: `words`, a hash of headline and words; its day; `print`, a hash of all that grouping knows of it; `signature`,
-- for finding copies; and, of the newest articles and those words are weighed by, the packed rest (src/library/stories/bytes.rs). In `meta`, `digests` is the version they are of,
-- and `sample` a hash of the articles the words were last weighed by.
CREATE TABLE sketch (
  article INTEGER PRIMARY KEY, words INTEGER NOT NULL, date INTEGER, print INTEGER NOT NULL, signature BLOB NOT NULL);
CREATE TABLE digest (article INTEGER PRIMARY KEY, packed BLOB NOT NULL);

-- What came of it, packed: by article, which others it is compared with (src/library/stories/near.rs), and those of higher
-- number that are likely about the same (judging.rs); by part of all words, which articles are looked up by each (lists.rs);
-- by hash of a group's articles, or of two groups', what is told of them (grouper.rs).
CREATE TABLE near (id INTEGER PRIMARY KEY, packed BLOB NOT NULL);
CREATE TABLE likely (id INTEGER PRIMARY KEY, packed BLOB NOT NULL);
CREATE TABLE list (id INTEGER PRIMARY KEY, packed BLOB NOT NULL);
CREATE TABLE reason (id INTEGER PRIMARY KEY, packed BLOB NOT NULL);
