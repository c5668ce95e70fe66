namespace Saker.Alerts.Channels;

/// <summary>Puts a file aside when it is large or old: <c>alerts.txt</c> becomes <c>alerts.txt.1</c>, which became <c>alerts.txt.2</c> before.</summary>
/// <param name="options">When.</param>
internal sealed class FileRotation(AlertFileOptions options)
{
    /// <summary>Whether the file has to be put aside before something is added.</summary>
    /// <param name="length">Its length in bytes.</param>
    /// <param name="added">What is to be added.</param>
    public bool IsDue(long length, int added) => length > 0
        && ((options.MaxBytes > 0 && length + added > options.MaxBytes)
            || (options.MaxAge > TimeSpan.Zero && DateTime.UtcNow - FileAge.Birth(options.Path) > options.MaxAge));

    /// <summary>Puts it aside.</summary>
    /// <exception cref="IOException">A file cannot be renamed.</exception>
    public void Rotate()
    {
        if (options.MaxFiles == 0)
        {
            File.Delete(options.Path);
            return;
        }

        for (int age = options.MaxFiles; age > 0; age--)
        {
            string younger = age == 1 ? options.Path : $"{options.Path}.{age - 1}";
            if (File.Exists(younger))
                File.Move(younger, $"{options.Path}.{age}", overwrite: true);
        }
    }
}
