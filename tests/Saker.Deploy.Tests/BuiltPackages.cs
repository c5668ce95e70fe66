using System.Globalization;

namespace Saker.Deploy.Tests;

/// <summary>
/// Packages of the program under test in two versions, made by the scripts that make those of a release. The program differs from that of a
/// release in that it needs a runtime of the machine.
/// </summary>
public sealed class BuiltPackages : IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("saker-packages-").FullName;
    private readonly string root;

    public BuiltPackages()
    {
        root = Path.Combine(directory, "root");
        string notices = Path.Combine(directory, "notices");
        File.WriteAllText(notices, "none\n");
        Make("stage", Path.GetDirectoryName(Places.Saker)!, root, notices);
    }

    /// <summary>A time that is nobody's now.</summary>
    public static DateTime Epoch { get; } = DateTimeOffset.FromUnixTimeSeconds(1_700_000_000).UtcDateTime;

    /// <summary>Makes a package and says where it is.</summary>
    /// <param name="kind"><c>deb</c>, <c>rpm</c> or <c>archive</c>.</param>
    /// <param name="version">Its version.</param>
    public string Package(string kind, string version) => Make(kind, root, "amd64", version, Path.Combine(directory, "made")).Output.Trim();

    public void Dispose() => Directory.Delete(directory, recursive: true);

    private static CommandResult Make(string script, params string[] arguments)
    {
        string epoch = ((DateTimeOffset)Epoch).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var result = CommandResult.OfBuild("env", [$"SOURCE_DATE_EPOCH={epoch}", "SAKER_COMPRESSION=1", Path.Combine(Places.Repository, "deploy/packages", script), .. arguments]);
        result.Code.Should().Be(0, result.Errors);
        return result;
    }
}
