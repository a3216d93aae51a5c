CREATE TABLE orders (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    order_no    text        NOT NULL UNIQUE,
    member      text        NOT NULL,
    status      text        NOT NULL CHECK (status IN
                    ('PENDING_PAYMENT', 'PAID', 'EXPIRED', 'CANCEL_REQUESTED', 'CANCELLED')),
    amount      bigint      NOT NULL CHECK (amount > 0),
    currency    char(3)     NOT NULL,
    locale      text        NOT NULL,
    created_at  timestamptz NOT NULL DEFAULT now(),
    expires_at  timestamptz NOT NULL,
    version     int         NOT NULL DEFAULT 0
);
CREATE INDEX orders_member ON orders (member, id DESC);
CREATE INDEX orders_due ON orders (expires_at) WHERE status = 'PENDING_PAYMENT';

-- Names and prices as they were when ordered.
CREATE TABLE order_lines (
    order_id    bigint NOT NULL REFERENCES orders,
    sku         text   NOT NULL REFERENCES products,
    name_ko     text   NOT NULL,
    name_en     text   NOT NULL,
    quantity    int    NOT NULL CHECK (quantity > 0),
    unit_price  bigint NOT NULL CHECK (unit_price > 0),
    PRIMARY KEY (order_id, sku)
);

-- RESERVED counts in stock.reserved; COMMITTED has left stock.on_hand; RELEASED and RETURNED are over.
CREATE TABLE stock_reservations (
    order_id  bigint NOT NULL REFERENCES orders,
    sku       text   NOT NULL REFERENCES stock,
    quantity  int    NOT NULL CHECK (quantity > 0),
    status    text   NOT NULL CHECK (status IN ('RESERVED', 'COMMITTED', 'RELEASED', 'RETURNED')),
    PRIMARY KEY (order_id, sku)
);
