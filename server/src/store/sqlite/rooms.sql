-- Schema 1 of plenary.db: everything but the run keys. Rooms have a number, so that rows stay short.
CREATE TABLE rooms (
    -- Never used again, so that nothing of a dropped room can come to belong to another.
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    code TEXT NOT NULL UNIQUE,
    epoch TEXT NOT NULL,
    version INTEGER NOT NULL,
    -- The highest moment at which something was decided in the room; the clock never goes behind it.
    clock INTEGER NOT NULL
) STRICT;

-- Rooms that were dropped on purpose: they did not get lost.
CREATE TABLE dropped (code TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;

CREATE TABLE documents (
    room INTEGER NOT NULL,
    key TEXT NOT NULL,
    rev INTEGER NOT NULL,
    version INTEGER NOT NULL,
    value TEXT,
    PRIMARY KEY (room, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX documents_by_version ON documents (room, version);

-- A run's gate, spelled as store/record.rs says, and the versions at which gate and tally last changed (0: never).
CREATE TABLE runs (
    room INTEGER NOT NULL,
    run INTEGER NOT NULL,
    gate TEXT NOT NULL,
    gate_version INTEGER NOT NULL,
    tally_version INTEGER NOT NULL,
    PRIMARY KEY (room, run)
) STRICT, WITHOUT ROWID;

-- One row per voter and run; `ballot` is null when it was withdrawn (the revision stays).
CREATE TABLE ballots (
    room INTEGER NOT NULL,
    run INTEGER NOT NULL,
    voter BLOB NOT NULL,
    r INTEGER NOT NULL,
    segment INTEGER NOT NULL,
    ballot TEXT,
    PRIMARY KEY (room, run, voter)
) STRICT, WITHOUT ROWID;

-- Under the empty key the number of ballots of the segment, else the sum of the weights under the key.
CREATE TABLE tallies (
    room INTEGER NOT NULL,
    run INTEGER NOT NULL,
    segment INTEGER NOT NULL,
    key TEXT NOT NULL,
    count INTEGER NOT NULL,
    PRIMARY KEY (room, run, segment, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE minutes (
    room INTEGER NOT NULL,
    number INTEGER NOT NULL,
    at INTEGER NOT NULL,
    line TEXT NOT NULL,
    PRIMARY KEY (room, number)
) STRICT, WITHOUT ROWID;

-- Who was eligible in a run (seen = 0) and whose page drew it (seen = 1).
CREATE TABLE attended (
    room INTEGER NOT NULL,
    run INTEGER NOT NULL,
    seen INTEGER NOT NULL,
    who BLOB NOT NULL,
    PRIMARY KEY (room, run, seen, who)
) STRICT, WITHOUT ROWID;

-- One row, written to find out whether a ballot could be.
CREATE TABLE health (id INTEGER PRIMARY KEY CHECK (id = 1), tried INTEGER NOT NULL) STRICT;
