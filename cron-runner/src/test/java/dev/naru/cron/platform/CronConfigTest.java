package dev.naru.cron.platform;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.naru.cron.platform.CronConfig.CatchUp;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CronConfigTest {

    @Test
    void defaults() {
        CronConfig config = TestConfig.of(Map.of("naru.schedules.auto_send.cron", "10 * * * * ?"));
        assertEquals("cron-runner", config.replica());
        assertEquals("1.2.3", config.version());
        assertEquals(Path.of(".data/secrets"), config.secretsDir());
        assertEquals(Path.of(".data/cron-runner"), config.dataDir());
        assertFalse(config.generateSecrets());
        assertEquals("http://api.shop.localhost:8080", config.publicUrls().apiUrl());
        assertEquals(ZoneId.of("Asia/Seoul"), config.zone());
        assertEquals(Duration.ofSeconds(30), config.catchUpEvery());
        assertEquals(Duration.ofSeconds(1), config.poll().every());
        assertEquals(Duration.ofMinutes(10), config.poll().giveUpAfter());
        assertEquals(List.of("cron-runner"), config.operatorHosts());
        CronConfig.Schedule schedule = config.schedules().get("auto_send");
        assertEquals("10 * * * * ?", schedule.cron());
        assertEquals(CatchUp.FIRE_ONCE, schedule.catchUp());
        assertEquals(10, schedule.catchUpMax());
    }

    @Test
    void environment() {
        CronConfig config = TestConfig.of(
                Map.of("naru.schedules.auto_payment.cron", "0 * * * * ?"),
                Map.of(
                        "NARU_SCHEDULES_AUTO_PAYMENT_CRON", "off",
                        "NARU_SCHEDULES_AUTO_PAYMENT_CATCH_UP", "all",
                        "NARU_PUBLIC_API_URL", "https://api.example.com"));
        assertEquals("off", config.schedules().get("auto_payment").cron());
        assertEquals(CatchUp.ALL, config.schedules().get("auto_payment").catchUp());
        assertEquals("https://api.example.com", config.publicUrls().apiUrl());
    }
}
