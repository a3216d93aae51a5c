package dev.naru.cluster;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;

/** Asks a process once whether it does its work by now. No answer, in any form, means not yet. */
@FunctionalInterface
public interface Readiness {
    /** How long one question may take. */
    int ASK_TIMEOUT_MS = 2_000;

    boolean ready();

    /** Ready when the URL answers 200. */
    static Readiness http(URI url) {
        HttpRequest request = HttpRequest.newBuilder(url)
                .timeout(Duration.ofMillis(ASK_TIMEOUT_MS))
                .build();
        return () -> {
            try {
                return Http.CLIENT
                                .send(request, HttpResponse.BodyHandlers.discarding())
                                .statusCode()
                        == 200;
            } catch (IOException noAnswerYet) {
                return false;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        };
    }

    /** Ready when a public name answers 200 through the edge. */
    static Readiness site(int edgePort, String host, String path) {
        byte[] question = ("GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        return () -> ask(edgePort, question, "HTTP/1.1 200");
    }

    /** Ready when Redis answers PING; it says LOADING while it reads its file. */
    static Readiness redis(int port, String password) {
        byte[] question = ("AUTH " + password + "\r\nPING\r\n").getBytes(StandardCharsets.US_ASCII);
        return () -> ask(port, question, "+OK\r\n+PONG\r\n");
    }

    private static boolean ask(int port, byte[] question, String answer) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), ASK_TIMEOUT_MS);
            socket.setSoTimeout(ASK_TIMEOUT_MS);
            socket.getOutputStream().write(question);
            byte[] start = socket.getInputStream().readNBytes(answer.length());
            return new String(start, StandardCharsets.US_ASCII).equals(answer);
        } catch (IOException noAnswerYet) {
            return false;
        }
    }

    /** Ready when PostgreSQL accepts a login. */
    static Readiness postgres(String jdbcUrl, String user, String password) {
        Properties login = new Properties();
        login.setProperty("user", user);
        login.setProperty("password", password);
        login.setProperty("loginTimeout", "2");
        return () -> {
            try (var connection = DriverManager.getConnection(jdbcUrl, login)) {
                return connection.isValid(2);
            } catch (SQLException noAnswerYet) {
                return false;
            }
        };
    }

    /** Holds what all questions share. */
    final class Http {
        private static final HttpClient CLIENT = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofMillis(ASK_TIMEOUT_MS))
                .build();

        private Http() {}
    }
}
