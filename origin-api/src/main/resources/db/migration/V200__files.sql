-- Uploaded files. A row READY is the truth that a file may be read; its bytes lie in the blob store under their hash.
CREATE TABLE files (
    id          uuid PRIMARY KEY,                       -- chosen by the uploader, so that a repeated PUT is one file
    sha256      text        NOT NULL CHECK (sha256 ~ '^[0-9a-f]{64}$'),
    bytes       bigint      NOT NULL CHECK (bytes > 0),
    type        text        NOT NULL,
    width       integer     NOT NULL CHECK (width > 0),
    height      integer     NOT NULL CHECK (height > 0),
    product     text        NOT NULL,
    member_id   text        NOT NULL,
    -- PUBLISHING: the id, the hash and the quota are taken, the rename into the store is under way.
    status      text        NOT NULL CHECK (status IN ('PUBLISHING', 'READY')),
    created_at  timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX files_by_product ON files (product, created_at DESC) WHERE status = 'READY';
-- For the collector: is this blob referred to, and which publications were left behind?
CREATE INDEX files_by_sha256 ON files (sha256);
CREATE INDEX files_publishing ON files (created_at) WHERE status = 'PUBLISHING';

-- What each member has stored; reserved in the same transaction as the row of the file.
CREATE TABLE file_usage (
    member_id text   PRIMARY KEY,
    bytes     bigint NOT NULL CHECK (bytes >= 0),
    files     bigint NOT NULL CHECK (files >= 0)
);
