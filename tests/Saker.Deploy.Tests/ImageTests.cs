using System.Diagnostics;
using System.Text.Json;

namespace Saker.Deploy.Tests;

/// <summary>The image, as the chart runs it.</summary>
public sealed class ImageTests : IDisposable
{
    private static readonly string[] limits = ["--ulimit=nofile=1024:1024", "--ulimit=nproc=1000:1000", "--network=none"];
    private readonly string directory = Directory.CreateTempSubdirectory("saker-image-").FullName;

    [Fact]
    public async Task A_sensor_of_the_image_sees_what_a_neighbour_does()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "containers and probes take root");
        Assert.SkipUnless(File.Exists("/usr/bin/podman") && File.Exists("/usr/sbin/runc") && File.Exists("/bin/busybox"), "podman, runc or busybox is not installed");
        var (archive, environment) = Images.Take(directory);
        string image = Done(CommandResult.OfBuild("podman", [.. Storage, "pull", "--quiet", "oci-archive:" + archive])).Trim();
        Configured(image).Should().BeEquivalentTo(("/usr/bin/saker", "HOST_ROOT=/host"));
        var container = new ChartContainer(Helm.Template(null, "falco.json_output=true"), directory);
        string sensor = Podman([
            "run", "--detach", .. limits, .. container.Options(), .. environment.Select(e => "--env=" + e), image, .. container.Arguments(),
        ]).Trim();
        try
        {
            await Until(sensor, text => text.Contains("is ready"));
            Neighbour();
            // Others of this machine may read the file, too.
            const string what = "\"proc.cmdline\":\"busybox cat /etc/shadow\"";
            string alert = (await Until(sensor, text => text.Contains(what))).Split('\n').First(line => line.StartsWith('{') && line.Contains(what, StringComparison.Ordinal));
            using var json = JsonDocument.Parse(alert);
            json.RootElement.GetProperty("rule").GetString().Should().Be("Read sensitive file untrusted");
        }
        finally
        {
            Podman("rm", "--force", "--time=0", sensor);
        }
    }

    public void Dispose()
    {
        // What the storage mounts goes with it.
        if (Directory.Exists(Path.Combine(directory, "storage")))
            CommandResult.Of("podman", [.. Storage, "system", "reset", "--force"]);
        Directory.Delete(directory, recursive: true);
    }

    private string[] Storage => ["--root", Path.Combine(directory, "storage"), "--runroot", Path.Combine(directory, "run"), "--runtime", "runc"];

    private string Podman(params string[] arguments) => Done(CommandResult.Of("podman", [.. Storage, .. arguments]));

    private static string Done(CommandResult result)
    {
        result.Code.Should().Be(0, result.Errors);
        return result.Output;
    }

    private (string Program, string Environment) Configured(string image)
    {
        using var json = JsonDocument.Parse(Podman("image", "inspect", image));
        var config = json.RootElement[0].GetProperty("Config");
        return (config.GetProperty("Entrypoint")[0].GetString()!,
            config.GetProperty("Env").EnumerateArray().Select(e => e.GetString()!).Single(e => e.StartsWith("HOST_ROOT", StringComparison.Ordinal)));
    }

    /// <summary>A container in which somebody reads a file that is none of their business.</summary>
    private void Neighbour()
    {
        string root = Path.Combine(directory, "neighbour");
        Directory.CreateDirectory(Path.Combine(root, "bin"));
        Directory.CreateDirectory(Path.Combine(root, "etc"));
        File.Copy("/bin/busybox", Path.Combine(root, "bin/busybox"));
        File.WriteAllText(Path.Combine(root, "etc/shadow"), "root:*:\n");
        Podman(["run", "--rm", .. limits, "--rootfs", root, "/bin/busybox", "cat", "/etc/shadow"]);
    }

    /// <summary>Waits until what the sensor printed is as it should be.</summary>
    private async Task<string> Until(string sensor, Predicate<string> isSo)
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            var logs = CommandResult.Of("podman", [.. Storage, "logs", sensor]);
            string text = logs.Output + logs.Errors;
            if (isSo(text))
                return text;
            clock.Elapsed.Should().BeLessThan(TimeSpan.FromMinutes(3), text);
            await Task.Delay(200, TestContext.Current.CancellationToken);
        }
    }
}
