using Saker.Sensor.Configuration;

namespace Saker.Cli.Listing;

/// <summary>What <c>--rule-schema</c> and <c>--config-schema</c> print: the shape of files that people write, for editors and checks.</summary>
internal static class SchemaListing
{
    public static void WriteConfiguration(TextWriter output) => output.WriteLine(SchemaCheck.Text());

    public static void WriteRules(TextWriter output)
    {
        using var stream = typeof(SchemaListing).Assembly.GetManifestResourceStream("rules.schema.json")
            ?? throw new InvalidOperationException("the schema of rules files is missing from the program");
        using var reader = new StreamReader(stream);
        output.WriteLine(reader.ReadToEnd().TrimEnd());
    }
}
