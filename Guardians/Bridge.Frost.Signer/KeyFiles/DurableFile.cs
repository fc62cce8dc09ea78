using System.Runtime.InteropServices;

namespace Bridge.Frost.Signer.KeyFiles;

/// <summary>Replaces a file so that after a crash at any time the old or the new content is there, whole.</summary>
internal static partial class DurableFile
{
    private const int ReadOnly = 0; // O_RDONLY

    internal static void Replace(string path, ReadOnlySpan<byte> content, UnixFileMode mode)
    {
        if (OperatingSystem.IsWindows()) throw new PlatformNotSupportedException("key files need Unix file modes");
        var target = Path.GetFullPath(path);
        var temporary = $"{target}.{Path.GetRandomFileName()}.new";
        try
        {
            // The mode is set when the file is created, so that at no time others can open it.
            using (var stream = new FileStream(temporary, new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.Write,
                UnixCreateMode = mode,
            }))
            {
                stream.Write(content);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, target, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }

        FlushDirectory(Path.GetDirectoryName(target)!);
    }

    // A rename is on disk only when its directory is.
    private static void FlushDirectory(string directory)
    {
        var descriptor = open(directory, ReadOnly);
        if (descriptor < 0) throw new IOException($"directory {directory} cannot be opened");
        var flushed = fsync(descriptor);
        _ = close(descriptor);
        if (flushed != 0) throw new IOException($"directory {directory} cannot be flushed to disk");
    }

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)] private static partial int open(string path, int flags);
    [LibraryImport("libc")] private static partial int fsync(int descriptor);
    [LibraryImport("libc")] private static partial int close(int descriptor);
}
