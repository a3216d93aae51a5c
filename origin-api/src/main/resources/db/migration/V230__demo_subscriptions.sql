-- Subscriptions of the demo: three cards that pay and one that is declined. Due from the day the database is made.
INSERT INTO subscriptions (member_id, plan_ko, plan_en, amount, billing_key, customer_key, status, started_on)
VALUES ('hana', '나루 커피 정기배송', 'Naru coffee, monthly', 18000, 'bill-demo-1', 'customer-demo-1', 'ACTIVE',
        (now() AT TIME ZONE 'Asia/Seoul')::date),
       ('minsu', '제철 과일 상자', 'Seasonal fruit box', 32000, 'bill-demo-2', 'customer-demo-2', 'ACTIVE',
        (now() AT TIME ZONE 'Asia/Seoul')::date),
       ('hana', '월간 꽃다발', 'Flowers of the month', 25000, 'bill-demo-3', 'customer-demo-3', 'ACTIVE',
        (now() AT TIME ZONE 'Asia/Seoul')::date),
       ('minsu', '주말 빵 구독', 'Weekend bread', 12000, 'bill-demo-declined', 'customer-demo-4', 'ACTIVE',
        (now() AT TIME ZONE 'Asia/Seoul')::date);
