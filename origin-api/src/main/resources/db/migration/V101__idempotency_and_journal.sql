-- A row appears in the transaction that did the work, so a key is either absent or finished: no state to repair after a
-- crash. "In flight" is an advisory lock of that transaction.
CREATE TABLE idempotency_keys (
    scope         text        NOT NULL,
    key           text        NOT NULL,
    request_hash  text        NOT NULL,
    response      jsonb       NOT NULL,
    created_at    timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (scope, key)
);
CREATE INDEX idempotency_keys_age ON idempotency_keys (created_at);

-- What happened to an order and who did it, for people: shown as the order's timeline.
CREATE TABLE journal (
    id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    order_no  text        NOT NULL,
    at        timestamptz NOT NULL DEFAULT clock_timestamp(),
    actor     text        NOT NULL,
    server    text        NOT NULL,
    event     text        NOT NULL,
    key       text,
    detail    text
);
CREATE INDEX journal_order ON journal (order_no, id);
