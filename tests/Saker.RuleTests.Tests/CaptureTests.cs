using System.Globalization;
using System.Text;
using Saker.Events;
using Saker.Events.Tests.Captures;

namespace Saker.RuleTests.Tests;

/// <summary>Tests whose events come from a capture file.</summary>
public sealed class CaptureTests : IDisposable
{
    private const ulong Time = 1_700_000_000_000_000_000;

    private readonly string folder = Directory.CreateTempSubdirectory("saker-capture-tests").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Events_of_a_capture_are_judged()
    {
        using var capture = Capture();
        File.WriteAllBytes(Path.Combine(folder, "secrets.scap"), capture.Gzip());
        Run("secrets.scap", "[{rule: Secrets, count: 2, fields: {proc.name: cat, fd.name: /etc/shadow}}]", out bool passed)
            .Should().Be("1 passed, 0 failed\n");
        passed.Should().BeTrue();
    }

    [Fact]
    public void A_failure_names_the_event_of_the_capture()
    {
        using var capture = Capture();
        File.WriteAllBytes(Path.Combine(folder, "secrets.scap"), capture.Plain());
        Run("secrets.scap", "none", out bool passed).Should().Contain("not expected: Secrets, raised by event 1").And.Contain("0 passed, 1 failed");
        passed.Should().BeFalse();
    }

    [Fact]
    public void A_file_that_is_no_capture_is_an_error()
    {
        File.WriteAllText(Path.Combine(folder, "secrets.scap"), "no capture");
        Run("secrets.scap", "none", out bool passed).Should().Contain("Error: ").And.Contain("secrets.scap");
        passed.Should().BeFalse();
    }

    [Fact]
    public void A_capture_that_is_not_there_is_an_error()
    {
        Run("nowhere.scap", "none", out bool passed).Should().Contain("test.yaml:4:14: there is no capture ").And.Contain("nowhere.scap");
        passed.Should().BeFalse();
    }

    private static CaptureBytes Capture()
    {
        var capture = new CaptureBytes().Section().Machine("host").Thread(42, "cat", "cat", tail: true);
        foreach (string path in new[] { "/etc/shadow", "/etc/hosts", "/etc/shadow" })
        {
            capture.Event(
                EventCode.SyscallOpenX, Time, 42, Number(3L), [.. Encoding.UTF8.GetBytes(path), 0], Number(1), Number(0), Number(0), Number(7L));
        }

        return capture;
    }

    private static byte[] Number(long value) => BitConverter.GetBytes(value);

    private static byte[] Number(int value) => BitConverter.GetBytes(value);

    private string Run(string capture, string expected, out bool passed)
    {
        File.WriteAllText(Path.Combine(folder, "rules.yaml"), """
            - rule: Secrets
              desc: Somebody reads secrets.
              condition: evt.type=open and fd.name=/etc/shadow
              output: Read by %proc.name
              priority: NOTICE
            """);
        File.WriteAllText(Path.Combine(folder, "test.yaml"), $$"""
            rules: [rules.yaml]
            tests:
              - name: recorded
                capture: {{capture}}
                expect: {{expected}}
            """);
        using var output = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
        passed = RuleTestRun.Run([Path.Combine(folder, "test.yaml")], output);
        return output.ToString();
    }
}
