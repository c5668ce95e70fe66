using System.Net;
using k8s;
using k8s.Autorest;
using k8s.Models;

namespace Saker.Kubernetes.Watching;

/// <summary>How one kind of objects is listed and watched.</summary>
/// <typeparam name="T">The kind as the client library knows it.</typeparam>
internal sealed record ObjectSource<T>
    where T : IKubernetesObject<V1ObjectMeta>
{
    /// <summary>The kind.</summary>
    public required ObjectKind Kind { get; init; }

    /// <summary>Asks for a page of the list, by the token of the page before; null for the first.</summary>
    public required Func<string?, CancellationToken, Task<IKubernetesObject<V1ListMeta>>> List { get; init; }

    /// <summary>Takes the objects out of a page.</summary>
    public required Func<IKubernetesObject<V1ListMeta>, IEnumerable<T>> Items { get; init; }

    /// <summary>Watches from a version on.</summary>
    public required Func<string, Action<Exception>, CancellationToken, IAsyncEnumerable<(WatchEventType Type, T Item)>> Watch { get; init; }

    /// <summary>What is kept of an object.</summary>
    public required Func<T, ClusterObject> Convert { get; init; }
}

/// <summary>
/// Keeps the objects of one kind as the API server has them: lists them, then watches from the list's version on. A watch that ends is
/// taken up where it ended, by the version of its last event or bookmark; when the server has forgotten that version (410 Gone), all is listed
/// anew.
/// </summary>
internal sealed class Reflector<T>(ObjectSource<T> source, ClusterStore store, WatchCounts counts, Action<string> log)
    where T : IKubernetesObject<V1ObjectMeta>
{
    private static readonly TimeSpan firstPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan longestPause = TimeSpan.FromSeconds(30);

    private readonly TaskCompletionSource listed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private string? version;

    /// <summary>Done once the first list is in.</summary>
    public Task Listed => listed.Task;

    /// <summary>Goes on until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        var pause = firstPause;
        while (!cancel.IsCancellationRequested)
        {
            try
            {
                if (version is null)
                    await ListAsync(cancel).ConfigureAwait(false);
                await WatchAsync(cancel).ConfigureAwait(false);
                pause = firstPause;
            }
            catch (OperationCanceledException) when (cancel.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (IsGone(e))
            {
                counts.Gone();
                version = null;
            }
            catch (Exception e) when (e is HttpRequestException or HttpOperationException or IOException or KubernetesException or OperationCanceledException or System.Text.Json.JsonException)
            {
                counts.Disconnected();
                log($"{source.Kind}: {e.Message}; trying again in {pause.TotalSeconds} s");
                await Task.Delay(pause, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                pause = pause * 2 < longestPause ? pause * 2 : longestPause;
            }
        }
    }

    private static bool IsGone(Exception e) => e is KubernetesException { Status.Code: (int)HttpStatusCode.Gone }
        or HttpOperationException { Response.StatusCode: HttpStatusCode.Gone };

    private async Task ListAsync(CancellationToken cancel)
    {
        var all = new List<ClusterObject>();
        string? page = null;
        do
        {
            var list = await source.List(page, cancel).ConfigureAwait(false);
            all.AddRange(source.Items(list).Where(i => i.Metadata?.Uid is not null).Select(source.Convert));
            version = list.Metadata.ResourceVersion;
            page = list.Metadata.ContinueProperty;
        }
        while (!string.IsNullOrEmpty(page));
        store.Replace(source.Kind, all);
        counts.Listed();
        listed.TrySetResult();
    }

    private async Task WatchAsync(CancellationToken cancel)
    {
        Exception? failure = null;
        await foreach (var (type, item) in source.Watch(version!, e => failure ??= e, cancel).ConfigureAwait(false))
        {
            counts.Seen();
            version = item.Metadata.ResourceVersion ?? version;
            if (type == WatchEventType.Bookmark)
                counts.Bookmarked();
            else if (type == WatchEventType.Deleted)
                store.Remove(item.Metadata.Uid);
            else if (type is WatchEventType.Added or WatchEventType.Modified)
                store.Put(source.Convert(item));
        }

        if (failure is not null)
            throw failure;
        // The server ends every watch after a while.
        await Task.Delay(firstPause, cancel).ConfigureAwait(false);
    }
}
