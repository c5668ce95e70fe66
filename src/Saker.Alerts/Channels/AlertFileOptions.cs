namespace Saker.Alerts.Channels;

/// <summary>A file that alerts are appended to.</summary>
/// <param name="Path">The file; its directory exists.</param>
/// <param name="KeepOpen">Whether it stays open between alerts.</param>
/// <param name="MaxBytes">Size at which it is put aside and begun anew; 0 for none.</param>
/// <param name="MaxAge">Age at which that happens; zero for none.</param>
/// <param name="MaxFiles">How many files that were put aside are kept.</param>
public sealed record AlertFileOptions(string Path, bool KeepOpen, long MaxBytes, TimeSpan MaxAge, int MaxFiles);
