namespace Saker.Deploy.Tests;

/// <summary>
/// A place where parts of a release are made by the scripts that make those of a real one: a copy of the sources, a small program, and the packages
/// of NuGet that it consists of. Two that differ in everything that should not matter must make the same.
/// </summary>
internal sealed class Workshop : IDisposable
{
    private const string Runtime = "Microsoft.NETCore.App.Runtime.linux-x64";
    private readonly string directory;
    private readonly string umask;
    private readonly string[] environment;

    private Workshop(string directory, string umask, params string[] environment)
    {
        this.directory = directory;
        this.umask = umask;
        this.environment = environment;
        Directory.CreateDirectory(At("scratch"));
        Done("cp", ["-R", .. Sources("deploy", "docs", "tools", "LICENSE"), directory]);
        WriteProgram();
        WritePackage("Some.Library", "1.0.0");
        WritePackage(Runtime, "10.0.1");
    }

    /// <summary>As most people would have it.</summary>
    public static Workshop Usual() => new(Directory.CreateTempSubdirectory("saker-workshop-").FullName, "022", "TZ=UTC", "LC_ALL=C");

    /// <summary>
    /// Another place, on another file system where there is one; another time, time zone and language; new files are for nobody else; and NuGet's
    /// packages are there in other versions, too.
    /// </summary>
    public static Workshop Unusual()
    {
        const string memory = "/dev/shm";
        string place = Path.Combine(Directory.Exists(memory) ? memory : Path.GetTempPath(), $"saker-workshop-of-somebody-else-{Guid.NewGuid():N}");
        Directory.CreateDirectory(place, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var workshop = new Workshop(place, "077", "TZ=Asia/Kathmandu", "LC_ALL=C.UTF-8");
        workshop.WritePackage(Runtime, "10.0.9");
        workshop.WritePackage("Microsoft.NETCore.App.Runtime.linux-arm64", "10.0.1");
        workshop.Done("chmod", "-R", "g+w", place);
        workshop.Done("find", place, "-exec", "touch", "-h", "-d", "2001-02-03", "{}", "+");
        return workshop;
    }

    /// <summary>The small program, as <c>dotnet publish</c> leaves one.</summary>
    public string Program => At("program");

    /// <summary>Where a file of this workshop is.</summary>
    public string At(string name) => Path.Combine(directory, name);

    /// <summary>Runs a script of the sources; it has to succeed.</summary>
    /// <returns>What it printed.</returns>
    public string Make(string script, params string[] arguments) => Done(At(script), arguments);

    /// <summary>Makes a package of the small program.</summary>
    /// <param name="kind"><c>deb</c>, <c>rpm</c> or <c>archive</c>.</param>
    /// <returns>Its content.</returns>
    public byte[] Package(string kind) => File.ReadAllBytes(Make("deploy/packages/" + kind, Staged(), "amd64", "1.2.3", At("made")).Trim());

    /// <summary>Lays out what is packed, and says where.</summary>
    public string Staged()
    {
        File.WriteAllText(At("notices"), "none\n");
        Make("deploy/packages/stage", Program, At("root"), At("notices"));
        return At("root");
    }

    public void Dispose() => Directory.Delete(directory, recursive: true);

    private static string[] Sources(params string[] names) => [.. names.Select(name => Path.Combine(Places.Repository, name))];

    private string Done(string program, params string[] arguments)
    {
        var result = CommandResult.OfBuild("sh", [
            "-c", "umask \"$0\" && exec env \"$@\"", umask, .. environment, "SOURCE_DATE_EPOCH=1700000000", "SAKER_COMPRESSION=1",
            "TMPDIR=" + At("scratch"), "NUGET_PACKAGES=" + At("packages"), program, .. arguments,
        ]);
        result.Code.Should().Be(0, result.Errors);
        return result.Output;
    }

    private void WriteProgram()
    {
        Directory.CreateDirectory(Path.Combine(Program, "rules"));
        foreach (string name in (string[])["saker", "saker.dll", "System.Text.Json.dll", "libSystem.Native.so", "rules/stable.yaml"])
            File.WriteAllText(Path.Combine(Program, name), name);
        File.WriteAllText(Path.Combine(Program, "saker.deps.json"), $$"""
            {
              "targets": { ".NETCoreApp,Version=v10.0/linux-x64": { "saker/1.2.3": { "dependencies": { "Some.Library": "1.0.0" } }, "Some.Library/1.0.0": { } } },
              "libraries": {
                "saker/1.2.3": { "type": "project" },
                "runtimepack.{{Runtime}}/10.0.1": { "type": "runtimepack" },
                "Some.Library/1.0.0": { "type": "package" }
              }
            }
            """);
    }

    private void WritePackage(string name, string version)
    {
        string package = At($"packages/{name}/{version}".ToLowerInvariant());
        Directory.CreateDirectory(package);
        File.WriteAllText(Path.Combine(package, name.ToLowerInvariant() + ".nuspec"), $"""
            <package>
              <metadata>
                <license type="expression">MIT</license>
                <authors>Authors of {name}</authors>
              </metadata>
            </package>
            """);
        File.WriteAllText(Path.Combine(package, "THIRD-PARTY-NOTICES.TXT"), $"Notices of {name} {version}.\r\n");
    }
}
