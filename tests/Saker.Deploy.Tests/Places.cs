using System.Reflection;

namespace Saker.Deploy.Tests;

/// <summary>Where things are.</summary>
internal static class Places
{
    /// <summary>The repository.</summary>
    public static string Repository { get; } = Path.GetFullPath(Metadata("Repository"));

    /// <summary>The chart.</summary>
    public static string Chart { get; } = Path.Combine(Repository, "deploy/helm/saker");

    /// <summary>The program.</summary>
    public static string Saker { get; } = Metadata("Saker");

    /// <summary>The compiler of Bicep; no file where there is none for this machine.</summary>
    public static string Bicep { get; } = Metadata("Bicep");

    /// <summary>A file of the repository, as text.</summary>
    public static string Read(string path) => File.ReadAllText(Path.Combine(Repository, path));

    /// <summary>A file of values that tests have.</summary>
    public static string Values(string name) => Path.Combine(Repository, "tests/Saker.Deploy.Tests/values", name + ".yaml");

    private static string Metadata(string key) =>
        typeof(Places).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == key).Value!;
}
