-- Quotes with less: their length for their end, and `how`, which is kind + 4 * rule + 256 * confidence. All columns of before
-- are still there to be asked.
CREATE TABLE said (
  id INTEGER PRIMARY KEY, start INTEGER NOT NULL, length INTEGER NOT NULL, how INTEGER NOT NULL,
  actor INTEGER, speaker INTEGER, cue INTEGER, text TEXT,
  article INTEGER GENERATED ALWAYS AS (id >> 20) VIRTUAL, n INTEGER GENERATED ALWAYS AS (id & 1048575) VIRTUAL,
  "end" INTEGER GENERATED ALWAYS AS (start + length) VIRTUAL, kind INTEGER GENERATED ALWAYS AS (how & 3) VIRTUAL,
  rule INTEGER GENERATED ALWAYS AS (how >> 2 & 63) VIRTUAL, confidence INTEGER GENERATED ALWAYS AS (how >> 8) VIRTUAL);
INSERT INTO said (id, start, length, how, actor, speaker, cue, text)
  SELECT id, start, "end" - start, kind + 4 * rule + 256 * confidence, actor, speaker, cue, text FROM quote;
DROP TABLE quote;
ALTER TABLE said RENAME TO quote;
