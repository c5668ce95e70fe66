using System.Text.RegularExpressions;

namespace Saker.Deploy.Tests;

/// <summary>Packages come, are replaced and go, and leave what they ought to leave.</summary>
public sealed partial class PackageTests(BuiltPackages packages) : IClassFixture<BuiltPackages>, IDisposable
{
    private const string Configuration = "etc/saker/saker.yaml";
    private readonly PackageRoot root = new();

    [Fact]
    public void What_a_Debian_package_installs_runs_with_its_own_rules()
    {
        Done(root.Dpkg("--install", packages.Package("deb", "1.2.3")));
        ShouldRun();
        root.Saker("--dry-run").Errors.Should().Contain($"rules {root.At("usr/lib/saker/rules/")}stable.yaml: 0 warnings");
    }

    [Fact]
    public void An_upgrade_of_a_Debian_package_leaves_the_configuration_that_somebody_changed()
    {
        // A version that comes before 1.2.4.
        Done(root.Dpkg("--install", packages.Package("deb", "1.2.4-dev.7")));
        root.Write(Configuration, "json_output: true\n");
        var upgrade = root.Dpkg("--install", packages.Package("deb", "1.2.4"));
        Done(upgrade);
        upgrade.Output.Should().Contain("over (1.2.4~dev.7)").And.NotContain("downgrading");
        File.ReadAllText(root.At(Configuration)).Should().Be("json_output: true\n");
        ShouldRun();
    }

    [Fact]
    public void A_Debian_package_that_is_purged_leaves_nothing()
    {
        var before = root.Content();
        Done(root.Dpkg("--install", packages.Package("deb", "1.2.3")));
        root.Write("var/lib/private/saker/spool/1", "");
        root.Write("var/lib/private/saker-forward/1", "");
        root.Write("var/log/private/saker/alerts.log", "");
        File.CreateSymbolicLink(root.At("var/lib/saker"), "private/saker");
        Done(root.Dpkg("--remove", "saker"));
        File.Exists(root.At(Configuration)).Should().BeTrue("removing is not purging");
        File.Exists(root.At("usr/bin/saker")).Should().BeFalse();
        Done(root.Dpkg("--purge", "saker"));
        root.Content().Should().Equal(before);
    }

    [Fact]
    public void What_an_RPM_package_installs_runs_is_upgraded_and_goes()
    {
        Done(root.Rpm("--query", "--all"));
        var before = root.Content();
        Done(root.Rpm("--install", "--nodeps", packages.Package("rpm", "1.2.4-dev.7")));
        ShouldRun();
        Done(root.Rpm("--verify", "--nodeps", "saker"));
        root.Write(Configuration, "json_output: true\n");
        Done(root.Rpm("--upgrade", "--nodeps", packages.Package("rpm", "1.2.4")));
        root.Rpm("--query", "saker").Output.Trim().Should().Be("saker-1.2.4-1.x86_64");
        File.ReadAllText(root.At(Configuration)).Should().Be("json_output: true\n");
        ShouldRun();
        Done(root.Rpm("--erase", "saker"));
        // RPM knows no purging: what somebody changed stays.
        root.Content().Except(before).Should().Equal("etc/saker", Configuration + ".rpmsave");
    }

    [Fact]
    public void Only_root_reads_the_file_of_tokens()
    {
        Done(root.Dpkg("--install", packages.Package("deb", "1.2.3")));
        File.GetUnixFileMode(root.At("etc/saker/forward.yaml")).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.GetLastWriteTimeUtc(root.At("etc/saker/forward.yaml")).Should().Be(BuiltPackages.Epoch);
    }

    [Theory]
    [InlineData("saker", 2.5)]
    [InlineData("saker-forward", 1.5)]
    public void Units_are_sound_and_exposed_to_little(string unit, double most)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/systemd-analyze"), "systemd is not installed");
        var result = CommandResult.Of("systemd-analyze", "security", "--offline=true", "--no-pager", Path.Combine(Places.Repository, $"deploy/systemd/{unit}.service"));
        var exposure = Exposure().Match(result.Output);
        exposure.Success.Should().BeTrue(result.Output + result.Errors);
        double.Parse(exposure.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture).Should().BeLessThanOrEqualTo(most);
        result.Errors.Should().NotContain("Unknown");
    }

    public void Dispose() => root.Dispose();

    private static void Done(CommandResult result) => result.Code.Should().Be(0, result.Output + result.Errors);

    private void ShouldRun()
    {
        var version = root.Saker("--version");
        Done(version);
        version.Output.Should().StartWith("Saker version: ");
    }

    [GeneratedRegex(@"exposure level for \S+: ([0-9.]+)")]
    private static partial Regex Exposure();
}
