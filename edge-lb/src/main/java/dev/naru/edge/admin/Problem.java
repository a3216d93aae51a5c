package dev.naru.edge.admin;

import com.google.gson.JsonObject;

/** A call was refused: RFC 9457. */
final class Problem extends Exception {
    private final int status;

    private Problem(int status, String detail) {
        super(detail);
        this.status = status;
    }

    /** @param detail what is wrong, and what would do */
    static Problem of(int status, String detail) {
        return new Problem(status, detail);
    }

    int status() {
        return status;
    }

    Reply reply() {
        JsonObject json = new JsonObject();
        json.addProperty("type", "about:blank");
        json.addProperty("title", title(status));
        json.addProperty("status", status);
        json.addProperty("detail", getMessage());
        return new Reply(status, "application/problem+json", Json.write(json) + "\n");
    }

    private static String title(int status) {
        return switch (status) {
            case 400 -> "Bad Request";
            case 401 -> "Unauthorized";
            case 403 -> "Forbidden";
            case 404 -> "Not Found";
            case 405 -> "Method Not Allowed";
            case 409 -> "Conflict";
            case 413 -> "Content Too Large";
            case 415 -> "Unsupported Media Type";
            case 422 -> "Unprocessable Content";
            case 503 -> "Service Unavailable";
            default -> "Internal Server Error";
        };
    }
}
