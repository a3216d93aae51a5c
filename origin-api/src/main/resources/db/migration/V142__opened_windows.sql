-- For gateways that are told of a payment before the buyer sees their page, and want back a token that the buyer brings.
ALTER TABLE payments
    ADD COLUMN window_url      text,
    ADD COLUMN approval_token  text;
