using Saker.Forwarder.Configuration;
using Saker.Forwarder.Destinations;

namespace Saker.Forwarder.Tests;

/// <summary>Where settings come from.</summary>
public sealed class ConfigurationTests : IDisposable
{
    private readonly string file = Path.GetTempFileName();
    private readonly List<string> warnings = [];

    public static TheoryData<string> Paths => [.. DestinationCatalog.Keys.Keys];

    public void Dispose() => File.Delete(file);

    [Theory]
    [MemberData(nameof(Paths))]
    public void Every_key_is_set_by_its_variable(string path)
    {
        var key = DestinationCatalog.Keys[path];
        string text = key.Kind == SettingKind.Map ? "a:b" : "7";
        var before = SettingsReader.Read(DestinationCatalog.Keys, null, _ => null, warnings.Add).Value(path);
        var after = SettingsReader.Read(DestinationCatalog.Keys, null, n => n == path.ToUpperInvariant().Replace('.', '_') ? text : null, warnings.Add).Value(path);
        after.Should().NotBe(before);
        after.Origin.Should().Contain(key.Variable);
    }

    [Fact]
    public void A_variable_wins_over_the_file_and_case_does_not_matter()
    {
        File.WriteAllText(file, "Slack:\n  WebhookURL: http://from-file/\n  channel: c\ncustomTags: [a, b]\n");
        var settings = SettingsReader.Read(DestinationCatalog.Keys, file, n => n == "SLACK_WEBHOOKURL" ? "http://from-variable/" : null, warnings.Add);
        settings.Section("slack").Text("webhookurl").Should().Be("http://from-variable/");
        settings.Section("slack").Text("channel").Should().Be("c");
        settings.Root.List("customtags").Should().Equal("a", "b");
        warnings.Should().BeEmpty();
    }

    [Fact]
    public void A_key_without_meaning_is_said()
    {
        File.WriteAllText(file, "slack:\n  webhokurl: x\n");
        SettingsReader.Read(DestinationCatalog.Keys, file, _ => null, warnings.Add);
        warnings.Should().ContainSingle().Which.Should().Be($"{file}:2: there is no key slack.webhokurl; it has no effect");
    }

    [Theory]
    [InlineData("rabbitmq:\n  url: amqp://broker/\n", "2: rabbitmq stays off without rabbitmq.queue")]
    [InlineData("smtp:\n  from: a@b.example\n", "2: smtp stays off without smtp.hostport and smtp.to")]
    [InlineData("input:\n  redis:\n    key: alerts\n", "3: input.redis stays off without input.redis.address")]
    [InlineData("rabbitmq: {url: '', queue: ''}\ninput: {redis: {group: a}}\n", null)]
    public void An_output_that_lacks_a_key_is_said(string text, string? warning)
    {
        File.WriteAllText(file, text);
        SettingsReader.Read(DestinationCatalog.Keys, file, _ => null, warnings.Add);
        warnings.Should().Equal(warning is null ? [] : [$"{file}:{warning}"]);
    }

    [Theory]
    [InlineData("a: [", ":2:1: ")]
    [InlineData("- a\n", "a map of keys is expected at the top")]
    [InlineData("slack: {webhookurl: {a: b}}\n", "slack.webhookurl: a secret is expected")]
    public void A_file_that_is_none_is_an_error_with_its_place(string text, string why)
    {
        File.WriteAllText(file, text);
        FluentActions.Invoking(() => SettingsReader.Read(DestinationCatalog.Keys, file, _ => null, warnings.Add))
            .Should().Throw<ForwarderConfigException>().Which.Message.Should().StartWith($"{file}:").And.Contain(why);
    }

    [Theory]
    [InlineData("SLACK_WEBHOOKURL", "no-address")]
    [InlineData("CUSTOMFIELDS", "a:%NOT_THERE")]
    [InlineData("LISTENADDRESS", "nowhere")]
    [InlineData("LISTENPORT", "70000")]
    [InlineData("SPOOL_DIRECTORY", "/proc/nowhere/spool")]
    [InlineData("TEMPLATEDFIELDS", "a:{{ if }}")]
    public async Task A_value_that_cannot_be_used_is_an_error_that_names_it(string variable, string value)
    {
        var start = () => Bench.StartAsync((variable, value));
        if (variable.StartsWith("LISTEN", StringComparison.Ordinal))
            start = () => ForwarderRun.StartAsync(null, n => n == variable ? value : n == "SPOOL_DIRECTORY" ? Path.GetTempPath() : null, _ => { }).ContinueWith<Bench>(t => throw t.Exception!.InnerException!, TaskScheduler.Default);
        (await start.Should().ThrowAsync<ForwarderConfigException>()).Which.Message.Should().Contain(variable);
    }
}
