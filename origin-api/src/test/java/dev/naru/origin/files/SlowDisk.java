package dev.naru.origin.files;

import jakarta.enterprise.inject.Alternative;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** A file system that takes so many bytes and then stands still, until it is told to go on. */
@Alternative
@Singleton
class SlowDisk implements BlobStore {

    private final BlobStore disk;
    private final Gate gate = new Gate();

    SlowDisk(BlobConfig config) {
        disk = new FileSystemBlobStore(config.dir(), new StagingFolder(config.dir(), config.minFreeBytes()));
    }

    /** From now on so many bytes more are taken. */
    void take(long bytes) {
        gate.take(bytes);
    }

    long written() {
        return gate.written.get();
    }

    /** Whether somebody waits for it to go on. */
    boolean standsStill() {
        return gate.waiting.get() > 0;
    }

    @Override
    public StagedBlob stage(long expectedBytes) throws IOException {
        StagedBlob staged = disk.stage(expectedBytes);
        return new StagedBlob(staged.path(), new SlowFile(staged.content(), gate));
    }

    @Override
    public void publish(StagedBlob staged) throws IOException {
        disk.publish(staged);
    }

    @Override
    public Object entity(String sha256, long offset, long length) throws IOException {
        return disk.entity(sha256, offset, length);
    }

    @Override
    public InputStream open(String sha256) throws IOException {
        return disk.open(sha256);
    }

    @Override
    public void delete(String sha256) throws IOException {
        disk.delete(sha256);
    }

    @Override
    public int shards() {
        return disk.shards();
    }

    @Override
    public List<String> blobsOf(int shard, Instant olderThan) throws IOException {
        return disk.blobsOf(shard, olderThan);
    }

    @Override
    public int sweepStaged(Instant olderThan, int limit) throws IOException {
        return disk.sweepStaged(olderThan, limit);
    }

    private static final class Gate {
        private final AtomicLong written = new AtomicLong();
        private final AtomicLong waiting = new AtomicLong();
        private final ReentrantLock lock = new ReentrantLock();
        private final Condition open = lock.newCondition();
        private long limit;

        void take(long bytes) {
            lock.lock();
            try {
                limit = written.get() + bytes;
                open.signalAll();
            } finally {
                lock.unlock();
            }
        }

        void await(int bytes) throws IOException {
            lock.lock();
            waiting.incrementAndGet();
            try {
                while (written.get() + bytes > limit) {
                    open.await();
                }
                written.addAndGet(bytes);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException(e);
            } finally {
                waiting.decrementAndGet();
                lock.unlock();
            }
        }
    }

    /** Only what a staged blob uses is slow; the rest is the file's own. */
    private static final class SlowFile extends FileChannel {
        private final FileChannel file;
        private final Gate gate;

        SlowFile(FileChannel file, Gate gate) {
            this.file = file;
            this.gate = gate;
        }

        @Override
        public int write(ByteBuffer source) throws IOException {
            gate.await(source.remaining());
            return file.write(source);
        }

        @Override
        public int read(ByteBuffer target) throws IOException {
            return file.read(target);
        }

        @Override
        public int read(ByteBuffer target, long position) throws IOException {
            return file.read(target, position);
        }

        @Override
        public long position() throws IOException {
            return file.position();
        }

        @Override
        public FileChannel position(long position) throws IOException {
            file.position(position);
            return this;
        }

        @Override
        public long size() throws IOException {
            return file.size();
        }

        @Override
        public void force(boolean metaData) throws IOException {
            file.force(metaData);
        }

        @Override
        protected void implCloseChannel() throws IOException {
            file.close();
        }

        @Override
        public long read(ByteBuffer[] targets, int offset, int length) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long write(ByteBuffer[] sources, int offset, int length) {
            throw new UnsupportedOperationException();
        }

        @Override
        public int write(ByteBuffer source, long position) {
            throw new UnsupportedOperationException();
        }

        @Override
        public FileChannel truncate(long size) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long transferTo(long position, long count, WritableByteChannel target) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long transferFrom(ReadableByteChannel source, long position, long count) {
            throw new UnsupportedOperationException();
        }

        @Override
        public MappedByteBuffer map(MapMode mode, long position, long size) {
            throw new UnsupportedOperationException();
        }

        @Override
        public FileLock lock(long position, long size, boolean shared) {
            throw new UnsupportedOperationException();
        }

        @Override
        public FileLock tryLock(long position, long size, boolean shared) {
            throw new UnsupportedOperationException();
        }
    }
}
