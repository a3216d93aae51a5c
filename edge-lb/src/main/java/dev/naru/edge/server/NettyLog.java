package dev.naru.edge.server;

import dev.naru.edge.observe.EventLog;
import dev.naru.edge.observe.LogLevel;
import io.netty.util.internal.logging.AbstractInternalLogger;
import io.netty.util.internal.logging.FormattingTuple;
import io.netty.util.internal.logging.InternalLogger;
import io.netty.util.internal.logging.InternalLoggerFactory;
import io.netty.util.internal.logging.MessageFormatter;
import org.jspecify.annotations.Nullable;

/**
 * Netty's warnings and errors, as lines of the error log; what it says below that is for its own developers. The JDK's logging would take a twelfth of the start to set up, and
 * write in a form of its own.
 */
final class NettyLog extends AbstractInternalLogger {
    private static final long serialVersionUID = 1L; // Netty's loggers are Serializable, for nobody here

    private NettyLog(String name) {
        super(name);
    }

    /** To be called before any other class of Netty is used. */
    static void install() {
        InternalLoggerFactory.setDefaultFactory(new InternalLoggerFactory() {
            @Override
            protected InternalLogger newInstance(String name) {
                return named(name);
            }
        });
    }

    /** The logger of the class with this name. */
    static InternalLogger named(String name) {
        return new NettyLog(name);
    }

    private void say(LogLevel level, FormattingTuple line) {
        say(level, line.getMessage(), line.getThrowable());
    }

    private void say(LogLevel level, String message, @Nullable Throwable cause) {
        String place = name().substring(name().lastIndexOf('.') + 1);
        EventLog.say(level, "netty: " + place + ": " + message + (cause == null ? "" : ": " + cause));
    }

    @Override
    public boolean isTraceEnabled() {
        return false;
    }

    @Override
    public void trace(String message) {}

    @Override
    public void trace(String format, @Nullable Object a) {}

    @Override
    public void trace(String format, @Nullable Object a, @Nullable Object b) {}

    @Override
    public void trace(String format, @Nullable Object... arguments) {}

    @Override
    public void trace(String message, @Nullable Throwable cause) {}

    @Override
    public boolean isDebugEnabled() {
        return false;
    }

    @Override
    public void debug(String message) {}

    @Override
    public void debug(String format, @Nullable Object a) {}

    @Override
    public void debug(String format, @Nullable Object a, @Nullable Object b) {}

    @Override
    public void debug(String format, @Nullable Object... arguments) {}

    @Override
    public void debug(String message, @Nullable Throwable cause) {}

    @Override
    public boolean isInfoEnabled() {
        return false;
    }

    @Override
    public void info(String message) {}

    @Override
    public void info(String format, @Nullable Object a) {}

    @Override
    public void info(String format, @Nullable Object a, @Nullable Object b) {}

    @Override
    public void info(String format, @Nullable Object... arguments) {}

    @Override
    public void info(String message, @Nullable Throwable cause) {}

    @Override
    public boolean isWarnEnabled() {
        return true;
    }

    @Override
    public void warn(String message) {
        say(LogLevel.WARN, message, null);
    }

    @Override
    public void warn(String format, @Nullable Object a) {
        say(LogLevel.WARN, MessageFormatter.format(format, a));
    }

    @Override
    public void warn(String format, @Nullable Object a, @Nullable Object b) {
        say(LogLevel.WARN, MessageFormatter.format(format, a, b));
    }

    @Override
    public void warn(String format, @Nullable Object... arguments) {
        say(LogLevel.WARN, MessageFormatter.arrayFormat(format, arguments));
    }

    @Override
    public void warn(String message, @Nullable Throwable cause) {
        say(LogLevel.WARN, message, cause);
    }

    @Override
    public boolean isErrorEnabled() {
        return true;
    }

    @Override
    public void error(String message) {
        say(LogLevel.ERROR, message, null);
    }

    @Override
    public void error(String format, @Nullable Object a) {
        say(LogLevel.ERROR, MessageFormatter.format(format, a));
    }

    @Override
    public void error(String format, @Nullable Object a, @Nullable Object b) {
        say(LogLevel.ERROR, MessageFormatter.format(format, a, b));
    }

    @Override
    public void error(String format, @Nullable Object... arguments) {
        say(LogLevel.ERROR, MessageFormatter.arrayFormat(format, arguments));
    }

    @Override
    public void error(String message, @Nullable Throwable cause) {
        say(LogLevel.ERROR, message, cause);
    }
}
