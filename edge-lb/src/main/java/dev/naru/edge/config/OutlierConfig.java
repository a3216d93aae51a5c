package dev.naru.edge.config;

/**
 * Ejection of servers that answer worse than the others (Envoy's outlier detection). Off unless given.
 *
 * @param consecutive5xx answers with 5xx in a row that eject a server; 0..1000, default 5, 0 = never for that
 * @param intervalMs from one comparison of the success rates to the next; 1,000..3,600,000, default 10,000
 * @param ejectionMs times the number of times it was ejected is how long it stays out; 100..3,600,000, default 30,000
 * @param maxEjectionMs the longest it stays out; default 300,000
 * @param maxEjectedPercent of the upstream's servers that may be out at once, but always one; 0..100, default 10
 * @param deviationsPercent how far below the mean a success rate is an outlier, in hundredths of the standard deviation; 0..1,000, default 190
 * @param minServers with enough requests for rates to be compared; 2..1000, default 5
 * @param minRequests of a server within the interval for its rate to count; 1..1,000,000, default 100
 */
public record OutlierConfig(
        int consecutive5xx,
        long intervalMs,
        long ejectionMs,
        long maxEjectionMs,
        int maxEjectedPercent,
        int deviationsPercent,
        int minServers,
        int minRequests) {}
