package dev.naru.edge.server;

import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.unix.IntegerUnixChannelOption;
import io.netty.channel.unix.RawUnixChannelOption;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Says which of the sockets that share a port gets new connections, in place of the kernel's hash: a classic BPF program of one instruction, which needs no privilege
 * ({@code socket(7)}, SO_ATTACH_REUSEPORT_CBPF, Linux 4.5). The sockets are numbered in the order in which they began to listen; when one is closed, the last one gets its number. A program
 * that names a number nobody has leaves the choice to the hash.
 */
final class Steering {
    private static final int SOL_SOCKET = 1;
    private static final int PROGRAM_OCTETS = 16;
    private static final short RETURN_CONSTANT = 0x06;
    private static final RawUnixChannelOption ATTACH =
            new RawUnixChannelOption("SO_ATTACH_REUSEPORT_CBPF", SOL_SOCKET, 51, PROGRAM_OCTETS);
    private static final IntegerUnixChannelOption DETACH =
            new IntegerUnixChannelOption("SO_DETACH_REUSEPORT_BPF", SOL_SOCKET, 68);

    private Steering() {}

    /**
     * All new connections of the port go to the socket of this number.
     *
     * @param member any socket of the port
     * @return whether the kernel took it
     */
    static boolean to(Channel member, int number) {
        try (Arena arena = Arena.ofConfined()) {
            // struct sock_filter { u16 code; u8 jt; u8 jf; u32 k; }
            MemorySegment instruction = arena.allocate(8, 8);
            instruction.set(ValueLayout.JAVA_SHORT, 0, RETURN_CONSTANT);
            instruction.set(ValueLayout.JAVA_INT, 4, number);
            // struct sock_fprog { u16 len; struct sock_filter *filter; }
            ByteBuffer program = ByteBuffer.allocateDirect(PROGRAM_OCTETS).order(ByteOrder.nativeOrder());
            program.putShort(0, (short) 1).putLong(8, instruction.address());
            return member.config().setOption(ATTACH, program);
        } catch (ChannelException e) {
            return false;
        }
    }

    /** The choice is the kernel's again. */
    static void end(Channel member) {
        try {
            member.config().setOption(DETACH, 0);
        } catch (ChannelException e) {
            return; // there was none
        }
    }
}
