using Saker.Events;
using Saker.Fields;
using Saker.Rules.Deferring;
using Saker.Rules.Evaluation;
using Saker.Rules.Files;
using Saker.State;
using Saker.Testing;

namespace Saker.Sensor.Tests;

/// <summary>What is decided late about an event is what would have been decided at once, had all been known.</summary>
public sealed class DeferredMatcherTests : IContainerWatcher, IDisposable
{
    private const string Id = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
    private const int Conditions = 400;

    private static readonly string[] checks =
    [
        "container.name = web", "container.name != web", "container.image.repository in (nginx, web)", "container.image.tag startswith 1", "container.name exists",
        "container.label[team] = ops", "container.label[none] exists", "container.privileged = true", "container.host_network = false", "k8s.ns.name = shop",
        "toupper(container.name) = WEB", "container.name = val(container.image.repository)", "proc.name = sh", "proc.name = cat", "evt.type = execve", "evt.type = open",
        "container.id != host", "user.uid = 0", "proc.vpid = 100",
    ];

    private readonly EventBuilder events = new();
    private readonly Random random = new(11);

    public void Dispose() => events.Dispose();

    [Fact]
    public void Late_decisions_are_those_that_would_have_been_made_at_once()
    {
        string[] conditions = [.. Enumerable.Range(0, Conditions).Select(_ => Condition(0))];
        var catalog = new FieldCatalog(new FieldOptions { HostName = "host" });
        string yaml = string.Concat(conditions.Select((c, i) => $"- rule: r{i}\n  desc: d\n  output: o\n  priority: INFO\n  condition: {c}\n"));
        var rules = new RuleFileLoader(LoadOptions.ForSyscalls(catalog)).Load([new RuleFile("rules.yaml", yaml)]).Rules.Rules;
        rules.Should().HaveCount(Conditions);
        foreach (var known in new[] { ContainerParts.None, ContainerParts.Name, ContainerParts.Image | ContainerParts.Setup, ContainerParts.OfRuntime })
        {
            using var machine = new MachineState(new MachineOptions { Live = false });
            machine.Containers.Watcher = this;
            var context = new EventContext { Event = events.Event };
            events.Bare(EventCode.SyscallExecve_19X, 100, Exec());
            machine.Update(context);
            var metadata = new ContainerMetadata
            {
                Id = Id[..12], Name = [.. "web"u8], Labels = new ContainerLabels(new Dictionary<string, string> { ["team"] = "ops" }),
                Pod = new ContainerPod([.. "p"u8], [.. "shop"u8], [.. "u"u8]),
            }.With(ContainerImage.Parse("web:1"));
            machine.Take(new ContainerNews(Id[..12], metadata, ContainerParts.OfRuntime & ~known, true));
            var found = new List<DeferredMatch>();
            new DeferredMatcher([.. rules], RuleMatching.All).Match(context, ContainerParts.OfRuntime & ~known, found);
            var container = machine.Take(new ContainerNews(Id[..12], metadata, ContainerParts.None, true))!;
            var show = new EventContext { Event = new Event() };
            show.Show(machine, container);
            string[] late = [.. found.Where(m => m.Holds(show)).Select(m => m.Rule.Name).Order()];
            string[] atOnce = [.. rules.Where(r => r.EventTypes.Contains(Saker.Rules.Binding.EventTypes.Of(events.Event)) && r.Predicate.Evaluate(context)).Select(r => r.Name).Order()];
            late.Should().Equal(atOnce);
            atOnce.Should().NotBeEmpty();
        }
    }

    void IContainerWatcher.Appeared(ContainerInfo container, long process)
    {
    }

    void IContainerWatcher.Announced(RuntimeCall call)
    {
    }

    void IContainerWatcher.Ended(ContainerInfo container)
    {
    }

    private static object?[] Exec() =>
    [
        0, "/bin/sh", Array.Empty<byte>(), 100, 100, 1, "", 1024, 0, 0, 0, 0, 0, "sh", EventBuilder.List($"cpu=/docker/{Id}"), Array.Empty<byte>(), 0,
        100, -1, 0, 0, 0, 0, 0, 0, 0, 0, "/bin/sh", 100, 0, "/bin/sh",
    ];

    private string Condition(int depth) => depth > 2 || random.Next(3) == 0 ? checks[random.Next(checks.Length)] : random.Next(3) switch
    {
        0 => $"({Condition(depth + 1)} and {Condition(depth + 1)})",
        1 => $"({Condition(depth + 1)} or {Condition(depth + 1)} or {Condition(depth + 1)})",
        _ => $"not ({Condition(depth + 1)})",
    };
}
