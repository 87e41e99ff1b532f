-- A project. `actions` is the truth: rows are added, never changed; `state` is what they add up to.

CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS reports (
    id TEXT PRIMARY KEY,
    place INTEGER NOT NULL,          -- order of the list
    name TEXT NOT NULL,              -- as shown
    title TEXT NOT NULL DEFAULT '',
    sha256 TEXT NOT NULL,            -- of the file
    path TEXT NOT NULL DEFAULT '',   -- where the file was found; empty where it was not
    status TEXT NOT NULL,            -- waiting, ready, failed
    said TEXT NOT NULL DEFAULT '',   -- why it failed, or what is worth knowing
    segments INTEGER NOT NULL DEFAULT 0,
    characters INTEGER NOT NULL DEFAULT 0,
    record TEXT NOT NULL DEFAULT '', -- JSON: text, blocks, segments, sections, pages, machine
    boxes TEXT NOT NULL DEFAULT '[]' -- JSON: boxes of each segment
);

CREATE TABLE IF NOT EXISTS actions (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    nonce TEXT NOT NULL UNIQUE,      -- made by the page: what is sent twice is done once
    time TEXT NOT NULL,
    who TEXT NOT NULL,
    layer TEXT NOT NULL,
    report TEXT NOT NULL,
    kind TEXT NOT NULL,
    told TEXT NOT NULL,              -- JSON: what was asked for
    changes TEXT NOT NULL,           -- JSON: [key, before, after] ...
    undoes INTEGER,                  -- the action that this one takes back or brings back
    guideline INTEGER NOT NULL,
    model INTEGER NOT NULL,          -- whose suggestions were shown; -1 where they were hidden
    FOREIGN KEY (report) REFERENCES reports (id)
);
CREATE INDEX IF NOT EXISTS actions_of ON actions (report, layer, id);

CREATE TABLE IF NOT EXISTS state (
    layer TEXT NOT NULL,
    report TEXT NOT NULL,
    key TEXT NOT NULL,
    value TEXT NOT NULL,             -- JSON
    PRIMARY KEY (layer, report, key)
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS guidelines (
    version INTEGER PRIMARY KEY,
    time TEXT NOT NULL,
    who TEXT NOT NULL,
    text TEXT NOT NULL
);

CREATE TABLE IF NOT EXISTS models (
    id INTEGER PRIMARY KEY,
    time TEXT NOT NULL,
    who TEXT NOT NULL,
    figures TEXT NOT NULL            -- JSON
);

CREATE TABLE IF NOT EXISTS choices ( -- which model is in force: the last row
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    time TEXT NOT NULL,
    who TEXT NOT NULL,
    model INTEGER NOT NULL           -- 0: the one that came with the program
);

CREATE TABLE IF NOT EXISTS assignments (
    report TEXT NOT NULL,
    first INTEGER NOT NULL,          -- segments first to last, last left out
    last INTEGER NOT NULL,
    who TEXT NOT NULL,
    shared INTEGER NOT NULL,         -- 1: everybody has it
    PRIMARY KEY (report, first, who)
) WITHOUT ROWID;

CREATE TRIGGER IF NOT EXISTS actions_stay BEFORE UPDATE ON actions
BEGIN SELECT RAISE(ABORT, 'the history is never changed'); END;
CREATE TRIGGER IF NOT EXISTS actions_are_kept BEFORE DELETE ON actions
BEGIN SELECT RAISE(ABORT, 'the history is never changed'); END;
CREATE TRIGGER IF NOT EXISTS guidelines_stay BEFORE UPDATE ON guidelines
BEGIN SELECT RAISE(ABORT, 'a version of the guideline is never changed'); END;
