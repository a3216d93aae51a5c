package dev.naru.edge.server;

/** What this build is called. */
final class Version {
    /** As the jar says. */
    static final String TEXT = text();

    private Version() {}

    private static String text() {
        String version = Version.class.getPackage().getImplementationVersion();
        return version == null ? "(unpacked)" : version;
    }
}
