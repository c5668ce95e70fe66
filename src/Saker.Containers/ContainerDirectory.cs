using System.Collections.Concurrent;
using System.Text;
using Saker.Containers.Oci;
using Saker.Containers.Sources;
using Saker.State;

namespace Saker.Containers;

/// <summary>
/// Finds out about containers, beside the events: files first, which are at hand at once, then the engine that the container's cgroup
/// names. Whoever owns the state tells it of containers and takes the news between two events; neither ever waits.
/// </summary>
/// <remarks>Nothing here belongs to a container once its question is answered: no thread, no timer, no connection.</remarks>
public sealed class ContainerDirectory : IContainerWatcher, IDisposable
{
    private const int MaxInquiries = 65536;

    private static readonly TimeSpan patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan firstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan longestPause = TimeSpan.FromMinutes(1);

    private readonly ContainerOptions options;
    private readonly BundleSource bundles;
    private readonly Engines engines;
    private readonly Action<string> warn;
    private readonly ConcurrentQueue<ContainerNews> news = new();
    private readonly ConcurrentDictionary<string, Inquiry> inquiries = new();
    private readonly SemaphoreSlim places;
    private readonly CancellationTokenSource over = new();

    /// <summary>Makes one, and connects to the engines that are there.</summary>
    /// <param name="options">Which engines are asked, and how.</param>
    /// <param name="warn">Told of engines that do not answer, from any thread.</param>
    public ContainerDirectory(ContainerOptions options, Action<string> warn)
    {
        this.options = options;
        this.warn = warn;
        bundles = new BundleSource(options);
        engines = new Engines(options);
        places = new SemaphoreSlim(options.Parallel);
        _ = Task.Run(() => engines.WarmUpAsync(over.Token));
    }

    /// <summary>How it went so far.</summary>
    public DirectoryCounts Counts { get; } = new();

    /// <summary>Takes a piece of news; false when there is none.</summary>
    public bool TryTake(out ContainerNews taken) => news.TryDequeue(out taken!);

    /// <inheritdoc/>
    public void Announced(RuntimeCall call)
    {
        // Whoever may start programs may announce as many as he likes.
        if (inquiries.Count >= MaxInquiries)
            return;
        string id = Question.Show(call.Id);
        var inquiry = inquiries.GetOrAdd(id, static _ => new Inquiry());
        // The first word counts: whoever speaks up once the container runs does so for reasons of his own.
        if (inquiry.Bundle is not null || inquiry.Container is not null)
            return;
        inquiry.Call = call;
        inquiry.Bundle = Task.Run(() => bundles.Read(call));
        if (call is { Uid: 0, By: "" })
            Begin(inquiry, new Question(call.Id, ""));
        _ = ForgetUnlessItComesAsync(id, inquiry);
    }

    /// <inheritdoc/>
    public void Appeared(ContainerInfo container, long process)
    {
        var inquiry = inquiries.GetOrAdd(Encoding.UTF8.GetString(container.Id), static _ => new Inquiry());
        inquiry.Container = container;
        if (!inquiry.HasBegun)
            Begin(inquiry, new Question(Encoding.UTF8.GetString(container.FullId), Encoding.UTF8.GetString(container.Type)));
    }

    /// <inheritdoc/>
    public void Ended(ContainerInfo container)
    {
        string id = Encoding.UTF8.GetString(container.Id);
        if (inquiries.TryGetValue(id, out var inquiry) && ReferenceEquals(inquiry.Container, container) && inquiries.TryRemove(KeyValuePair.Create(id, inquiry)))
            inquiry.Dispose();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        over.Cancel();
        foreach (var inquiry in inquiries.Values)
            inquiry.Dispose();
        engines.Dispose();
    }

