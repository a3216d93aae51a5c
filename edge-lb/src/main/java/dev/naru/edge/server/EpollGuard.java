package dev.naru.edge.server;

import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.IoOps;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.util.concurrent.ThreadAwareExecutor;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Stands between Netty's channels and its epoll loop, for what each connection costs and for one defect.
 *
 * <p>A connection of one request spends a large part of its time in {@code epoll_ctl}. Netty adds it with an interest in hang-ups only and modifies that at
 * once, when reading begins; and it takes it out of the set just before closing it, which the kernel does by itself. So the first add waits for an interest
 * worth a call, and ending a registration closes its descriptor first: here a registration never ends but with its channel.
 *
 * <p>It also keeps half-closed connections writable on Netty 4.2.18. There a registration whose interests drop to none is deleted from the epoll set but still counts as
 * added, and the next {@code epoll_ctl} to modify it fails with ENOENT. That is every connection whose client has sent FIN: its first write that the socket
 * does not take whole would break it. An edge-triggered interest in nothing keeps it in the set and never wakes the loop but for an error.
 */
final class EpollGuard implements IoHandler {
    private final IoHandler epoll;

    private EpollGuard(IoHandler epoll) {
        this.epoll = epoll;
    }

    static IoHandlerFactory newFactory() {
        IoHandlerFactory epoll = EpollIoHandler.newFactory();
        return new IoHandlerFactory() {
            @Override
            public IoHandler newHandler(ThreadAwareExecutor executor) {
                return new EpollGuard(epoll.newHandler(executor));
            }

            @Override
            public boolean isChangingThreadSupported() {
                return epoll.isChangingThreadSupported();
            }
        };
    }

    @Override
    public IoRegistration register(IoHandle handle) throws Exception {
        return new Registration(epoll.register(handle), (EpollIoHandle) handle);
    }

    private static final class Registration implements IoRegistration {
        private final IoRegistration registration;
        private final EpollIoHandle handle;
        private boolean added;

        Registration(IoRegistration registration, EpollIoHandle handle) {
            this.registration = registration;
            this.handle = handle;
        }

        @Override
        public long submit(IoOps ops) {
            if (!added) {
                if (EpollIoOps.EPOLLRDHUP.equals(ops)) {
                    return 0; // comes along with the first real interest
                }
                added = true;
            }
            return registration.submit(EpollIoOps.NONE.equals(ops) ? EpollIoOps.EPOLLET : ops);
        }

        @Override
        @SuppressWarnings("TypeParameterUnusedInFormals") // the interface's own
        public <T> T attachment() {
            return registration.attachment();
        }

        @Override
        public boolean isValid() {
            return registration.isValid();
        }

        @Override
        public boolean cancel() {
            try {
                handle.fd().close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return registration.cancel();
        }
    }

    @Override
    public void initialize() {
        epoll.initialize();
    }

    @Override
    public int run(IoHandlerContext context) {
        return epoll.run(context);
    }

    @Override
    public void prepareToDestroy() {
        epoll.prepareToDestroy();
    }

    @Override
    public void destroy() {
        epoll.destroy();
    }

    @Override
    public void wakeup() {
        epoll.wakeup();
    }

    @Override
    public boolean isCompatible(Class<? extends IoHandle> handleType) {
        return epoll.isCompatible(handleType);
    }
}
