using System.Text.Json;
using Saker.Containers.Sources;
using Saker.State;

namespace Saker.Containers.Cri;

/// <summary>
/// The commands by which Kubernetes sees whether a container lives and is ready: runtimes are not told of them, but whoever applied the
/// pod with kubectl left its text in an annotation.
/// </summary>
internal sealed class PodProbes
{
    public PodProbes(IDictionary<string, string> annotations, string container)
    {
        if (!annotations.TryGetValue("kubectl.kubernetes.io/last-applied-configuration", out string? text))
            return;
        try
        {
            using var document = JsonDocument.Parse(text);
            var found = document.RootElement.Items("spec", "containers").FirstOrDefault(c => c.Text("name") == container);
            Liveness = new ContainerProbe(found.Strings("livenessProbe", "exec", "command"));
            Readiness = new ContainerProbe(found.Strings("readinessProbe", "exec", "command"));
        }
        catch (JsonException)
        {
            // Anybody can write annotations.
        }
    }

    /// <summary>Command of the liveness probe.</summary>
    public ContainerProbe Liveness { get; } = ContainerProbe.None;

    /// <summary>Command of the readiness probe.</summary>
    public ContainerProbe Readiness { get; } = ContainerProbe.None;
}
