namespace Saker.Deploy.Tests;

/// <summary>Helm, as it is found on the path.</summary>
internal static class Helm
{
    private static readonly string? program = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
        .Select(directory => Path.Combine(directory, "helm")).FirstOrDefault(File.Exists);

    /// <summary>Runs Helm; skips the test where there is none.</summary>
    public static CommandResult Run(params string[] arguments)
    {
        Assert.SkipWhen(program is null, "helm is not installed");
        return CommandResult.Of(program!, arguments);
    }

    /// <summary>What the chart makes of values.</summary>
    /// <param name="values">A file of values of the tests' own, without its ending; null for the chart's.</param>
    /// <param name="settings">What goes before them, as <c>key=value</c>.</param>
    public static Manifests Template(string? values, params string[] settings)
    {
        var result = TryTemplate(values, settings);
        result.Code.Should().Be(0, result.Errors);
        return Manifests.Parse(result.Output);
    }

    /// <summary>The same, where the chart may refuse.</summary>
    public static CommandResult TryTemplate(string? values, params string[] settings) => Run(
        ["template", "saker", Places.Chart, "--namespace", "security", .. values is null ? [] : (string[])["-f", Places.Values(values)],
            .. settings.SelectMany(s => new[] { "--set", s })]);
}
