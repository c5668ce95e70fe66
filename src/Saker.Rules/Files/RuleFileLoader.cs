using System.Collections.Immutable;
using System.Text;
using Saker.Rules.Binding;

namespace Saker.Rules.Files;

/// <summary>A rules file in memory.</summary>
/// <param name="Name">As findings name it.</param>
/// <param name="Content">YAML.</param>
public sealed record RuleFile(string Name, string Content);

/// <summary>
/// Loads rules files one after the other, each on top of those before. Whatever is wrong with them ends as a finding, never as an
/// exception.
/// </summary>
public sealed class RuleFileLoader(LoadOptions options)
{
    private const int MaxFileSize = 64 * 1024 * 1024;

    /// <summary>Loads files from disk.</summary>
    public LoadResult LoadFiles(IEnumerable<string> paths) => Load(paths.Select(path => (path, (Func<string>)(() => ReadFile(path)))));

    /// <summary>Loads files from memory.</summary>
    public LoadResult Load(IEnumerable<RuleFile> files) => Load(files.Select(file => (file.Name, (Func<string>)(() => file.Content))));

    private LoadResult Load(IEnumerable<(string Name, Func<string> Read)> files)
    {
        var collection = new RuleCollection(options.Sources.ToDictionary(s => s.Key, s => new OperandBinder(s.Value)));
        var results = ImmutableArray.CreateBuilder<FileResult>();
        var rules = RuleSet.Empty;
        foreach (var (name, read) in files)
        {
            var warnings = ImmutableArray.CreateBuilder<Finding>();
            var schemaWarnings = ImmutableArray.CreateBuilder<string>();
            var errors = ImmutableArray<Finding>.Empty;
            try
            {
                collection.Warn = warnings.Add;
                new RuleFileReader(collection, warnings.Add, schemaWarnings.Add).Read(name, read());
                rules = new RuleCompiler(collection, options, warnings.Add).Compile();
            }
            catch (LoadException e)
            {
                errors = [e.Finding];
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
            {
                errors = [ItemContext.OfFile(name, "").Finding(FindingCode.FileRead, e.Message)];
            }

            results.Add(new FileResult(name, errors, warnings.DrainToImmutable()) { SchemaWarnings = schemaWarnings.DrainToImmutable() });
        }

        return new LoadResult(results.DrainToImmutable(), rules, [.. collection.RequiredPlugins.Select(Unmet).OfType<string>()]);
    }

    private string? Unmet(IReadOnlyList<PluginRequirement> alternatives)
    {
        bool isMet = alternatives.Any(plugin => options.Plugins.TryGetValue(plugin.Name, out string? installed)
            && SemanticVersion.TryParse(installed, out var version)
            && SemanticVersion.TryParse(plugin.Version, out var required)
            && version.IsCompatibleWith(required));
        if (isMet)
            return null;
        string names = string.Join(", ", alternatives.Select(plugin => $"{plugin.Name} (>= {plugin.Version})"));
        var place = alternatives[0].Place;
        return $"{place.FileName}:{place.Line + 1}: Plugin requirement not satisfied, must load one of: {names}. "
            + "Leave this file out, or take the entry out of its required_plugin_versions";
    }

    private static string ReadFile(string path)
    {
        if (Directory.Exists(path))
            throw new IOException($"{path} is a directory");
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        if (stream.CanSeek && stream.Length > MaxFileSize)
            throw new IOException($"{path} is larger than {MaxFileSize / 1024 / 1024} MB");
        // Pipes and devices do not tell how long they are.
        using var content = new MemoryStream();
        byte[] buffer = new byte[81920];
        for (int read; (read = stream.Read(buffer)) > 0;)
        {
            content.Write(buffer, 0, read);
            if (content.Length > MaxFileSize)
                throw new IOException($"{path} is larger than {MaxFileSize / 1024 / 1024} MB");
        }

        return Encoding.UTF8.GetString(content.GetBuffer(), 0, (int)content.Length).TrimStart('\uFEFF');
    }
}
