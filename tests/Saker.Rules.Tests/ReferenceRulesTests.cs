namespace Saker.Rules.Tests;

/// <summary>Reads the rules that are in use elsewhere, where the environment says they lie.</summary>
public class ReferenceRulesTests
{
    private static readonly string? directory = Environment.GetEnvironmentVariable("SAKER_REFERENCE_RULES");

    [Fact]
    public void Every_condition_of_the_reference_rules_parses()
    {
        Assert.SkipWhen(directory is null, "SAKER_REFERENCE_RULES names no directory");
        string[] files = [.. Directory.GetFiles(directory!, "falco*_rules.yaml").Order()];
        files.Should().NotBeEmpty();
        // The fields of the fake catalogue are too few to bind them; unknown fields are the only thing that may be amiss.
        foreach (string file in files)
        {
            var errors = Load.Yaml(File.ReadAllText(file)).Files[0].Errors;
            errors.Should().OnlyContain(e => e.Message.Contains("nonexistent field") || e.Message.Contains("unknown filter"));
        }
    }
}
