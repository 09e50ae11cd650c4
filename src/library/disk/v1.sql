-- The library of one corpus: everything a list needs, so that no list opens a file. All of it can be made again from the
-- files; what the user makes is kept elsewhere. docs/LIBRARY.md explains it with examples.
--
-- Spans are byte offsets into an article's text as it is shown. Days are whole numbers: 20240503. Contents are 64-bit
-- hashes of a file's bytes, as signed numbers. Numbers of articles, actors and stories are never given twice.

-- root: the folder; birth: when the library was made; generation: raised by whatever changes answers; indexed: the generation
-- the index of words was last brought up to; unjoined: whether stories and actors have yet to be joined; joiner: the version
-- that joined them; mends: a hash of the user's mends in them; owed_actors: whether the index may lack actors; next_file,
-- next_actor, next_story: the next free numbers.
CREATE TABLE meta (key TEXT PRIMARY KEY, value) WITHOUT ROWID;

-- Every file of the folder. `path` is below the root (a BLOB where it is no UTF-8); `place` is its rank by path, with gaps;
-- `mtime`, the later one of the times of its text and its entry, in nanoseconds; `content` is NULL where nothing could be
-- read; `encoding` is empty where it is no text.
CREATE TABLE file (
  id INTEGER PRIMARY KEY, path NOT NULL UNIQUE, place INTEGER NOT NULL, size INTEGER NOT NULL, mtime INTEGER NOT NULL,
  bytes INTEGER NOT NULL, content INTEGER, encoding TEXT NOT NULL, parser INTEGER NOT NULL);
CREATE INDEX file_by_place ON file (place);

-- What went wrong or was guessed: severity 0 note, 1 warning, 2 error; `code` as in exports.
CREATE TABLE issue (
  file INTEGER NOT NULL, n INTEGER NOT NULL, severity INTEGER NOT NULL, code TEXT NOT NULL, message TEXT NOT NULL,
  start INTEGER, "end" INTEGER, PRIMARY KEY (file, n)) WITHOUT ROWID;

-- Files that became articles; `id` is the file's. `headline` is what lists show (`headline_start` NULL: made of the first
-- words or the path). `basis`: 0 metadata, 1 line, 2 dateline. `verbatim`: the file's bytes are the article's text.
-- `story_place`: rank within the story, near-copies behind what they copy (`copy_of`). `extractor` is NULL before names and
-- quotes have been looked for; then the counts are 0. `speech` counts quotes without `soCalled`, `quotes` all of them.
CREATE TABLE article (
  id INTEGER PRIMARY KEY, place INTEGER NOT NULL, content INTEGER NOT NULL,
  headline TEXT NOT NULL, headline_start INTEGER, headline_end INTEGER,
  dek TEXT, byline TEXT, source TEXT, date INTEGER, basis INTEGER, language TEXT,
  words INTEGER NOT NULL, sections INTEGER NOT NULL, verbatim INTEGER NOT NULL,
  story INTEGER NOT NULL, story_place INTEGER NOT NULL, copy_of INTEGER,
  extractor INTEGER, mentions INTEGER NOT NULL, actors INTEGER NOT NULL, quotes INTEGER NOT NULL, speech INTEGER NOT NULL);
CREATE INDEX article_by_story ON article (story, story_place);
CREATE INDEX article_by_date ON article (date DESC, place);

-- What was found in an article, packed (src/library/disk/pack.rs): the head, blocks and cuts of the text; mentions, the
-- article's own actors, its quotes, and what each of its actors counts for, once they have been looked for.
CREATE TABLE analysis (
  article INTEGER PRIMARY KEY, frame BLOB NOT NULL, blocks BLOB NOT NULL, cuts BLOB NOT NULL, mentions BLOB, actors BLOB, quotes BLOB,
  tallies BLOB);

-- What was found in articles the user mended, before the mends; `analysis` has it after them.
CREATE TABLE unmended (
  article INTEGER PRIMARY KEY, mentions BLOB NOT NULL, actors BLOB NOT NULL, quotes BLOB NOT NULL, tallies BLOB NOT NULL);

-- Names, cues and described speakers as they are written; once each.
CREATE TABLE name (id INTEGER PRIMARY KEY, text TEXT NOT NULL);

-- id = article * 1048576 + place among the article's quotes. `kind`: 0 direct, 1 mixed, 2 indirect, 3 soCalled; `rule` as
-- in src/model/quote.rs, from 0; `confidence` in thousandths; `actor`: who said it (the first of several); `speaker`: a
-- name, the words for a speaker who is no actor; `cue`: a name. `text` is NULL where the article is verbatim: its words are
-- the file's bytes `start` to `end`.
CREATE TABLE quote (
  id INTEGER PRIMARY KEY, start INTEGER NOT NULL, "end" INTEGER NOT NULL, kind INTEGER NOT NULL, rule INTEGER NOT NULL,
  confidence INTEGER NOT NULL, actor INTEGER, speaker INTEGER, cue INTEGER, text TEXT,
  article INTEGER GENERATED ALWAYS AS (id >> 20) VIRTUAL, n INTEGER GENERATED ALWAYS AS (id & 1048575) VIRTUAL);

-- The corpus' actors. `kind`: 0 person, 1 organisation, 2 place, 3 other. `fold` is the name as it is sorted.
-- `said` counts quotes without `soCalled`. `first`, `last`: days of its dated articles; `hash`: of all that is known of it.
CREATE TABLE actor (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL, fold TEXT, kind INTEGER NOT NULL, mentions INTEGER NOT NULL,
  articles INTEGER NOT NULL, said INTEGER NOT NULL, first INTEGER, last INTEGER, hash INTEGER NOT NULL);
CREATE INDEX actor_by_mentions ON actor (mentions DESC, name, id);

-- Every spelling of an actor, most frequent first.
CREATE TABLE variant (
  actor INTEGER NOT NULL, n INTEGER NOT NULL, name INTEGER NOT NULL, mentions INTEGER NOT NULL,
  PRIMARY KEY (actor, n)) WITHOUT ROWID;

-- Who stands in which article: mentions, quotes said (without `soCalled`), quotes of others or its own that mention it.
CREATE TABLE appearance (
  actor INTEGER NOT NULL, article INTEGER NOT NULL, mentions INTEGER NOT NULL, said INTEGER NOT NULL, about INTEGER NOT NULL,
  PRIMARY KEY (actor, article)) WITHOUT ROWID;

-- The corpus' actor of each of an article's own, packed, by local number; `spoken`: a hash of the speakers' names as they
-- stand in the index.
CREATE TABLE locals (article INTEGER PRIMARY KEY, actors BLOB NOT NULL, spoken INTEGER NOT NULL);

-- Articles about one event. `last`, `first`: days; `place`: that of its first article; `line`: the running affair, equal for
-- its stories; `actors`, `quotes`: how many, `soCalled` not counted; `why`: why they stand together, a line each.
CREATE TABLE story (
  id INTEGER PRIMARY KEY, title TEXT NOT NULL, first INTEGER, last INTEGER, place INTEGER NOT NULL, line INTEGER NOT NULL,
  articles INTEGER NOT NULL, actors INTEGER NOT NULL, quotes INTEGER NOT NULL, why TEXT NOT NULL);
CREATE INDEX story_by_date ON story (last DESC, place);

-- Articles that are new, changed or gone, and not yet so in the index beside this file.
CREATE TABLE unindexed (article INTEGER PRIMARY KEY);
