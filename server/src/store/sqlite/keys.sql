-- Schema 1 of keys.db: the run keys, in a file of their own so that they can be destroyed apart from the ballots.
CREATE TABLE run_keys (
    room INTEGER NOT NULL,
    run INTEGER NOT NULL,
    key BLOB NOT NULL,
    PRIMARY KEY (room, run)
) STRICT, WITHOUT ROWID;
