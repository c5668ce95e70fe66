using System.Text;

namespace Saker.Deploy.Tests;

/// <summary>
/// The same made by somebody else, elsewhere and at another time is the same, byte by byte. That this holds for the compiled program, too, is tried by
/// <c>tests/packages/reproducible</c>, which takes longer.
/// </summary>
public sealed class ReproducibilityTests : IDisposable
{
    private readonly Workshop usual = Workshop.Usual();
    private readonly Workshop unusual = Workshop.Unusual();

    [Theory]
    [InlineData("deb")]
    [InlineData("rpm")]
    [InlineData("archive")]
    public void A_package_is_the_same(string kind)
    {
        Assert.SkipWhen(kind == "rpm" && !File.Exists("/usr/bin/rpmbuild"), "rpm is not installed");
        Same(workshop => workshop.Package(kind));
    }

    [Fact]
    public void The_chart_is_the_same() => Same(workshop =>
        File.ReadAllBytes(workshop.Make("deploy/helm/package", "1.2.3", workshop.At("made")).Trim()));

    [Fact]
    public void The_image_is_the_same()
    {
        string cache = Path.Combine(Places.Repository, "artifacts/debian");
        var libraries = CommandResult.OfBuild(Path.Combine(Places.Repository, "deploy/image/libraries"), "amd64", usual.At("libraries"), cache);
        Assert.SkipUnless(libraries.Code == 0, "packages of Debian for the image are not to be had: " + libraries.Errors);
        Same(workshop =>
        {
            string archive = workshop.At("image.tar");
            workshop.Make("deploy/image/build", "1.2.3", archive, cache, "amd64=" + workshop.Staged());
            return File.ReadAllBytes(archive);
        });
    }

    [Fact]
    public void The_bill_of_materials_is_the_same() => Same(workshop =>
    {
        File.WriteAllText(workshop.At("debian"), "libc6 2.36-9 amd64\nzlib1g 1:1.2.13 amd64\n");
        return Encoding.UTF8.GetBytes(workshop.Make("tools/sbom", "1.2.3", "0123456789abcdef", workshop.At("debian"), workshop.Program));
    });

    [Fact]
    public void The_notices_are_the_same_and_those_of_the_runtime_that_is_inside() =>
        Encoding.UTF8.GetString(Same(workshop => Encoding.UTF8.GetBytes(workshop.Make("deploy/packages/notices", workshop.Program))))
            .Should().EndWith("\nNotices of Microsoft.NETCore.App.Runtime.linux-x64 10.0.1.\n");

    public void Dispose()
    {
        usual.Dispose();
        unusual.Dispose();
    }

    private byte[] Same(Func<Workshop, byte[]> make)
    {
        byte[] made = make(usual);
        made.Should().NotBeEmpty();
        made.AsSpan().SequenceEqual(make(unusual)).Should().BeTrue();
        return made;
    }
}
