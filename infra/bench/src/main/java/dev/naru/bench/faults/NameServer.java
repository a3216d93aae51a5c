package dev.naru.bench.faults;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.ByteBuffer;

/** Answers every question for an IPv4 address with one and the same, for a second; and every other one with nothing. RFC 1035, section 4. */
final class NameServer implements AutoCloseable {
    private static final int HEADER = 12;
    private static final int ANSWER = 0x8580; // response, authoritative, recursion as asked and had
    private static final int TYPE_A = 1;

    private final DatagramSocket socket;
    private volatile byte[] address;

    NameServer(int port, String address) throws IOException {
        this.socket = new DatagramSocket(port, InetAddress.getLoopbackAddress());
        this.address = InetAddress.ofLiteral(address).getAddress();
        Thread.ofVirtual().name("name-server").start(this::serve);
    }

    void moveTo(String next) {
        address = InetAddress.ofLiteral(next).getAddress();
    }

    private void serve() {
        byte[] buffer = new byte[1500];
        while (!socket.isClosed()) {
            try {
                DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
                socket.receive(packet);
                byte[] answer = answer(ByteBuffer.wrap(buffer, 0, packet.getLength()));
                socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
            } catch (IOException e) {
                if (!socket.isClosed()) {
                    System.err.println("name server: " + e);
                }
            }
        }
    }

    private byte[] answer(ByteBuffer query) {
        int end = HEADER;
        while (query.get(end) != 0) {
            end += 1 + query.get(end);
        }
        end += 5; // the root label, type, class
        boolean known = query.getShort(end - 4) == TYPE_A;
        ByteBuffer answer = ByteBuffer.allocate(end + 16);
        answer.putShort(query.getShort(0)).putShort((short) ANSWER);
        answer.putShort((short) 1).putShort((short) (known ? 1 : 0)).putInt(0);
        answer.put(query.slice(HEADER, end - HEADER));
        if (known) {
            answer.putShort((short) (0xc000 | HEADER)).putShort((short) TYPE_A).putShort((short) 1);
            answer.putInt(1).putShort((short) 4).put(address);
        }
        byte[] octets = new byte[answer.position()];
        answer.flip().get(octets);
        return octets;
    }

    @Override
    public void close() {
        socket.close();
    }
}
