package dev.naru.pgsim.platform;

import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.Map;

/** The configuration as properties and environment make it, without an application. */
public final class TestConfig {
    private TestConfig() {}

    public static PgSimConfig of(Map<String, String> properties) {
        return of(properties, Map.of());
    }

    public static PgSimConfig of(Map<String, String> properties, Map<String, String> environment) {
        SmallRyeConfigBuilder builder = new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .withMapping(PgSimConfig.class)
                .withConverter(Duration.class, 200, new DurationConverter())
                .withDefaultValue("quarkus.application.version", "1.2.3")
                .withSources(new EnvConfigSource(environment, 300));
        properties.forEach(builder::withDefaultValue);
        return builder.build().getConfigMapping(PgSimConfig.class);
    }
}
