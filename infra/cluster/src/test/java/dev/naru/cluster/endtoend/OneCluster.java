package dev.naru.cluster.endtoend;

import java.nio.file.Path;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives every test of a run the same cluster: started for the first, closed after the last. */
final class OneCluster implements ParameterResolver {
    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == RunningCluster.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getRoot()
                .getStore(ExtensionContext.Namespace.create(OneCluster.class))
                .getOrComputeIfAbsent(RunningCluster.class, key -> connect(), RunningCluster.class);
    }

    private static RunningCluster connect() {
        String compose = System.getProperty("naru.compose", "");
        return compose.isEmpty()
                ? new LocalCluster()
                : new ComposeCluster(compose, Path.of(System.getProperty("naru.compose.secrets")));
    }
}
