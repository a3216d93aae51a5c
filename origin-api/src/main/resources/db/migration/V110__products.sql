CREATE TABLE products (
    sku             text    PRIMARY KEY,
    position        int     NOT NULL,
    name_ko         text    NOT NULL,
    name_en         text    NOT NULL,
    description_ko  text    NOT NULL,
    description_en  text    NOT NULL,
    price           bigint  NOT NULL CHECK (price > 0),
    currency        char(3) NOT NULL,
    emoji           text    NOT NULL
);

-- Apart from products: reserving locks this row, and reading the catalogue never waits for it.
CREATE TABLE stock (
    sku       text PRIMARY KEY REFERENCES products,
    on_hand   int  NOT NULL CHECK (on_hand >= 0),
    reserved  int  NOT NULL DEFAULT 0 CHECK (reserved >= 0 AND reserved <= on_hand)
);

INSERT INTO products (sku, position, name_ko, name_en, description_ko, description_en, price, currency, emoji) VALUES
    ('ferry-ticket', 1, '나루터 왕복 승선권', 'Ferry ticket, return',
     '강 건너 마을까지 오가는 나룻배 승선권입니다. 구입한 날부터 한 달 동안 쓸 수 있습니다.',
     'There and back across the river. Valid for a month from the day you buy it.', 12000, 'KRW', '⛴️'),
    ('wooden-boat', 2, '나룻배 나무 모형', 'Wooden ferry model',
     '오동나무를 깎아 만든 한 뼘 크기의 나룻배입니다. 노와 돛대를 떼었다 끼울 수 있습니다.',
     'A hand-long ferry carved from paulownia. Oar and mast come off.', 38000, 'KRW', '🛶'),
    ('green-tea', 3, '첫물 녹차 50g', 'First-flush green tea, 50 g',
     '곡우 전에 딴 어린잎을 가마솥에 덖었습니다. 70도 물에 1분만 우려 드세요.',
     'Young leaves picked before the April rain and roasted in an iron pot. One minute at 70 °C.', 24000, 'KRW', '🍵'),
    ('persimmon-tea', 4, '감잎차 티백 20개', 'Persimmon leaf tea, 20 bags',
     '여름에 딴 감잎을 쪄서 말렸습니다. 카페인이 없어 저녁에도 편안합니다.',
     'Persimmon leaves picked in summer, steamed and dried. No caffeine, good in the evening.', 9800, 'KRW', '🍂'),
    ('moon-jar', 5, '작은 달항아리', 'Small moon jar',
     '물레로 위아래를 따로 빚어 이어 붙인 백자입니다. 하나하나 모양이 조금씩 다릅니다.',
     'White porcelain, thrown in two halves and joined. No two are quite alike.', 89000, 'KRW', '🏺'),
    ('hanji-notebook', 6, '한지 공책', 'Hanji notebook',
     '닥나무 한지 80쪽을 실로 묶었습니다. 만년필로 써도 번지지 않습니다.',
     'Eighty pages of mulberry paper, bound with thread. Takes a fountain pen without bleeding.', 15000, 'KRW', '📓'),
    ('river-candle', 7, '강안개 초', 'River mist candle',
     '밀랍에 쑥과 솔잎 향을 더했습니다. 마흔 시간쯤 탑니다.',
     'Beeswax with mugwort and pine. Burns for about forty hours.', 21000, 'KRW', '🕯️'),
    ('last-lantern', 8, '장인의 등롱 (한정)', 'Master''s lantern (limited)',
     '대나무 살에 한지를 바른 등롱입니다. 한 해에 열 점만 만듭니다.',
     'Paper over a bamboo frame. Ten are made each year.', 145000, 'KRW', '🏮');

INSERT INTO stock (sku, on_hand)
SELECT sku, CASE sku WHEN 'last-lantern' THEN 10 WHEN 'moon-jar' THEN 200 ELSE 100000 END FROM products;
