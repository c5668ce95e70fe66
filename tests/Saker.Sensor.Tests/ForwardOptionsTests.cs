using Saker.Sensor.Configuration;

namespace Saker.Sensor.Tests;

/// <summary>Where the forwarder within the sensor has its configuration from.</summary>
public sealed class ForwardOptionsTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("saker-forward-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("saker: {spool: {enabled: true}}")]
    [InlineData("saker:\n  forward:")]
    [InlineData("json_output: true")]
    public void Without_the_key_there_is_none(string yaml) => Read(yaml).Outputs.Forward.Should().BeNull();

    [Fact]
    public void Its_keys_may_stand_in_the_sensors_file()
    {
        var options = Read("saker:\n  forward:\n    webhook: {address: 'http://x'}");
        options.Outputs.Forward!.File.Should().Be(Path.Combine(folder, "saker.yaml"));
        options.Outputs.Forward.Keys["webhook"].Start.Line.Should().Be(3);
        options.AlertFormat.WithObjects.Should().BeTrue();
        options.ConfigFiles.Should().ContainSingle();
    }

    [Fact]
    public void Or_in_a_file_of_their_own_which_is_read_as_the_forwarder_reads_it()
    {
        string file = Path.Combine(folder, "forward.yaml");
        File.WriteAllText(file, "customfields: {price: '${HOME}'}");
        var options = Read($"saker: {{forward: {file}}}");
        options.Outputs.Forward!.File.Should().Be(file);
        options.Outputs.Forward.Keys["customfields"]["price"].ToString().Should().Be("${HOME}");
        options.ConfigFiles.Should().Equal(Path.Combine(folder, "saker.yaml"), file);
    }

    [Fact]
    public void What_changes_in_either_is_a_change()
    {
        string file = Path.Combine(folder, "forward.yaml");
        File.WriteAllText(file, "debug: true");
        var former = Read($"saker: {{forward: {file}}}").Outputs.Forward;
        File.WriteAllText(file, "# a comment\ndebug: true");
        Read($"saker: {{forward: {file}}}").Outputs.Forward.Should().Be(former);
        File.WriteAllText(file, "debug: false");
        Read($"saker: {{forward: {file}}}").Outputs.Forward.Should().NotBe(former);
    }

    [Theory]
    [InlineData("saker:\n  forward: /no/such/file", "*saker.yaml:2:12: saker.forward: there is no file /no/such/file; *")]
    [InlineData("saker:\n  forward: [a]", "*saker.yaml:2:12: saker.forward: expected *")]
    public void Anything_else_is_an_error_with_its_place(string yaml, string message) =>
        ((Action)(() => Read(yaml))).Should().Throw<ConfigException>().WithMessage(message);

    private SensorOptions Read(string yaml)
    {
        string path = Path.Combine(folder, "saker.yaml");
        File.WriteAllText(path, yaml);
        return SensorOptions.From(ConfigTree.Load(path, []), [], []);
    }
}
