-- Private files are read with a signed link only. QUARANTINED: the bytes are in the store, but nobody reads them before the scanner's word.
ALTER TABLE files ADD COLUMN private boolean NOT NULL DEFAULT false;
ALTER TABLE files DROP CONSTRAINT files_status_check;
ALTER TABLE files ADD CONSTRAINT files_status_check CHECK (status IN ('PUBLISHING', 'QUARANTINED', 'READY'));
ALTER TABLE resumable_uploads ADD COLUMN private boolean NOT NULL DEFAULT false;

-- What is still to be done with a blob, off the request. due_at is also the lease of whoever does it: when it passes, another tries.
CREATE TABLE file_work (
    kind    text        NOT NULL CHECK (kind IN ('SCAN', 'THUMBNAIL')),
    sha256  text        NOT NULL,
    due_at  timestamptz NOT NULL DEFAULT now(),
    tries   integer     NOT NULL DEFAULT 0,
    PRIMARY KEY (kind, sha256)
);

CREATE INDEX file_work_due ON file_work (due_at);

-- The small image of an image, itself a blob. Without one, the image was tried and no thumbnail can be made of it.
CREATE TABLE thumbnails (
    sha256     text PRIMARY KEY,                        -- of the image
    thumbnail  text,                                    -- SHA-256 of the small one
    bytes      bigint,
    ready      boolean NOT NULL                         -- false while its blob is being published
);

CREATE INDEX thumbnails_by_blob ON thumbnails (thumbnail);

-- Images that were there before get theirs too.
INSERT INTO file_work (kind, sha256) SELECT DISTINCT 'THUMBNAIL', sha256 FROM files WHERE status = 'READY';
