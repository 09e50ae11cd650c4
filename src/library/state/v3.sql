-- Every article that was there when the program last ran, by its content: what is not here came in since.
CREATE TABLE met (content INTEGER PRIMARY KEY);
