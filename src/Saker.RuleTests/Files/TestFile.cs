using System.Collections.Immutable;
using System.Net;
using Saker.Rules.Files;

namespace Saker.RuleTests.Files;

/// <summary>A test file as it was written.</summary>
/// <param name="Path">Where it lies.</param>
/// <param name="Rules">Rules files it is about, in order of loading.</param>
/// <param name="Hosts">Addresses of domain names.</param>
/// <param name="Given">The state that every test starts from.</param>
/// <param name="Tests">The tests.</param>
internal sealed record TestFile(
    string Path, ImmutableArray<string> Rules, IReadOnlyDictionary<string, IPAddress[]> Hosts, Given Given, ImmutableArray<RuleTest> Tests);

/// <summary>One test.</summary>
/// <param name="Name">What it shows.</param>
/// <param name="Mark">Where it stands.</param>
/// <param name="Overlay">Rules items that are loaded on top, as YAML; empty for none.</param>
/// <param name="Given">What it adds to the state of its file.</param>
/// <param name="Events">What happens, each a mapping of one key; empty with a capture.</param>
/// <param name="Capture">Capture file to replay instead, or null.</param>
/// <param name="Expectation">What is to come of it.</param>
internal sealed record RuleTest(
    string Name, Mark Mark, string Overlay, Given Given, ImmutableArray<Section> Events, string? Capture, Expectation Expectation);

/// <summary>A state of the machine.</summary>
/// <param name="Processes">Processes, parents before children.</param>
/// <param name="Users">Names of users.</param>
/// <param name="Groups">Names of groups.</param>
/// <param name="Addresses">Addresses of the machine itself.</param>
/// <param name="Images">Images of containers, by the container's name.</param>
internal sealed record Given(
    ImmutableArray<Section> Processes, ImmutableDictionary<string, uint> Users, ImmutableDictionary<string, uint> Groups,
    ImmutableArray<IPAddress> Addresses, ImmutableDictionary<string, string> Images)
{
    /// <summary>Nothing.</summary>
    public static Given Nothing { get; } = new(
        [], ImmutableDictionary<string, uint>.Empty, ImmutableDictionary<string, uint>.Empty, [], ImmutableDictionary<string, string>.Empty);

    /// <summary>This state with more in it.</summary>
    public Given With(Given more) => new(
        [.. Processes, .. more.Processes], Users.SetItems(more.Users), Groups.SetItems(more.Groups), [.. Addresses, .. more.Addresses],
        Images.SetItems(more.Images));
}

/// <summary>What is to come of a test.</summary>
/// <param name="Alerts">Alerts that are raised, and no others; null when others do not matter.</param>
/// <param name="Never">Rules that raise nothing.</param>
internal sealed record Expectation(ImmutableArray<ExpectedAlert>? Alerts, ImmutableArray<string> Never);

/// <summary>An alert that is expected.</summary>
/// <param name="Rule">Rule that raises it.</param>
/// <param name="Count">How often.</param>
/// <param name="Fields">What fields are then, as outputs print them.</param>
/// <param name="Mark">Where it stands.</param>
internal sealed record ExpectedAlert(string Rule, int Count, ImmutableArray<KeyValuePair<string, string>> Fields, Mark Mark);
