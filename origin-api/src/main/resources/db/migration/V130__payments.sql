CREATE TABLE payments (
    id               uuid        PRIMARY KEY,
    order_no         text        NOT NULL,
    provider         text        NOT NULL,
    provider_key     text,                      -- Toss: paymentKey, known when the buyer returns
    pg_order_id      text        NOT NULL UNIQUE,
    order_name       text        NOT NULL,
    status           text        NOT NULL CHECK (status IN
                         ('READY', 'AUTHENTICATED', 'APPROVING', 'WAITING_DEPOSIT', 'UNKNOWN', 'RESOLVING',
                          'PAID', 'PARTIAL_CANCELLED', 'CANCELLED', 'DECLINED', 'FAILED', 'VOIDED', 'EXPIRED')),
    amount           bigint      NOT NULL CHECK (amount > 0),
    currency         char(3)     NOT NULL,
    method           text,
    approved_at      timestamptz,
    failure          text,                      -- the gateway's code, when declined or failed
    expires_at       timestamptz NOT NULL,      -- of the checkout, not of an approval under way
    lease_until      timestamptz,               -- somebody works on it; on database time
    next_attempt_at  timestamptz,               -- when the sweeper looks again
    attempts         int         NOT NULL DEFAULT 0,
    unknown_since    timestamptz,
    checked_at       timestamptz,               -- last comparison with the gateway
    created_at       timestamptz NOT NULL DEFAULT now(),
    version          int         NOT NULL DEFAULT 0,
    UNIQUE (provider, provider_key)
);
-- An order is never paid twice: one payment of it may be alive or paid.
CREATE UNIQUE INDEX payments_one_live ON payments (order_no)
    WHERE status NOT IN ('DECLINED', 'FAILED', 'VOIDED', 'EXPIRED', 'CANCELLED');
CREATE INDEX payments_order ON payments (order_no, created_at);
CREATE INDEX payments_lease ON payments (lease_until) WHERE status = 'APPROVING';
CREATE INDEX payments_due ON payments (next_attempt_at) WHERE status IN ('UNKNOWN', 'RESOLVING', 'WAITING_DEPOSIT');
CREATE INDEX payments_recent ON payments (created_at);

-- Every call to a gateway that may move money, written before the call.
CREATE TABLE payment_attempts (
    idempotency_key  text        PRIMARY KEY,
    payment_id       uuid        NOT NULL REFERENCES payments,
    kind             text        NOT NULL,
    request_hash     text        NOT NULL,
    tries            int         NOT NULL DEFAULT 1,
    outcome          text,
    raw_answer       text,
    started_at       timestamptz NOT NULL DEFAULT now(),
    ended_at         timestamptz
);
CREATE INDEX payment_attempts_payment ON payment_attempts (payment_id);

-- A cancel that is owed to the buyer; it stays until the gateway has said yes or a definite no.
CREATE TABLE refunds (
    payment_id       uuid        PRIMARY KEY REFERENCES payments,
    kind             text        NOT NULL CHECK (kind IN ('REFUND', 'VOID')),
    amount           bigint      NOT NULL CHECK (amount > 0),
    reason           text        NOT NULL,
    status           text        NOT NULL DEFAULT 'PENDING' CHECK (status IN ('PENDING', 'DONE', 'REFUSED')),
    lease_until      timestamptz,
    next_attempt_at  timestamptz NOT NULL DEFAULT now(),
    attempts         int         NOT NULL DEFAULT 0,
    created_at       timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX refunds_due ON refunds (next_attempt_at) WHERE status = 'PENDING';

CREATE TABLE webhook_inbox (
    provider         text        NOT NULL,
    event_id         text        NOT NULL,      -- the gateway's, else the SHA-256 of the body
    event_type       text        NOT NULL,
    pg_order_id      text,
    body             text        NOT NULL,
    received_at      timestamptz NOT NULL DEFAULT now(),
    applied_at       timestamptz,
    lease_until      timestamptz,
    next_attempt_at  timestamptz NOT NULL DEFAULT now(),
    attempts         int         NOT NULL DEFAULT 0,
    PRIMARY KEY (provider, event_id)
);
CREATE INDEX webhook_inbox_due ON webhook_inbox (next_attempt_at) WHERE applied_at IS NULL;

-- Recurring charges by billing key; the PG orderId is the item's own key, so a repeat is the same charge.
CREATE TABLE billing_charges (
    pg_order_id   text        PRIMARY KEY,
    provider      text        NOT NULL,
    request_hash  text        NOT NULL,
    amount        bigint      NOT NULL CHECK (amount > 0),
    currency      char(3)     NOT NULL,
    status        text        NOT NULL CHECK (status IN ('CHARGING', 'PAID', 'DECLINED', 'UNKNOWN')),
    provider_key  text,
    code          text,
    message       text,
    hard          boolean     NOT NULL DEFAULT false,
    lease_until   timestamptz,
    approved_at   timestamptz,
    created_at    timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX billing_charges_recent ON billing_charges (created_at);
