using System.Runtime.InteropServices;

namespace Saker.Deploy.Tests;

/// <summary>
/// The container image: that of the release in the directory that the environment variable <c>SAKER_RELEASE</c> names, or one that is made here of
/// the program under test, by the same scripts. The latter differs in that the runtime of this machine is copied into it.
/// </summary>
internal static class Images
{
    private const string Runtime = "usr/lib/saker/runtime";

    /// <summary>The archive, and the environment that its program needs.</summary>
    /// <param name="directory">Where one may be made.</param>
    public static (string Archive, IReadOnlyList<string> Environment) Take(string directory)
    {
        if (Environment.GetEnvironmentVariable("SAKER_RELEASE") is { Length: > 0 } release)
            return (Directory.GetFiles(release, "saker-*-image.tar").Single(), []);
        return (Make(directory), ["DOTNET_ROOT=/" + Runtime]);
    }

    private static string Make(string directory)
    {
        string architecture = RuntimeInformation.OSArchitecture == Architecture.Arm64 ? "arm64" : "amd64";
        string cache = Path.Combine(Places.Repository, "artifacts/debian");
        var libraries = CommandResult.OfBuild(Path.Combine(Places.Repository, "deploy/image/libraries"), architecture, Path.Combine(directory, "libraries"), cache);
        Assert.SkipUnless(libraries.Code == 0, "packages of Debian for the image are not to be had: " + libraries.Errors);

        string notices = Path.Combine(directory, "notices");
        string root = Path.Combine(directory, "root");
        File.WriteAllText(notices, "none\n");
        Done(CommandResult.OfBuild(Path.Combine(Places.Repository, "deploy/packages/stage"), Path.GetDirectoryName(Places.Saker)!, root, notices));
        CopyRuntime(Path.Combine(root, Runtime));
        string archive = Path.Combine(directory, "image.tar");
        Done(CommandResult.OfBuild("env", "SOURCE_DATE_EPOCH=1700000000", "SAKER_COMPRESSION=1", Path.Combine(Places.Repository, "deploy/image/build"),
            "0.0.1", archive, cache, $"{architecture}={root}"));
        return archive;
    }

    private static void CopyRuntime(string to)
    {
        string used = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        string from = Path.GetFullPath(Path.Combine(used, "../../.."));
        string version = Path.GetFileName(used);
        foreach (string part in (string[])["host/fxr", "shared/Microsoft.NETCore.App/" + version, "shared/Microsoft.AspNetCore.App/" + version])
        {
            Directory.CreateDirectory(Path.Combine(to, Path.GetDirectoryName(part)!));
            Done(CommandResult.OfBuild("cp", "-a", Path.Combine(from, part), Path.Combine(to, part)));
        }
    }

    private static void Done(CommandResult result) => result.Code.Should().Be(0, result.Errors);
}
