package dev.naru.edge.config;

import java.util.regex.Pattern;

/** Statuses of answers that count as failures of a server, both ends included: {@code 5xx}, one of them, or {@code 429}. */
public record StatusRange(int from, int to) {
    private static final Pattern SERVER_ERROR = Pattern.compile("5[0-9][0-9]");

    /** 403 and 404 are answers about the request, never about the server's health, so they cannot be listed. */
    static StatusRange parse(String text) {
        if (text.equals("5xx")) {
            return new StatusRange(500, 599);
        }
        if (!text.equals("429") && !SERVER_ERROR.matcher(text).matches()) {
            throw Texts.expected("5xx, a status from 500 to 599, or 429", text);
        }
        int status = Integer.parseInt(text);
        return new StatusRange(status, status);
    }

    /** Whether the status is one of these. */
    public boolean contains(int status) {
        return status >= from && status <= to;
    }

    @Override
    public String toString() {
        return from == to ? Integer.toString(from) : from / 100 + "xx";
    }
}
