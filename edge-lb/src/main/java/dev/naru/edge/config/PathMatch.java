package dev.naru.edge.config;

/**
 * Which paths a route takes. Their precedence is nginx's: an exact path; else the longest prefix if it is marked
 * {@code beforeRegex}; else the first regex or glob of the file; else that longest prefix.
 */
public sealed interface PathMatch permits ExactPath, PrefixPath, GlobPath, RegexPath {

    /** The pattern as configured: visible ASCII, at most 1,024 bytes. */
    String path();

    /** How many captures {@code $1}, {@code $2} … its pattern has. */
    int captures();

    /** Whether the pattern takes this path, whatever other routes there are. */
    boolean takes(String path);
}
