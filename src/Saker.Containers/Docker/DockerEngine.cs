using System.Net;
using System.Text.Json;
using Saker.Containers.Sources;

namespace Saker.Containers.Docker;

/// <summary>Asks Docker, or Podman, which speaks the same language.</summary>
internal sealed class DockerEngine : IEngine
{
    // More than any container or image has to say of itself.
    private const long MaxAnswer = 8 * 1024 * 1024;

    private readonly HttpClient client;
    private readonly DockerInspection inspection;

    public DockerEngine(string socket, int labelMaxLength)
    {
        inspection = new DockerInspection(labelMaxLength);
        client = new HttpClient(UnixHttp.Handler(socket))
        {
            BaseAddress = new Uri("http://localhost/v1.40/"),
            MaxResponseContentBufferSize = MaxAnswer,
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    public async Task<Answer?> AskAsync(Question question, CancellationToken cancel)
    {
        try
        {
            using var container = await GetAsync($"containers/{question.Id}/json", cancel).ConfigureAwait(false);
            if (container is null)
                return null;
            string image = container.RootElement.Text("Image");
            using var described = image.Length == 0 ? null : await GetAsync($"images/{Uri.EscapeDataString(image)}/json", cancel).ConfigureAwait(false);
            return inspection.Read(question, container.RootElement, described?.RootElement ?? default);
        }
        catch (Exception e) when (e is HttpRequestException or JsonException or IOException)
        {
            throw new EngineException(e.Message, e);
        }
    }

    public void Dispose() => client.Dispose();

    private async Task<JsonDocument?> GetAsync(string path, CancellationToken cancel)
    {
        using var response = await client.GetAsync(new Uri(path, UriKind.Relative), cancel).ConfigureAwait(false);
        if (response.StatusCode == HttpStatusCode.NotFound)
            return null;
        response.EnsureSuccessStatusCode();
        return JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(cancel).ConfigureAwait(false));
    }
}
