using System.Globalization;
using System.Text.Json;
using Saker.EndToEnd.Tests.Fixture;
using Saker.EndToEnd.Tests.Fixture.Runtimes;

namespace Saker.EndToEnd.Tests.Containers;

/// <summary>Containers that are over before an engine has answered: each does one forbidden act, and the alert says whose it is.</summary>
[Collection(nameof(RuntimesFixture))]
public class ShortLivesTests(RuntimesFixture runtimes)
{
    private const int Containers = 200;
    private const int Parallel = 4;

    private const string Rule = """
        - rule: Secret read
          desc: Containers of this image read no secrets, except one that is meant to.
          condition: >
            evt.type in (open, openat, openat2) and fd.name = /etc/secret and proc.name = cat and container.id != host
            and not container.image.repository = docker.io/library/allowed and not container.name = allowed
          output: secret read %container.id %container.name %container.image.repository %container.image.tag %proc.args
          priority: WARNING
        """;

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void Two_hundred_short_lives_four_at_a_time(int delay)
    {
        var podman = runtimes.Podman;
        podman.Serve();
        using var slow = new SlowSocket(podman.Socket, TimeSpan.FromSeconds(delay));
        try
        {
            using var sensor = OwnSensor.Start(RuntimesFixture.Config(podman: delay == 0 ? podman.Socket : slow.Path), Rule);
            string[] ids = new string[Containers];
            System.Threading.Tasks.Parallel.For(0, Containers, new ParallelOptions { MaxDegreeOfParallelism = Parallel }, i =>
            {
                string file = Path.Combine(sensor.Directory, $"id-{i}");
                podman.Do(["run", "--rm", "--cidfile", file, "--name", $"short-{i}", .. Podman.Limits, Podman.Image, "cat", "/etc/secret", $"/no-{i}"], mayFail: true);
                ids[i] = File.ReadAllText(file).Trim();
            });
            const string Complete = "docker.io/library/redis";
            sensor.WaitForAlert(Complete, Containers);
            var alerts = sensor.Alerts.Where(a => a.Contains(Complete, StringComparison.Ordinal)).Select(a => JsonDocument.Parse(a).RootElement).ToList();
            alerts.Should().HaveCount(Containers);
            // The runtime's bundle says it all before the engine answers: none went out incomplete.
            sensor.Alerts.Should().NotContain(a => a.Contains("pending", StringComparison.Ordinal));
            for (int i = 0; i < Containers; i++)
            {
                string number = i.ToString(CultureInfo.InvariantCulture);
                var fields = alerts.Single(a => a.GetProperty("output_fields").GetProperty("proc.args").GetString() == $"/etc/secret /no-{number}").GetProperty("output_fields");
                fields.GetProperty("container.id").GetString().Should().Be(ids[i][..12]);
                fields.GetProperty("container.name").GetString().Should().Be($"short-{number}");
                fields.GetProperty("container.image.repository").GetString().Should().Be("docker.io/library/redis");
                fields.GetProperty("container.image.tag").GetString().Should().Be("7.2");
            }
        }
        finally
        {
            podman.Kill();
        }
    }
}
