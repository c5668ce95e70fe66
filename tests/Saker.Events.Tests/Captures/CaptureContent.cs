using System.Text;
using Saker.Events.Captures;

namespace Saker.Events.Tests.Captures;

/// <summary>All that a reader finds in a capture.</summary>
internal sealed class CaptureContent : ICaptureVisitor
{
    public List<CapturedMachine> Machines { get; } = [];

    public List<CapturedThread> Threads { get; } = [];

    public List<(long Tid, CapturedDescriptor Descriptor)> Descriptors { get; } = [];

    public List<CapturedInterface> Interfaces { get; } = [];

    public List<CapturedUser> Users { get; } = [];

    public List<CapturedGroup> Groups { get; } = [];

    public List<CapturedTaskFact> TaskFacts { get; } = [];

    /// <summary>One line an event.</summary>
    public List<string> Events { get; } = [];

    /// <summary>Types of the events.</summary>
    public List<EventInfo> Types { get; } = [];

    /// <summary>Parameters of the events.</summary>
    public List<byte[][]> Params { get; } = [];

    public List<bool> StateOnly { get; } = [];

    public List<bool> WithFacts { get; } = [];

    public long? CutAt { get; private set; }

    public long Blocks { get; private set; }

    public long EventBlocks { get; private set; }

    public Event Current { get; } = new();

    public static CaptureContent Read(byte[] bytes)
    {
        string path = Path.Combine(Path.GetTempPath(), $"saker-capture-{Guid.NewGuid():N}");
        try
        {
            File.WriteAllBytes(path, bytes);
            return Read(path);
        }
        finally
        {
            File.Delete(path);
        }
    }

    public static CaptureContent Read(string path)
    {
        var content = new CaptureContent();
        using var reader = CaptureReader.Open(path);
        reader.Read(content);
        content.CutAt = reader.CutAt;
        content.Blocks = reader.Blocks;
        content.EventBlocks = reader.EventBlocks;
        return content;
    }

    public void Begin(CapturedMachine captured) => Machines.Add(captured);

    public void Thread(CapturedThread thread) => Threads.Add(thread);

    public void Descriptor(long tid, CapturedDescriptor descriptor) => Descriptors.Add((tid, descriptor));

    public void Interface(CapturedInterface networkInterface) => Interfaces.Add(networkInterface);

    public void User(CapturedUser user) => Users.Add(user);

    public void Group(CapturedGroup group) => Groups.Add(group);

    public void TaskFact(CapturedTaskFact fact) => TaskFacts.Add(fact);

    public bool Event(bool stateOnly)
    {
        Events.Add($"{Current.Info.Name} cpu={Current.Cpu} tid={Current.Tid} path={Encoding.UTF8.GetString(Current.Text(1))}");
        Types.Add(Current.Info);
        Params.Add([.. Enumerable.Range(0, Current.ParamCount).Select(i => Current.Param(i).ToArray())]);
        StateOnly.Add(stateOnly);
        WithFacts.Add(Current.HasFacts);
        return true;
    }
}
