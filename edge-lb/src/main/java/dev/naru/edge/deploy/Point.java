package dev.naru.edge.deploy;

/**
 * The share of the new group at one moment.
 *
 * @param asked percent, by the weights
 * @param observed percent of the requests since the last point; negative when there was none
 */
public record Point(long atMs, int asked, double observed) {}
