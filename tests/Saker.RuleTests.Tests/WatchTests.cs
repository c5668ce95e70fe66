using System.Collections.Concurrent;
using System.Text;

namespace Saker.RuleTests.Tests;

/// <summary><c>saker test --watch</c> runs again what may have changed.</summary>
public sealed class WatchTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly string folder = Directory.CreateTempSubdirectory("saker-watch-tests").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Tests_run_again_when_their_rules_or_they_themselves_change()
    {
        WriteRules("cat");
        WriteTest("cat");
        using var output = new Lines();
        using var stop = new CancellationTokenSource();
        var watch = Task.Run(() => RuleTestWatch.Run([Path.Combine(folder, "test.yaml")], output, stop.Token), TestContext.Current.CancellationToken);

        output.WaitFor("1 passed, 0 failed");
        WriteRules("dog");
        output.WaitFor("0 passed, 1 failed");
        WriteTest("dog");
        output.WaitFor("1 passed, 0 failed");

        await stop.CancelAsync();
        (await watch.WaitAsync(Patience, TestContext.Current.CancellationToken)).Should().BeTrue("the latest run passed");
    }

    [Fact]
    public async Task A_file_that_is_mended_recovers()
    {
        WriteRules("cat");
        File.WriteAllText(Path.Combine(folder, "test.yaml"), "tests: [");
        using var output = new Lines();
        using var stop = new CancellationTokenSource();
        var watch = Task.Run(() => RuleTestWatch.Run([Path.Combine(folder, "test.yaml")], output, stop.Token), TestContext.Current.CancellationToken);

        output.WaitFor("0 passed, 0 failed");
        WriteTest("cat");
        output.WaitFor("1 passed, 0 failed");
        await stop.CancelAsync();
        (await watch.WaitAsync(Patience, TestContext.Current.CancellationToken)).Should().BeTrue();
    }

    private void WriteRules(string program) => File.WriteAllText(Path.Combine(folder, "rules.yaml"), $"""
        - rule: Runs
          desc: Something runs.
          condition: evt.type=execve and proc.name={program}
          output: Run %proc.name
          priority: NOTICE
        """);

    private void WriteTest(string program) => File.WriteAllText(Path.Combine(folder, "test.yaml"), $$"""
        rules: [rules.yaml]
        tests:
          - name: it runs
            events: [exec: {by: systemd, exe: /usr/bin/{{program}}}]
            expect: [Runs]
        """);

    /// <summary>Lines as they come, to be waited for.</summary>
    private sealed class Lines : TextWriter
    {
        private readonly BlockingCollection<string> lines = [];

        public override Encoding Encoding => Encoding.UTF8;

        public override void WriteLine(string? value) => lines.Add(value ?? "");

        public override void WriteLine() => lines.Add("");

        public void WaitFor(string line)
        {
            var seen = new List<string>();
            while (lines.TryTake(out string? next, Patience))
            {
                if (next == line)
                    return;
                seen.Add(next);
            }

            throw new TimeoutException($"'{line}' did not come, but: {string.Join('\n', seen)}");
        }

        protected override void Dispose(bool disposing)
        {
            lines.Dispose();
            base.Dispose(disposing);
        }
    }
}
