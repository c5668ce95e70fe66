using System.Diagnostics;
using Saker.Events;
using Saker.Fields;
using Saker.Kernel;
using Saker.Rules;
using Saker.Rules.Binding;
using Saker.Rules.Evaluation;
using Saker.Rules.Files;
using Saker.Rules.Planning;
using Saker.Sensor.Configuration;
using Saker.Sensor.Rules;
using Saker.Sensor.Sources;
using Saker.State;

namespace Saker.Sensor.Tests;

/// <summary>What the probe would leave out for a set of rules must match none of them: tried with made-up rules on made-up doings.</summary>
public sealed class KernelPlanTests : IDisposable
{
    private static readonly TimeSpan limit = TimeSpan.FromSeconds(20);

    private readonly DirectoryInfo top = Directory.CreateTempSubdirectory("saker-wander");

    public KernelPlanTests()
    {
        foreach (string directory in new[] { "a/deep/er", "b", ".hidden", "b.d" })
            Directory.CreateDirectory(Path.Combine(top.FullName, directory));
        foreach (string directory in new[] { "a", "b", "a/deep", ".hidden" })
        {
            foreach (string name in new[] { "x", "shadow", ".z", "x..y" })
                File.WriteAllText(Path.Combine(top.FullName, directory, name), "");
        }

        File.CreateSymbolicLink(Path.Combine(top.FullName, "link"), "a");
        foreach (string program in new[] { "one", "two", "three" })
        {
            File.Copy(Path.Combine(AppContext.BaseDirectory, "wander"), Path.Combine(top.FullName, program));
            File.SetUnixFileMode(Path.Combine(top.FullName, program), (UnixFileMode)0b111_101_101);
        }

        File.SetUnixFileMode(top.FullName, (UnixFileMode)0b111_101_101);
    }

    [Fact]
    public void What_is_left_out_matches_no_rule()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root to load the probe");
        int cases = int.TryParse(Environment.GetEnvironmentVariable("SAKER_PLAN_CASES"), out int wanted) ? wanted : 150;
        int firstSeed = int.TryParse(Environment.GetEnvironmentVariable("SAKER_PLAN_SEED"), out int seed) ? seed : 1;
        using var probe = Probe.Load(new ProbeOptions());
        var calls = WatchedCalls.Of(EventTypeSet.All, SyscallChoice.Usual with { All = true }, forCaptures: false);
        foreach (var (number, _, interest) in calls)
            probe.SetInterest(number, interest);
        probe.AuditsFilter = true;
        using var machine = new MachineState(new MachineOptions { Live = true });
        var audit = new Audit(machine);
        probe.ReadStartPicture(ref audit.Handler);
        machine.CompleteLineage();
        var filtered = calls.Where(c => (c.Interest & Interest.Filtered) != 0).Select(c => (c.Number, c.Call)).ToArray();
        var loader = new RuleFileLoader(LoadOptions.ForSyscalls(new FieldCatalog(new FieldOptions())));
        for (int i = firstSeed; i < firstSeed + cases; i++)
        {
            string rules = new RandomRules(i, top.FullName).File();
            var loaded = loader.Load([new RuleFile("rules.yaml", rules)]);
            loaded.Successful.Should().BeTrue($"of case {i}: {loaded.Files[0].Errors.FirstOrDefault()?.Message}\n{rules}");
            audit.Begin(probe, loaded.Rules.Rules, filtered);
            using var wanderer = Wander(i);
            audit.Follow(probe, wanderer.Id);
            audit.Violations.Should().BeEmpty($"of case {i}, whose rules are:\n{rules}");
        }

        // Else nothing was tried.
        audit.LeftOut.Should().BeGreaterThan(cases);
        audit.Matched.Should().BeGreaterThan(cases);
        audit.Verdicts.Should().BeGreaterThan(cases);
    }

    public void Dispose() => top.Delete(recursive: true);

    private Process Wander(int seed)
    {
        var start = new ProcessStartInfo(Path.Combine(top.FullName, "one"), [top.FullName, $"{seed}", "24"])
        {
            RedirectStandardError = true,
            WorkingDirectory = top.FullName,
        };
        var process = Process.Start(start)!;
        process.BeginErrorReadLine();
        return process;
    }

    /// <summary>Takes in events as the sensor does, and compares what the probe would have done with what the rules say.</summary>
    private sealed unsafe class Audit
    {
        private readonly Event current = new();
        private readonly EventContext context;
        private readonly MachineState machine;
        private readonly MatchList matches = new();
        private RuleMatcher? matcher;
        private KernelFilter? filter;
        private int awaited;
        private bool hasBegun;

        public Audit(MachineState machine)
        {
            this.machine = machine;
            context = new EventContext { Event = current };
            Handler = new AuditHandler(this);
        }

        public AuditHandler Handler;

        public int LeftOut { get; private set; }

        public int Matched { get; private set; }

        public int Verdicts { get; private set; }

        public List<string> Violations { get; } = [];

        public void Begin(Probe probe, IReadOnlyList<Rule> rules, IReadOnlyList<(int Number, SyscallInfo Call)> calls)
        {
            probe.Reader.Drain(ref Handler);
            matcher = RuleMatcher.Compile(rules, new MatcherOptions { Matching = RuleMatching.All, Mode = EvaluationMode.Interpreted });
            filter = new KernelFilter(probe, KernelPlan.Of(rules, calls));
        }

        public void Follow(Probe probe, int process)
        {
            awaited = process;
            hasBegun = false;
            var clock = Stopwatch.StartNew();
            while (awaited != 0 && clock.Elapsed < limit)
            {
                probe.Reader.Drain(ref Handler);
                if (awaited != 0)
                    probe.Reader.Wait(1);
            }

            awaited.Should().Be(0, "the end of the process should have been reported");
        }

        public void Take(byte* record, int size)
        {
            current.Attach(record, size, 1).Should().BeTrue();
            machine.Update(context);
            // What others did before may have met the filter of the case before.
            hasBegun |= current.Tid == awaited;
            if (hasBegun && current.Info.IsForRules)
                Check();
            if (current.Code == EventCode.Procexit_1E && current.Tid == awaited)
                awaited = 0;
            machine.Finish(context);
        }

        private void Check()
        {
            matcher!.Match(context, matches);
            var flags = (RecordFlags)current.Facts.Flags;
            if ((flags & RecordFlags.Unjudged) != 0)
            {
                filter!.Judge(context);
                Verdicts++;
            }

            if (matches.Count > 0)
                Matched++;
            if ((flags & RecordFlags.LeftOut) == 0)
                return;
            LeftOut++;
            if (matches.Count > 0)
                Violations.Add($"{matcher.Rules[matches.Rules[0]].Name} matches {current.Info.Name} of {current.Tid}, {Describe()}");
        }

        private string Describe() => string.Join(' ', Enumerable.Range(0, current.ParamCount).Select(i => $"{current.Info.Params[i].Name}="
            + (current.TryGetNumber(i, out long number) ? $"{number}" : System.Text.Encoding.UTF8.GetString(current.Text(i)))));
    }

    private readonly unsafe struct AuditHandler(Audit audit) : IRecordHandler
    {
        public void Handle(byte* record, int size) => audit.Take(record, size);

        public void Lost(in Loss loss)
        {
        }
    }
}
