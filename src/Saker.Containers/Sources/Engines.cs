using Saker.Containers.Containerd;
using Saker.Containers.Cri;
using Saker.Containers.Docker;

namespace Saker.Containers.Sources;

/// <summary>The engines of this machine, connected to once they are needed and kept.</summary>
/// <param name="options">Where they are found.</param>
internal sealed class Engines(ContainerOptions options) : IDisposable
{
    private readonly Dictionary<(EngineApi Api, string Socket), IEngine> connected = [];
    private readonly Lock gate = new();

    /// <summary>Those that are there, or were, and may know a container of a type: one that is gone may be about to come back.</summary>
    /// <param name="type">As the cgroup tells it.</param>
    public IReadOnlyList<IEngine> For(string type)
    {
        var able = options.Engines.Where(e => e.MayKnow(type)).ToList();
        foreach (var engine in able)
        {
            foreach (string socket in engine.Existing(options.HostRoot))
                Connect(engine.Api, socket);
        }

        lock (gate)
            return [.. connected.Where(c => able.Exists(e => e.Api == c.Key.Api)).Select(c => c.Value)];
    }

    /// <summary>Asks each about a container that nobody has, so that the first real question is answered as fast as all others.</summary>
    public async Task WarmUpAsync(CancellationToken cancel)
    {
        foreach (var engine in options.Engines.SelectMany(e => e.Existing(options.HostRoot).Select(socket => Connect(e.Api, socket))))
        {
            using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            deadline.CancelAfter(options.Deadline);
            try
            {
                await engine.AskAsync(new Question(new string('0', 64), ""), deadline.Token).ConfigureAwait(false);
            }
            catch (Exception e) when (e is EngineException or OperationCanceledException)
            {
                // When it is needed, it will be said that it does not answer.
            }
        }
    }

    public void Dispose()
    {
        lock (gate)
        {
            foreach (var engine in connected.Values)
                engine.Dispose();
            connected.Clear();
        }
    }

    private IEngine Connect(EngineApi kind, string socket)
    {
        lock (gate)
        {
            if (!connected.TryGetValue((kind, socket), out var engine))
                connected.Add((kind, socket), engine = Make(kind, socket));
            return engine;
        }
    }

    private IEngine Make(EngineApi kind, string socket) => kind switch
    {
        EngineApi.Cri => new CriEngine(socket, options.LabelMaxLength),
        EngineApi.Containerd => new ContainerdEngine(socket, options.LabelMaxLength),
        _ => new DockerEngine(socket, options.LabelMaxLength),
    };
}
