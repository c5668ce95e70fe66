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

    private readonly ContainerOptions options;
    private readonly BundleSource bundles;
    private readonly Engines engines;
    private readonly Action<string> warn;
    private readonly ConcurrentQueue<ContainerNews> news = new();
    private readonly ConcurrentDictionary<string, Inquiry> inquiries = new();
    private readonly SemaphoreSlim places;
    private readonly CancellationTokenSource over = new();

    /// <summary>Makes one; nothing is asked before the first container.</summary>
    /// <param name="options">Which engines are asked, and how.</param>
    /// <param name="warn">Told of engines that do not answer, from any thread.</param>
    public ContainerDirectory(ContainerOptions options, Action<string> warn)
    {
        this.options = options;
        this.warn = warn;
        bundles = new BundleSource(options);
        engines = new Engines(options);
        places = new SemaphoreSlim(options.Parallel);
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
        inquiry.Bundle = Task.Run(() => ReadBundle(inquiry, call));
        _ = ForgetUnlessItComesAsync(id, inquiry);
    }

    /// <inheritdoc/>
    public void Appeared(ContainerInfo container, long process)
    {
        var inquiry = inquiries.GetOrAdd(Encoding.UTF8.GetString(container.Id), static _ => new Inquiry());
        inquiry.Container = container;
        Counts.Asked();
        _ = Task.Run(() => InquireAsync(inquiry, container));
    }

    /// <inheritdoc/>
    public void Ended(ContainerInfo container)
    {
        if (inquiries.TryRemove(Encoding.UTF8.GetString(container.Id), out var inquiry))
            inquiry.Stop();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        over.Cancel();
        foreach (var inquiry in inquiries.Values)
            inquiry.Stop();
        engines.Dispose();
    }

    /// <summary>A runtime may fail, and what calls itself one may have meant nothing by it.</summary>
    private async Task ForgetUnlessItComesAsync(string id, Inquiry inquiry)
    {
        await Task.Delay(patience, over.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (inquiry.Container is null)
            inquiries.TryRemove(KeyValuePair.Create(id, inquiry));
    }

    private Answer? ReadBundle(Inquiry inquiry, RuntimeCall call)
    {
        var answer = bundles.Read(call);
        inquiry.Call = call;
        // Nobody waits for this one yet; with it, the container's first event already finds its name.
        if (answer is not null && call is { Uid: 0, By: "" } && inquiry.Container is null)
            Tell(Question.Show(call.Id), answer, ContainerParts.OfRuntime & ~answer.Told, isVerified: true);
        return answer;
    }

    private async Task InquireAsync(Inquiry inquiry, ContainerInfo container)
    {
        var question = new Question(Encoding.UTF8.GetString(container.FullId), Encoding.UTF8.GetString(container.Type));
        try
        {
            var known = await FilesAsync(inquiry, container, question).ConfigureAwait(false);
            var asked = engines.For(question.Type);
            bool? isVerified = known is null ? null : true;
            if (known is not null || asked.Count == 0)
                Tell(question.ShownId, known, asked.Count == 0 ? ContainerParts.None : ContainerParts.OfRuntime & ~known!.Told, known is null && asked.Count > 0 ? null : isVerified);
            for (var pause = TimeSpan.FromSeconds(1); asked.Count > 0; pause = pause * 2 < TimeSpan.FromMinutes(1) ? pause * 2 : TimeSpan.FromMinutes(1))
            {
                var (answer, isSure) = await AskAsync(asked, question, inquiry.Token).ConfigureAwait(false);
                known = answer?.Over(known) ?? known;
                Tell(question.ShownId, known, ContainerParts.None, known is not null ? true : isSure ? false : null);
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
            Tell(question.ShownId, null, ContainerParts.None, isVerified: null);
        }
    }

    private async Task<Answer?> FilesAsync(Inquiry inquiry, ContainerInfo container, Question question)
    {
        var announced = inquiry.Bundle is { } bundle ? await bundle.ConfigureAwait(false) : null;
        if (announced is not null && inquiry.Call is { } call && MaySpeakOf(call, container))
            return announced with { Metadata = announced.Metadata with { Type = Known(announced.Metadata.Type, question) } };
        return bundles.Find(question);
    }

    private static byte[] Known(byte[] type, Question question) => type.Length > 0 ? type : Texts.Bytes(question.Type);

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

    private void Tell(string id, Answer? answer, ContainerParts awaited, bool? isVerified)
    {
        if (answer is not null && awaited == ContainerParts.None)
            Counts.Answered();
        news.Enqueue(new ContainerNews(id, answer?.Metadata, awaited, isVerified));
    }

    /// <summary>What is being found out about one container.</summary>
    private sealed class Inquiry
    {
        private readonly CancellationTokenSource stop = new();

        public Task<Answer?>? Bundle { get; set; }

        public RuntimeCall? Call { get; set; }

        public ContainerInfo? Container { get; set; }

        public CancellationToken Token => stop.Token;

        public void Stop() => stop.Cancel();
    }
}
