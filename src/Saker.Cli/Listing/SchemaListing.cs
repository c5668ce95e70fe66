namespace Saker.Cli.Listing;

/// <summary>What <c>--rule-schema</c> and <c>--config-schema</c> print: the shape of files that people write, for editors and checks.</summary>
internal static class SchemaListing
{
    /// <param name="output">Where to.</param>
    /// <param name="kind"><c>rules</c> or <c>config</c>.</param>
    public static void Write(TextWriter output, string kind)
    {
        using var stream = typeof(SchemaListing).Assembly.GetManifestResourceStream($"{kind}.schema.json")
            ?? throw new InvalidOperationException($"schema of {kind} files is missing from the program");
        using var reader = new StreamReader(stream);
        output.WriteLine(reader.ReadToEnd().TrimEnd());
    }
}
