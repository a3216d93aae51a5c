package dev.naru.edge.server;

import dev.naru.edge.config.EdgeConfig;
import dev.naru.edge.config.RuntimeConfig;
import dev.naru.edge.tls.CertificateException;
import dev.naru.edge.tls.Pem;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * Runs a whole edge, as {@code edge-lb run} does, on loopback ports of its own in front of a back end of its own, sends it requests, and ends. Run while the JVM records an AOT cache (JEP 514), it
 * makes the cache hold what a start and a first request need.
 */
final class Rehearsal {
    private static final int REQUESTS = 200;
    private static final byte[] REQUEST =
            bytes("GET /hello?a=b HTTP/1.1\r\nHost: rehearsal.localhost\r\nAccept: */*\r\n\r\n");
    private static final byte[] REFUSED = bytes("GET / HTTP/1.1\r\nHost: elsewhere.localhost\r\n\r\n");
    private static final byte[] ANSWER =
            bytes("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\nok");
    private static final int TIMEOUT_MS = 5_000;
    private static final int KEYTOOL_SECONDS = 30;
    private static final String PASSWORD = "for-a-moment";

    private Rehearsal() {}

    /** @throws IOException when an answer did not come */
    static void perform() throws IOException, CertificateException {
        Path folder = Files.createTempDirectory("edge-rehearsal");
        try (ServerSocket backEnd = new ServerSocket(0, 16, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> serve(backEnd));
            RunCommand command = new RunCommand(configuration(folder, backEnd.getLocalPort()), 0);
            EdgeConfig config = Main.read(command.config());
            if (config == null) {
                throw new IOException("its configuration is refused");
            }
            ServiceManager nobody =
                    new ServiceManager(null, _ -> {}); // whoever starts the edge must not take this for it
            try (EdgeServer edge = command.serve(config, nobody, () -> {})) {
                request(edge.address(0), REQUEST, REQUESTS);
                request(edge.address(0), REFUSED, 1);
                if (config.listeners().size() > 1) {
                    requestOverTls(edge.loop(0), config.runtime(), edge.address(1));
                }
            }
        } finally {
            delete(folder);
        }
    }

    private static Path configuration(Path folder, int port) throws IOException {
        Files.writeString(folder.resolve("admin.token"), "rehearsal-of-a-start-on-loopback\n");
        String tls = certificate(folder)
                ? ", { name: tls, address: \"127.0.0.1:0\", tls: { certificates: [ { certificateFile: a.pem, keyFile: a.key } ] } }"
                : "";
        return Files.writeString(folder.resolve("edge.yaml"), """
                listeners: [ { name: http, address: "127.0.0.1:0" }%s ]
                admin: { address: "127.0.0.1:0", tokenFile: admin.token }
                upstreams:
                  - name: app
                    health: { path: /ready }
                    groups:
                      - { name: one, servers: [ { address: "127.0.0.1:%d" } ] }
                sites:
                  - { name: all, hosts: [ rehearsal.localhost ], routes: [ { name: all, path: /, proxy: { upstream: app } } ] }
                accessLog: { file: access.log }
                """.formatted(tls, port));
    }

    /** Makes a certificate for an hour with the JVM's keytool; false where there is none, and then the start is recorded without TLS. */
    private static boolean certificate(Path folder) throws IOException {
        Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        Path store = folder.resolve("a.p12");
        String[] command = {
            keytool.toString(),
            "-genkeypair",
            "-keystore",
            store.toString(),
            "-storetype",
            "PKCS12",
            "-storepass",
            PASSWORD,
            "-alias",
            "a",
            "-keyalg",
            "EC",
            "-groupname",
            "secp256r1",
            "-dname",
            "CN=rehearsal.localhost",
            "-ext",
            "SAN=dns:rehearsal.localhost",
            "-validity",
            "1"
        };
        if (!Files.isExecutable(keytool)) {
            return false;
        }
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("keytool.log").toFile())
                    .start();
            if (!process.waitFor(KEYTOOL_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
                process.destroyForcibly();
                return false;
            }
            KeyStore keys = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
            Files.writeString(
                    folder.resolve("a.pem"),
                    Pem.text("CERTIFICATE", keys.getCertificate("a").getEncoded()));
            Files.writeString(
                    folder.resolve("a.key"),
                    Pem.text(
                            "PRIVATE KEY",
                            keys.getKey("a", PASSWORD.toCharArray()).getEncoded()));
            return true;
        } catch (GeneralSecurityException e) {
            throw new IOException("the rehearsal's certificate: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static void request(InetSocketAddress address, byte[] request, int times) throws IOException {
        try (Socket socket = new Socket(address.getAddress(), address.getPort())) {
            socket.setSoTimeout(TIMEOUT_MS);
            byte[] answer = new byte[4096];
            for (int i = 0; i < times; i++) {
                socket.getOutputStream().write(request);
                if (socket.getInputStream().read(answer) < 0) {
                    throw new IOException("the rehearsal got no answer");
                }
            }
        }
    }

    /** By the TLS of the edge itself, so that nothing of the JDK's is recorded that no start needs. */
    private static void requestOverTls(EventLoop loop, RuntimeConfig runtime, InetSocketAddress address)
            throws IOException {
        CompletableFuture<Void> answered = new CompletableFuture<>();
        SslContext tls = SslContextBuilder.forClient()
                .sslProvider(SslProvider.OPENSSL)
                .trustManager(InsecureTrustManagerFactory.INSTANCE) // its own certificate of a moment ago
                .build();
        Channel channel = new Bootstrap()
                .group(loop)
                .channel(Transports.choose(runtime.transport()).channel())
                .handler(new ChannelInboundHandlerAdapter() {
                    @Override
                    public void channelRead(ChannelHandlerContext ctx, Object msg) {
                        ReferenceCountUtil.release(msg);
                        answered.complete(null);
                    }

                    @Override
                    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
                        answered.completeExceptionally(cause);
                    }
                })
                .connect(address)
                .syncUninterruptibly()
                .channel();
        channel.pipeline().addFirst(tls.newHandler(channel.alloc()));
        channel.writeAndFlush(Unpooled.wrappedBuffer(REQUEST));
        try {
            answered.get(TIMEOUT_MS, TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("the rehearsal got no answer over TLS", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            channel.close();
        }
    }

    private static void serve(ServerSocket backEnd) {
        while (!backEnd.isClosed()) {
            try {
                Socket socket = backEnd.accept();
                Thread.ofVirtual().start(() -> answer(socket));
            } catch (IOException e) {
                return; // closed: the rehearsal is over
            }
        }
    }

    private static void answer(Socket socket) {
        byte[] request = new byte[4096];
        try (socket;
                InputStream in = socket.getInputStream()) {
            while (in.read(request) > 0) {
                socket.getOutputStream().write(ANSWER);
            }
        } catch (IOException e) {
            // the edge has closed its connection: the rehearsal is over
        }
    }

    private static void delete(Path folder) throws IOException {
        List<Path> files;
        try (Stream<Path> walk = Files.walk(folder)) {
            files = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : files) {
            Files.delete(file);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
