package dev.naru.bench.allocation;

import com.sun.management.ThreadMXBean;
import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.util.HashMap;
import java.util.Map;
import javax.management.JMException;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/**
 * A connection to another JVM of the same user, through the attach mechanism and JMX. The other side needs no preparation;
 * what answering costs it shows under its own threads' names, see {@link #isOwn}.
 */
public final class JvmProbe implements AutoCloseable {

    private final JMXConnector connector;
    private final MBeanServerConnection server;
    private final ThreadMXBean threads;

    private JvmProbe(JMXConnector connector) throws IOException {
        this.connector = connector;
        this.server = connector.getMBeanServerConnection();
        this.threads = ManagementFactory.newPlatformMXBeanProxy(
                server, ManagementFactory.THREAD_MXBEAN_NAME, ThreadMXBean.class);
    }

    /** Throws IOException when the process is no JVM of this user, or refuses. */
    @SuppressWarnings("BanJNDI") // the address is that of the process we attached to, on this machine
    public static JvmProbe attach(long pid) throws IOException {
        try {
            VirtualMachine machine = VirtualMachine.attach(Long.toString(pid));
            try {
                String address = machine.startLocalManagementAgent();
                return new JvmProbe(JMXConnectorFactory.connect(new JMXServiceURL(address)));
            } finally {
                machine.detach();
            }
        } catch (AttachNotSupportedException e) {
            throw new IOException("cannot attach to process " + pid + ": " + e.getMessage(), e);
        }
    }

    /** Bytes that each live thread has allocated since its start; threads of one name are added up. */
    public Map<String, Long> allocatedBytes() {
        long[] ids = threads.getAllThreadIds();
        ThreadInfo[] infos = threads.getThreadInfo(ids);
        long[] bytes = threads.getThreadAllocatedBytes(ids);
        Map<String, Long> byName = new HashMap<>();
        for (int i = 0; i < ids.length; i++) {
            if (infos[i] != null && bytes[i] >= 0) {
                byName.merge(infos[i].getThreadName(), bytes[i], Long::sum);
            }
        }
        return byName;
    }

    /** Whether a thread is there because of this probe. */
    static boolean isOwn(String thread) {
        return thread.startsWith("RMI ")
                || thread.startsWith("JMX ")
                || thread.startsWith("JFR ")
                || thread.startsWith("Attach Listener")
                || thread.startsWith("Common-Cleaner");
    }

    /** Runs a diagnostic command, as jcmd does; {@code JFR.start} is called jfrStart. */
    String diagnose(String operation, String... arguments) throws IOException {
        try {
            return String.valueOf(server.invoke(
                    new ObjectName("com.sun.management:type=DiagnosticCommand"),
                    operation,
                    new Object[] {arguments},
                    new String[] {String[].class.getName()}));
        } catch (JMException e) {
            throw new IOException(operation + ": " + e.getMessage(), e);
        }
    }

    @Override
    public void close() throws IOException {
        connector.close();
    }
}
