using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using Saker.Rules.Files;
using YamlDotNet.Core;
using Mark = Saker.Rules.Files.Mark;

namespace Saker.RuleTests.Files;

/// <summary>Reads test files.</summary>
internal static class TestFileReader
{
    /// <exception cref="TestFileException">It is not what a test file has to be.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static TestFile Read(string path) => Read(path, File.ReadAllText(path));

    /// <inheritdoc cref="Read(string)"/>
    public static TestFile Read(string path, string content)
    {
        var documents = Documents(path, content);
        if (documents.Length != 1)
            throw new TestFileException(path, default, "a test file is one YAML document");
        var root = new Section(path, documents[0], "a test file");
        string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        ImmutableArray<string> rules = [.. root.Words("rules").Select(r => Path.Combine(folder, r))];
        if (rules.IsEmpty)
            throw root.Error("rules", "'rules' has to name the rules files that are tested");
        foreach (string missing in rules.Where(r => !File.Exists(r)))
            throw root.Error("rules", $"there is no rules file {missing}");
        var file = new TestFile(path, rules, Hosts(root.Mapping("hosts")), ReadGiven(root), [.. root.List("tests").Select(t => ReadTest(path, folder, t))]);
        root.Finish();
        return file;
    }

    private static ImmutableArray<YamlNode> Documents(string path, string content)
    {
        try
        {
            return YamlDocuments.Read(content);
        }
        catch (YamlException e)
        {
            throw new TestFileException(path, YamlDocuments.MarkOf(e.Start), e.InnerException?.Message ?? e.Message);
        }
    }

    private static RuleTest ReadTest(string path, string folder, YamlNode node)
    {
        var test = new Section(path, node, "a test");
        string name = test.Text("name") ?? throw test.Error(test.Mark, "a test needs a name");
        var given = test.Mapping("given");
        var state = given is null ? Given.Nothing : ReadGiven(given);
        given?.Finish();
        ImmutableArray<Section> events = [.. test.List("events").Select(e => ReadEvent(path, e))];
        string? capture = test.Text("capture") is { } file ? Path.Combine(folder, file) : null;
        if (capture is null == events.IsEmpty)
            throw test.Error(test.Mark, "a test needs either 'events' or a 'capture'");
        if (capture is not null && !File.Exists(capture))
            throw test.Error("capture", $"there is no capture {capture}");
        string overlay = test.Node("with") is { } items ? OverlayText.Of(items) : "";
        var read = new RuleTest(name, test.Mark, overlay, state, events, capture, ReadExpectation(test));
        test.Finish();
        return read;
    }

    private static Section ReadEvent(string path, YamlNode node)
    {
        var step = new Section(path, node, "an event");
        return step.Entries.Count() == 1
            ? step
            : throw step.Error(step.Mark, "an event has one key, its name, and under it what is to be known of it");
    }

    private static Given ReadGiven(Section from) => new(
        [.. from.List("processes").Select(p => new Section(from.File, p, "a process"))],
        ReadIds(from, "users"),
        ReadIds(from, "groups"),
        [.. from.Words("addresses").Select(a => Address(from, "addresses", a))],
        ReadImages(from));

    private static ImmutableDictionary<string, uint> ReadIds(Section from, string key)
    {
        var ids = ImmutableDictionary.CreateBuilder<string, uint>();
        foreach (var (name, value, _) in from.Mapping(key)?.Entries ?? [])
        {
            ids[name] = uint.TryParse(from.TextOf(value, name), NumberStyles.None, CultureInfo.InvariantCulture, out uint id)
                ? id
                : throw from.Error(value.Mark, $"the id of '{name}' has to be a number");
        }

        return ids.ToImmutable();
    }

    private static ImmutableDictionary<string, string> ReadImages(Section from)
    {
        var images = ImmutableDictionary.CreateBuilder<string, string>();
        foreach (var (name, value, _) in from.Mapping("containers")?.Entries ?? [])
        {
            var container = new Section(from.File, value, $"container '{name}'");
            images[name] = container.Text("image") ?? throw container.Error(container.Mark, $"container '{name}' needs 'image'");
            container.Finish();
        }

        return images.ToImmutable();
    }

    private static Dictionary<string, IPAddress[]> Hosts(Section? from) => from is null ? [] : from.Entries.ToDictionary(
        e => e.Key, e => from.Words(e.Key).Select(a => Address(from, e.Key, a)).ToArray());

    private static IPAddress Address(Section from, string key, string text) =>
        IPAddress.TryParse(text, out var address) ? address : throw from.Error(key, $"'{text}' is no address");

    private static Expectation ReadExpectation(Section test)
    {
        ImmutableArray<string> never = [.. test.List("never").Select(n => test.TextOf(n, "never"))];
        ImmutableArray<ExpectedAlert>? alerts = test.Node("expect") switch
        {
            null => null,
            YamlScalar { Text: "none" } => [],
            YamlSequence list => [.. list.Items.Select(i => ReadAlert(test, i))],
            YamlScalar one => [ReadAlert(test, one)],
            var node => throw test.Error(node.Mark, "'expect' has to be a list of alerts, or none"),
        };
        return alerts is not null || !never.IsEmpty
            ? new Expectation(alerts, never)
            : throw test.Error(test.Mark, "a test needs 'expect' or 'never'");
    }

    private static ExpectedAlert ReadAlert(Section test, YamlNode node)
    {
        if (node is YamlScalar name)
            return new ExpectedAlert(name.Text, 1, [], node.Mark);
        var alert = new Section(test.File, node, "an expected alert");
        var fields = alert.Mapping("fields");
        var read = new ExpectedAlert(
            alert.Text("rule") ?? throw alert.Error(alert.Mark, "an expected alert needs 'rule'"),
            alert.Count("count") ?? 1,
            [.. (fields?.Entries ?? []).Select(f => KeyValuePair.Create(f.Key, fields!.TextOf(f.Value, f.Key)))],
            alert.Mark);
        alert.Finish();
        return read;
    }
}
