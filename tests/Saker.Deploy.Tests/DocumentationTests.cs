using System.Text.RegularExpressions;

namespace Saker.Deploy.Tests;

/// <summary>The page about Kubernetes: its values make a release.</summary>
public sealed partial class DocumentationTests
{
    [Fact]
    public void Every_example_of_values_is_taken()
    {
        var examples = Example().Matches(Places.Read("docs/kubernetes.md")).Select(m => m.Groups[1].Value).ToList();
        examples.Should().HaveCountGreaterThan(3);
        foreach (string example in examples)
        {
            string file = Path.GetTempFileName();
            try
            {
                File.WriteAllText(file, example);
                Helm.Run("template", "saker", Places.Chart, "-f", file).Errors.Should().BeEmpty(example);
            }
            finally
            {
                File.Delete(file);
            }
        }
    }

    [GeneratedRegex("^```yaml\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Example();
}