    /// <summary>A runtime may fail, and what calls itself one may have meant nothing by it.</summary>
    private async Task ForgetUnlessItComesAsync(string id, Inquiry inquiry)
    {
        await Task.Delay(patience, over.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (inquiry.Container is null && inquiries.TryRemove(KeyValuePair.Create(id, inquiry)))
            inquiry.Dispose();
    }

    private void Begin(Inquiry inquiry, Question question)
    {
        inquiry.HasBegun = true;
        Counts.Asked();
        _ = Task.Run(() => InquireAsync(inquiry, question));
    }

    private async Task InquireAsync(Inquiry inquiry, Question question)
    {
        try
        {
            var known = await FilesAsync(inquiry, question).ConfigureAwait(false);
            if (question.Type.Length == 0)
                question = question with { Type = TypeOf(known, inquiry.Call!) };
            var asked = engines.For(question.Type);
            Tell(question, known, asked.Count == 0 ? ContainerParts.None : ContainerParts.OfRuntime & ~(known?.Told ?? ContainerParts.None), known is null ? null : true);
            for (var pause = firstPause; asked.Count > 0; pause = pause < longestPause ? pause * 2 : longestPause)
            {
                var (answer, isSure) = await AskAsync(asked, question, inquiry.Token).ConfigureAwait(false);
                known = answer?.Over(known) ?? known;
                Tell(question, known, ContainerParts.None, known is not null ? true : isSure ? false : null);
                if (answer is not null || isSure)
                    break;
                // An engine that is being restarted comes back.
                await Task.Delay(pause, inquiry.Token).ConfigureAwait(false);
                asked = engines.For(question.Type);
            }
        }
        catch (OperationCanceledException)
        {
            // The container, or the sensor, is over.
        }
        catch (Exception e)
        {
            warn($"nothing is known of container {question.ShownId}: {e.Message}");
            Tell(question, null, ContainerParts.None, isVerified: null);
        }
    }

    private async Task<Answer?> FilesAsync(Inquiry inquiry, Question question)
    {
        bool maySpeak = inquiry.Call is { } call && (question.Type.Length == 0 || (inquiry.Container is { } container && MaySpeakOf(call, container)));
        var announced = maySpeak ? await inquiry.Bundle!.ConfigureAwait(false) : null;
        if (announced is null)
            return question.Type.Length == 0 ? null : bundles.Find(question);
        return announced.Metadata.Type.Length > 0 ? announced : announced with { Metadata = announced.Metadata with { Type = Texts.Bytes(question.Type) } };
    }

    /// <summary>The engine that a runtime works for, when no cgroup has told it yet.</summary>
    private static string TypeOf(Answer? known, RuntimeCall call) => known is { Metadata.Type: { Length: > 0 } type } ? Encoding.UTF8.GetString(type)
        : call.Bundle.Contains("/moby/", StringComparison.Ordinal) ? "docker"
        : call.Id.Length is not (32 or 64) ? "runc"
        : "containerd";

    /// <summary>
    /// Anybody can start a program that is called as runtimes are. Root on the host speaks for every container; a user for those in his
    /// own slice, a container for those inside of it.
    /// </summary>
    private static bool MaySpeakOf(RuntimeCall call, ContainerInfo container) => call.By.Length > 0
        ? container.Cgroup.Contains(call.By, StringComparison.Ordinal)
        : call.Uid == 0 || container.Cgroup.Contains($"/user-{call.Uid}.slice/", StringComparison.Ordinal);

    /// <returns>What the first that knows the container says, and otherwise whether all said that they do not.</returns>
    private async Task<(Answer? Answer, bool IsSure)> AskAsync(IReadOnlyList<IEngine> asked, Question question, CancellationToken cancel)
    {
        bool isSure = true;
        await places.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            foreach (var engine in asked)
            {
                using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancel);
                deadline.CancelAfter(options.Deadline);
                try
                {
                    if (await engine.AskAsync(question, deadline.Token).ConfigureAwait(false) is { } answer)
                        return (answer, true);
                }
                catch (EngineException e)
                {
                    isSure = false;
                    Counts.Failed();
                    warn($"a container engine does not answer about {question.ShownId}: {e.Message}");
                }
                catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
                {
                    isSure = false;
                    Counts.Failed();
                    warn($"a container engine did not answer about {question.ShownId} within {options.Deadline.TotalSeconds} s");
                }
            }

            return (null, isSure);
        }
        finally
        {
            places.Release();
        }
    }

    private void Tell(Question question, Answer? answer, ContainerParts awaited, bool? isVerified)
    {
        if (answer is not null && awaited == ContainerParts.None)
            Counts.Answered();
        news.Enqueue(new ContainerNews(question.ShownId, answer?.Metadata, awaited, isVerified));
    }

    /// <summary>What is being found out about one container.</summary>
    private sealed class Inquiry : IDisposable
    {
        private readonly CancellationTokenSource stop = new();

        public Inquiry() => Token = stop.Token;

        public Task<Answer?>? Bundle { get; set; }

        public RuntimeCall? Call { get; set; }

        public ContainerInfo? Container { get; set; }

        public bool HasBegun { get; set; }

        public CancellationToken Token { get; }

        public void Dispose()
        {
            stop.Cancel();
            stop.Dispose();
        }
    }
}
