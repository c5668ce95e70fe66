namespace Saker.Deploy.Tests;

/// <summary><c>tests/packages/reproducible</c>, on a repository whose release is made in no time.</summary>
public sealed class ReproducibleScriptTests : IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("saker-reproducible-").FullName;

    [Fact]
    public void Releases_that_are_the_same_are_listed_and_do_not_stay()
    {
        var result = Compared("echo made >\"$2/a.deb\"; echo $1 >\"$2/b.rpm\"");
        result.Code.Should().Be(0, result.Errors);
        result.Output.Should().MatchRegex(@"^same +5  a\.deb\nsame +41  b\.rpm\n$");
        Directory.Exists(Path.Combine(directory, "artifacts/reproducible")).Should().BeFalse();
    }

    [Theory]
    [InlineData("pwd -P")]
    [InlineData("dirname \"$(mktemp -u)\"")]
    [InlineData("umask")]
    [InlineData("echo $NUGET_PACKAGES")]
    [InlineData("echo $DOTNET_PROCESSOR_COUNT")]
    [InlineData("date +%z")]
    [InlineData("echo $LC_ALL")]
    public void What_depends_on_who_makes_it_where_is_named_and_stays(string circumstance)
    {
        var result = Compared($"echo made >\"$2/a.deb\"; cd \"$(dirname \"$0\")\"; {circumstance} >\"$2/b.rpm\"");
        result.Code.Should().Be(1);
        result.Output.Should().MatchRegex(@"^same +5  a\.deb\nDIFFERENT +\d+  b\.rpm\n$");
        result.Errors.Should().Contain($"1 differ; diffoscope {directory}/artifacts/reproducible/first {directory}/artifacts/reproducible/second shows in what");
        File.Exists(Path.Combine(directory, "artifacts/reproducible/second/b.rpm")).Should().BeTrue();
    }

    [Fact]
    public void A_release_that_is_there_is_compared_with_one_that_is_made()
    {
        string release = Path.Combine(directory, "release");
        Directory.CreateDirectory(release);
        File.WriteAllText(Path.Combine(release, "a.deb"), "tampered with\n");
        var result = Compared("echo made >\"$2/a.deb\"", release);
        result.Code.Should().Be(1);
        result.Output.Should().MatchRegex(@"^DIFFERENT +14  a\.deb\n$");
        File.ReadAllText(Path.Combine(release, "a.deb")).Should().Be("tampered with\n");
    }

    [Fact]
    public void A_release_that_cannot_be_made_is_the_end()
    {
        var result = Compared("echo no compiler; exit 3");
        result.Code.Should().Be(1);
        result.Output.Should().BeEmpty();
        result.Errors.Should().Contain("no compiler");
    }

    public void Dispose() => Directory.Delete(directory, recursive: true);

    /// <summary>Runs the script in a repository where a release of a commit (<c>$1</c>) is made by a piece of shell, into a directory (<c>$2</c>).</summary>
    private CommandResult Compared(string release, params string[] arguments)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/git"), "git is not installed");
        Directory.CreateDirectory(Path.Combine(directory, "tests/packages"));
        Directory.CreateDirectory(Path.Combine(directory, "tools"));
        Directory.CreateDirectory(Path.Combine(directory, "packages"));
        File.Copy(Path.Combine(Places.Repository, "tests/packages/reproducible"), Path.Combine(directory, "tests/packages/reproducible"));
        string tool = Path.Combine(directory, "tools/release");
        File.WriteAllText(tool, $"#!/bin/sh\nmkdir -p \"$2\"\n{release}\n");
        File.SetUnixFileMode(tool, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Git("init", "--quiet");
        Git("add", "tools");
        Git("-c", "user.name=somebody", "-c", "user.email=somebody@saker.invalid", "commit", "--quiet", "--message", "Release");
        return CommandResult.Of("env", [$"NUGET_PACKAGES={directory}/packages", Path.Combine(directory, "tests/packages/reproducible"), "HEAD", .. arguments]);
    }

    private void Git(params string[] arguments)
    {
        var result = CommandResult.Of("git", ["-C", directory, .. arguments]);
        result.Code.Should().Be(0, result.Errors);
    }
}
