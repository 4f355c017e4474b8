package io.attune.pack.source;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.jspecify.annotations.Nullable;

/** Unpacks a gzip-compressed tar archive that nobody vouches for (packs.md §12, "Archive safety"). */
public final class PackArchive {
    private static final int OWNER_EXECUTES = 0100;
    /** Headers, padding and long names come on top of the files. */
    private static final long HEADERS_PER_ENTRY = 4096;

    private static final long RATIO_COUNTS_FROM = 1 << 20;
    private static final long LARGEST_HEADER = 1 << 20;

    private PackArchive() {}

    /**
     * Unpacks into an empty directory. After a refusal the directory holds rubbish and is the caller's to remove.
     *
     * @throws PackSourceException if the archive is damaged, too large, or holds anything but files and directories below its root
     */
    public static void unpack(InputStream archive, Path directory, SourceLimits limits)
            throws IOException, PackSourceException {
        var intake = new Intake(directory, limits);
        var counted = new Counted(archive, limits.compressedBytes());
        try (var unzipped = new GZIPInputStream(new BufferedInputStream(counted));
                var unpacked = new UnpackedGuard(unzipped, counted, limits);
                var tar = new TarArchiveInputStream(unpacked, "UTF-8")) {
            boolean any = false;
            for (TarArchiveEntry entry = next(tar, unpacked); entry != null; entry = next(tar, unpacked)) {
                any = true;
                take(entry, tar, intake);
            }
            if (!any) {
                throw new PackSourceException("the archive is empty");
            }
        } catch (Refused e) {
            throw new PackSourceException(String.valueOf(e.getMessage()), e);
        } catch (ZipException e) {
            throw new PackSourceException("not a gzip archive: pack the directory with 'tar czf'", e);
        } catch (IllegalArgumentException e) {
            throw new PackSourceException("not a tar archive: pack the directory with 'tar czf'", e);
        } catch (IOException e) {
            if (e.getCause() instanceof Refused refused) {
                throw new PackSourceException(String.valueOf(refused.getMessage()), e);
            }
            throw new PackSourceException("the archive is damaged or cannot be unpacked", e);
        }
    }

    private static @Nullable TarArchiveEntry next(TarArchiveInputStream tar, UnpackedGuard unpacked)
            throws IOException {
        unpacked.headerBegins();
        @Nullable TarArchiveEntry entry = tar.getNextEntry();
        unpacked.headerEnds();
        return entry;
    }

    private static void take(TarArchiveEntry entry, TarArchiveInputStream tar, Intake intake)
            throws IOException, PackSourceException {
        String name = entry.getName();
        if (entry.isSymbolicLink() || entry.isLink()) {
            throw EntryName.refused(name, "is a link; packs hold files and directories only");
        }
        if (entry.isCharacterDevice() || entry.isBlockDevice() || entry.isFIFO()) {
            throw EntryName.refused(name, "is a device or pipe; packs hold files and directories only");
        }
        if (entry.isDirectory()) {
            intake.directory(name);
        } else if (entry.isFile() && !entry.isSparse()) {
            intake.file(name, tar, (entry.getMode() & OWNER_EXECUTES) != 0);
        } else {
            throw EntryName.refused(name, "is no ordinary file; packs hold files and directories only");
        }
    }

    /** Carries a refusal through the readers of the library, which only let IOExceptions pass. */
    private static final class Refused extends IOException {
        private static final long serialVersionUID = 1L;

        Refused(String message) {
            super(message);
        }
    }

    /** The compressed bytes as they arrive. */
    private static final class Counted extends FilterInputStream {
        private final long most;
        private long bytes;

        Counted(InputStream in, long most) {
            super(in);
            this.most = most;
        }

        @Override
        public int read() throws IOException {
            int read = super.read();
            count(read < 0 ? 0 : 1);
            return read;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int read = super.read(buffer, offset, length);
            count(Math.max(read, 0));
            return read;
        }

        private void count(int read) throws Refused {
            bytes += read;
            if (bytes > most) {
                throw new Refused("the archive is larger than " + Intake.mebibytes(most));
            }
        }
    }

    /** Looks at what came out for what went in, headers and padding included: nothing can hide between the entries. */
    private static final class UnpackedGuard extends FilterInputStream {
        private final Counted compressed;
        private final SourceLimits limits;
        private long bytes;
        private long headerFrom = Long.MAX_VALUE;

        UnpackedGuard(InputStream in, Counted compressed, SourceLimits limits) {
            super(in);
            this.compressed = compressed;
            this.limits = limits;
        }

        @Override
        public int read() throws IOException {
            int read = super.read();
            count(read < 0 ? 0 : 1);
            return read;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int read = super.read(buffer, offset, length);
            count(Math.max(read, 0));
            return read;
        }

        /** What is read from here on, the library keeps in memory: long names and attributes. */
        void headerBegins() {
            headerFrom = bytes;
        }

        void headerEnds() {
            headerFrom = Long.MAX_VALUE;
        }

        @Override
        public long skip(long wanted) throws IOException {
            long skipped = super.skip(wanted);
            count(skipped);
            return skipped;
        }

        private void count(long read) throws Refused {
            bytes += read;
            if (bytes > limits.totalBytes() + HEADERS_PER_ENTRY * limits.entries()) {
                throw new Refused("the archive unpacks to more than " + Intake.mebibytes(limits.totalBytes()));
            }
            if (bytes - LARGEST_HEADER > headerFrom) {
                throw new Refused(
                        "the archive has an entry whose header is larger than " + Intake.mebibytes(LARGEST_HEADER));
            }
            if (bytes > RATIO_COUNTS_FROM && bytes > compressed.bytes * limits.ratio()) {
                throw new Refused("the archive unpacks to more than " + limits.ratio()
                        + " times its size; leave generated or empty files out of the pack");
            }
        }
    }
}
