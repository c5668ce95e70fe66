using System.Text.Json;
using System.Text.Json.Nodes;
using Saker.EndToEnd.Tests.Fixture;

namespace Saker.EndToEnd.Tests.Containers;

/// <summary>Containers of a low-level runtime alone, which go by the name that somebody gave them.</summary>
[Collection(nameof(RuntimesFixture))]
public class PlainRuntimeTests
{
    private const string Rule = """
        - rule: Shell in Redis
          desc: Nobody should work by hand in a cache.
          condition: evt.type in (execve, execveat) and evt.failed = false and proc.name = sh and container.name startswith redis
          output: a shell was started in one of my Redis containers %container.id %container.type %container.name %container.image.repository %container.image.tag %container.is_verified
          priority: WARNING
        """;

    public PlainRuntimeTests(RuntimesFixture runtimes) => _ = runtimes;

    [Fact]
    public void A_container_that_runc_alone_has_made_goes_by_its_name_and_a_name_may_be_used_again()
    {
        using var sensor = OwnSensor.Start(RuntimesFixture.Config(), Rule);
        foreach (string tag in new[] { "7.0", "7.2" })
        {
            string bundle = Bundle(sensor.Directory, tag);
            Shell.RunIn(bundle, "runc", "run", "redis-plain").ExitCode.Should().Be(0);
            var fields = JsonDocument.Parse(sensor.WaitForAlert($"\"container.image.tag\":\"{tag}\"")).RootElement.GetProperty("output_fields");
            fields.GetProperty("container.id").GetString().Should().Be("redis-plain");
            fields.GetProperty("container.name").GetString().Should().Be("redis-plain");
            fields.GetProperty("container.type").GetString().Should().Be("runc");
            fields.GetProperty("container.image.repository").GetString().Should().Be("docker.io/library/redis");
            fields.GetProperty("container.is_verified").GetBoolean().Should().BeTrue();
        }
    }

    private static string Bundle(string directory, string tag)
    {
        string bundle = Path.Combine(directory, tag);
        Shell.Script($"mkdir -p {bundle}/rootfs/bin {bundle}/rootfs/proc; cp /bin/busybox {bundle}/rootfs/bin/sh; cd {bundle}; runc spec");
        var config = JsonNode.Parse(File.ReadAllText(bundle + "/config.json"))!;
        config["process"]!["terminal"] = false;
        config["process"]!["args"] = new JsonArray("sh", "-c", "true");
        config["process"]!.AsObject().Remove("rlimits");
        config["annotations"] = new JsonObject { ["org.opencontainers.image.ref.name"] = "docker.io/library/redis:" + tag };
        File.WriteAllText(bundle + "/config.json", config.ToJsonString());
        return bundle;
    }
}
