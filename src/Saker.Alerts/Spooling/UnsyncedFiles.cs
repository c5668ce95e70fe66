using Microsoft.Win32.SafeHandles;

namespace Saker.Alerts.Spooling;

/// <summary>Files of a directory that hold what is only in the kernel's memory yet. Any thread may note and sync.</summary>
/// <param name="directory">The directory.</param>
internal sealed class UnsyncedFiles(string directory)
{
    private readonly Lock gate = new();
    private readonly HashSet<SafeFileHandle> written = [];
    private bool isOneNew;

    /// <summary>Notes that something was written to a file.</summary>
    public void Note(SafeFileHandle file)
    {
        lock (gate)
            written.Add(file);
    }

    /// <summary>Notes that a file was made, whose name is to last as well.</summary>
    public void NoteNew(SafeFileHandle file)
    {
        lock (gate)
        {
            isOneNew = true;
            written.Add(file);
        }
    }

    /// <summary>Has all of it brought onto the disk.</summary>
    /// <exception cref="IOException">The disk does not take it.</exception>
    public void Sync()
    {
        SafeFileHandle[] files;
        bool isNew;
        lock (gate)
        {
            (files, isNew) = ([.. written], isOneNew);
            written.Clear();
            isOneNew = false;
        }

        foreach (var file in files.Where(f => !f.IsClosed))
        {
            try
            {
                RandomAccess.FlushToDisk(file);
            }
            catch (ObjectDisposedException)
            {
                // It was removed meanwhile, since all in it was delivered.
            }
        }

        if (isNew)
            LibC.SyncDirectory(directory);
    }
}
