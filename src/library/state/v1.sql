-- What the user makes. `content` is the 64-bit hash of an article's text, as a signed number.
CREATE TABLE read     (content INTEGER PRIMARY KEY);
CREATE TABLE starred  (content INTEGER PRIMARY KEY);
CREATE TABLE tag      (content INTEGER NOT NULL, tag TEXT NOT NULL, PRIMARY KEY (content, tag)) WITHOUT ROWID;
-- `first` and `last` are byte offsets into the article's text.
CREATE TABLE note     (content INTEGER NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL, text TEXT NOT NULL,
                       PRIMARY KEY (content, first, last)) WITHOUT ROWID;
CREATE TABLE position (content INTEGER PRIMARY KEY, top INTEGER NOT NULL);
CREATE TABLE session  (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
