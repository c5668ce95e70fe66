using Microsoft.Win32.SafeHandles;
using Saker.Alerts.Outputs;

namespace Saker.Alerts.Channels;

/// <summary>Alerts as lines at the end of a file.</summary>
/// <param name="options">Which file, and when it is begun anew.</param>
public sealed class FileOutput(AlertFileOptions options) : IAlertOutput
{
    private readonly LineBuffer line = new();
    private readonly FileRotation rotation = new(options);
    private SafeFileHandle? file;

    /// <inheritdoc/>
    public string Name => "file";

    /// <inheritdoc/>
    public void Write(Alert alert, CancellationToken stop)
    {
        try
        {
            Append(line.Of(alert));
        }
        finally
        {
            if (!options.KeepOpen)
                Reopen();
        }
    }

    /// <inheritdoc/>
    public void Reopen()
    {
        file?.Dispose();
        file = null;
    }

    /// <inheritdoc/>
    public void Dispose() => Reopen();

    private void Append(ReadOnlySpan<byte> bytes)
    {
        var target = file ??= Open();
        if (EndOf(target) is not { } end)
        {
            RandomAccess.Write(target, bytes, 0);
            return;
        }

        if (rotation.IsDue(end, bytes.Length))
        {
            Reopen();
            rotation.Rotate();
            (target, end) = (file = Open(), 0);
        }

        try
        {
            // Where the file ends is asked each time: others may have cut it.
            RandomAccess.Write(target, bytes, end);
        }
        catch (IOException)
        {
            // Half a line would spoil the one that follows.
            RandomAccess.SetLength(target, end);
            throw;
        }
    }

    private SafeFileHandle Open() =>
        File.OpenHandle(options.Path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);

    /// <summary>Where the next line goes; null in what has no end, such as a pipe.</summary>
    private static long? EndOf(SafeFileHandle target)
    {
        try
        {
            return RandomAccess.GetLength(target);
        }
        catch (NotSupportedException)
        {
            return null;
        }
    }
}
