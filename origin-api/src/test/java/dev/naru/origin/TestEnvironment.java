package dev.naru.origin;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** What origin-api runs against in tests: a real PostgreSQL, the shop's key set and a folder of secrets. */
public class TestEnvironment implements QuarkusTestResourceLifecycleManager {

    public static final String OPERATOR_TOKEN = "operator-token-of-the-tests";
    public static final String HEX_KEY = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

    private EmbeddedPostgres postgres;
    private FakeShop shop;
    private FakePg pg;
    private FakeKakao kakao;
    private FakeNice nice;

    @Override
    public Map<String, String> start() {
        try {
            postgres = EmbeddedPostgres.builder().start();
            shop = new FakeShop();
            pg = new FakePg();
            kakao = new FakeKakao();
            nice = new FakeNice();
            Map<String, String> config = new HashMap<>();
            config.put("quarkus.datasource.jdbc.url", postgres.getJdbcUrl("postgres", "postgres"));
            config.put("quarkus.datasource.username", "postgres");
            config.put("quarkus.datasource.password", "postgres");
            config.put("naru.secrets-dir", secrets().toString());
            config.put("naru.replica", "origin-test");
            config.put("naru.public.www-url", shop.url());
            config.put("naru.pg.toss-url", pg.url());
            config.put("naru.pg.kakao-url", kakao.url());
            config.put("naru.pg.nice-url", nice.url());
            // Tests sweep by hand, and nothing waits long for a gateway that does not answer.
            config.put("naru.pg.sweep-every", "off");
            config.put("naru.pg.approve-timeout", "2s");
            config.put("naru.pg.resolve-backoff", "1ms");
            return config;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Path secrets() throws IOException {
        Path dir = Files.createTempDirectory("naru-secrets");
        Files.writeString(dir.resolve("cron-bearer.token"), OPERATOR_TOKEN + "\n");
        Files.writeString(dir.resolve("cron-hmac.key"), HEX_KEY + "\n");
        Files.writeString(dir.resolve("file-links.key"), HEX_KEY + "\n");
        Files.writeString(dir.resolve("return-state.key"), HEX_KEY + "\n");
        Files.writeString(dir.resolve("toss-secret.key"), "test_sk_naru\n");
        Files.writeString(dir.resolve("toss-webhook.key"), HEX_KEY + "\n");
        Files.writeString(dir.resolve("kakao-secret.key"), "test_kakao\n");
        Files.writeString(dir.resolve("nice-secret.key"), FakeNice.SECRET_KEY + "\n");
        Files.writeString(dir.resolve("events-warehouse.key"), HEX_KEY + "\n");
        return dir;
    }

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(shop, new TestInjector.MatchesType(FakeShop.class));
        injector.injectIntoFields(pg, new TestInjector.MatchesType(FakePg.class));
        injector.injectIntoFields(kakao, new TestInjector.MatchesType(FakeKakao.class));
        injector.injectIntoFields(nice, new TestInjector.MatchesType(FakeNice.class));
    }

    @Override
    public void stop() {
        try {
            if (shop != null) {
                shop.close();
            }
            if (pg != null) {
                pg.close();
            }
            if (kakao != null) {
                kakao.close();
            }
            if (nice != null) {
                nice.close();
            }
            if (postgres != null) {
                postgres.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
