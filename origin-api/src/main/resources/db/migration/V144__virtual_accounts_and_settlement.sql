-- Where a virtual account's deposit goes, and until when: for the buyer's page, and for closing an account that nobody paid into.
ALTER TABLE payments
    ADD COLUMN deposit_bank     text,
    ADD COLUMN deposit_account  text,
    ADD COLUMN deposit_due      timestamptz;

-- What the comparison with a gateway's file of one day (Seoul's) has found; the differences are in reconciliation_differences.
CREATE TABLE settlement_days (
    provider     text        NOT NULL,
    day          date        NOT NULL,
    lines        int         NOT NULL,
    sold         bigint      NOT NULL,   -- by the file, like the next two
    given_back   bigint      NOT NULL,
    fees         bigint      NOT NULL,
    differences  int         NOT NULL,
    compared_at  timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (provider, day)
);
CREATE INDEX payments_approved ON payments (approved_at);
